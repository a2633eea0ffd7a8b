"""Unpacking gzip from a stranger: never more at a time than there is room for."""

import zlib


class Gunzip:
    """Unpacks a gzip stream of one or more members (RFC 1952 2.2), never more than is asked for."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self.finished = False
        """Whether the stream may end here."""

    def feed(self, block: bytes, room: int) -> bytes:
        """Unpack a block to at most `room` bytes. Raises zlib.error."""
        out = bytearray()
        while block and len(out) < room:
            if self._member.eof:
                # Bytes after the last member that begin no other one are padding.
                if not block.startswith(b"\x1f"):
                    break
                self._member = zlib.decompressobj(wbits=31)
            out += self._member.decompress(block, room - len(out))
            block = self._member.unconsumed_tail or self._member.unused_data
        self.finished = self._member.eof
        return bytes(out)
