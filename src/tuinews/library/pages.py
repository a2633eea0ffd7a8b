"""The records in the pages of a SQLite file, read without SQLite, which gives up a whole table for one bad page.

Follows https://sqlite.org/fileformat2.html: each leaf of a B-tree tells by itself which records it holds, so a page that
is garbage costs what stands in it and no more, be it the first page of the file, a table's root, or half of all.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from tuinews.library.files import beside

_MAGIC = b"SQLite format 3\x00"
_USUAL_SIZE = 4096
"""Bytes in a page where the header can't tell: SQLite's default since 2016."""
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_WAL_HEADER, _FRAME_HEADER = 32, 24


class Lost:
    """Stands for a value that can't be read."""

    def __repr__(self) -> str:
        return "LOST"


LOST: Final = Lost()
Value = int | float | str | bytes | Lost | None


class _BrokenError(Exception):
    """These bytes are not what they should be."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table, or an entry of an index."""

    rowid: int | None
    """None in an index, and in a table without rowids."""
    values: tuple[Value, ...]


class Pages:
    """A SQLite file and what its write-ahead log has committed. Nothing is changed.

    Args:
        path: The file.

    Attributes:
        version: Its user_version; None where the header can't be read.

    Raises:
        OSError: It can't be read.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        wal = beside(path, "-wal")
        self._wal = wal.open("rb") if wal.exists() else None
        header = self._file.read(100)
        self._size, spare = _page_size(header), header[20] if header.startswith(_MAGIC) else 0
        self._usable = self._size - (spare if spare <= self._size - 480 else 0)
        self._frames = _committed(self._wal, self._size) if self._wal else {}
        self._file.seek(0, 2)
        # A page that the file ends inside of has lost its end, where its cells are.
        self._count = max(self._file.tell() // self._size, *self._frames, 0)
        self._free = self._free_pages()
        first = self._page(1)
        self.version = int.from_bytes(first[60:64]) if first.startswith(_MAGIC) else None

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        if self._wal:
            self._wal.close()

    def records(self) -> Iterator[Record]:
        """Give every record that can be read, those first whose pages others, or the schema, name as theirs.

        What was deleted may be among the last where the list of free pages can't be read.
        """
        named = {1, *self._roots.values()}
        for number in self._used_pages():
            named.update(self._children(number))
        for number in sorted(self._used_pages(), key=lambda number: (number not in named, number)):
            yield from self._records_of(number)

    def entries(self, name: str) -> Iterator[Record]:
        """Give the records of one table or index, as far as its tree holds; none where the schema does not tell."""
        if name in self._roots:
            for number in self._tree(self._roots[name]):
                yield from self._records_of(number)

    @cached_property
    def _roots(self) -> dict[str, int]:
        """Where the trees begin, by the schema: the tree of the first page, or what is left of it anywhere."""
        roots: dict[str, int] = {}
        for numbers in (self._tree(1), self._used_pages()):
            for number in numbers:
                for record in self._records_of(number):
                    match record.values:
                        case ("table" | "index", str(name), str(), int(root), *_):
                            roots.setdefault(name, root)
            if roots:
                break
        return roots

    def _tree(self, root: int) -> Iterator[int]:
        """Give the pages of a tree, each once, whatever its pages say."""
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number not in seen and 1 <= number <= self._count:
                seen.add(number)
                waiting.extend(self._children(number))
                yield number

    def _used_pages(self) -> Iterator[int]:
        return (number for number in range(1, self._count + 1) if number not in self._free)

    def _children(self, number: int) -> list[int]:
        page = self._page(number)
        start = 100 if number == 1 else 0
        if page[start] not in (_INTERIOR_INDEX, _INTERIOR_TABLE):
            return []
        places = [start + 8, *self._cells(page, start)]
        return [int.from_bytes(page[at : at + 4]) for at in places]

    def _records_of(self, number: int) -> Iterator[Record]:
        page = self._page(number)
        start = 100 if number == 1 else 0
        kind = page[start]
        if kind not in (_LEAF_TABLE, _LEAF_INDEX, _INTERIOR_INDEX):
            return
        for cell in self._cells(page, start):
            try:
                yield self._record(page, cell + 4 if kind == _INTERIOR_INDEX else cell, kind)
            except _BrokenError:
                continue

    def _cells(self, page: bytes, start: int) -> list[int]:
        """Give where the cells of a B-tree page begin, as far as that is inside of it."""
        first = start + (12 if page[start] in (_INTERIOR_INDEX, _INTERIOR_TABLE) else 8)
        count = min(int.from_bytes(page[start + 3 : start + 5]), (self._usable - first) // 2)
        cells = (int.from_bytes(page[at : at + 2]) for at in range(first, first + 2 * count, 2))
        return [cell for cell in cells if first + 2 * count <= cell <= self._usable - 4]

    def _record(self, page: bytes, at: int, kind: int) -> Record:
        length, at = _varint(page, at)
        rowid = None
        if kind == _LEAF_TABLE:
            rowid, at = _varint(page, at)
        most = self._usable - 35 if kind == _LEAF_TABLE else (self._usable - 12) * 64 // 255 - 23
        if length > self._count * self._size:
            raise _BrokenError
        if length <= most:
            payload = page[at : at + length]
        else:
            least = (self._usable - 12) * 32 // 255 - 23
            local = least + (length - least) % (self._usable - 4)
            local = local if local <= most else least
            payload = page[at : at + local] + self._overflow(page, at + local, length - local)
        return Record(rowid, _values(payload, length))

    def _overflow(self, page: bytes, at: int, length: int) -> bytes:
        """Follow the chain of pages that a long record goes on in, as far as it holds."""
        pieces: list[bytes] = []
        following = int.from_bytes(page[at : at + 4])
        room = self._usable - 4
        while length > 0 and 1 < following <= self._count:
            page = self._page(following)
            pieces.append(page[4 : 4 + min(length, room)])
            length -= room
            following = int.from_bytes(page[:4])
        return b"".join(pieces)

    def _free_pages(self) -> set[int]:
        """Follow the list of free pages, whose old content is what was deleted."""
        header = self._page(1)
        free: set[int] = set()
        if not header.startswith(_MAGIC):
            return free
        trunk = int.from_bytes(header[32:36])
        while 1 < trunk <= self._count and trunk not in free:
            free.add(trunk)
            page = self._page(trunk)
            count = min(int.from_bytes(page[4:8]), self._usable // 4 - 2)
            leaves = struct.unpack(f">{count}I", page[8 : 8 + 4 * count])
            free.update(leaf for leaf in leaves if 1 < leaf <= self._count)
            trunk = int.from_bytes(page[:4])
        return free

    def _page(self, number: int) -> bytes:
        """Give a page; zeros where there is none."""
        if self._wal and number in self._frames:
            self._wal.seek(self._frames[number])
            page = self._wal.read(self._size)
        else:
            self._file.seek((number - 1) * self._size)
            page = self._file.read(self._size)
        return page.ljust(self._size, b"\0")


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18])
    size = 65_536 if size == 1 else size
    sound = header.startswith(_MAGIC) and size >= 512 and size & (size - 1) == 0
    return size if sound else _USUAL_SIZE


def _values(payload: bytes, length: int) -> tuple[Value, ...]:
    """Read the values of a record, LOST from where its bytes end too early."""
    end, at = _varint(payload, 0)
    if not at <= end <= length or end > len(payload):
        raise _BrokenError
    kinds: list[int] = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    sizes = [_size_of(kind) for kind in kinds]
    if at != end or end + sum(sizes) != length:
        raise _BrokenError
    values: list[Value] = []
    for kind, size in zip(kinds, sizes, strict=True):
        content = payload[at : at + size]
        at += size
        values.append(_value(kind, content) if len(content) == size else LOST)
    return tuple(values)


def _size_of(kind: int) -> int:
    if kind in _INTEGER_BYTES:
        return _INTEGER_BYTES[kind]
    if kind >= 12:
        return (kind - 12) // 2
    if kind in (0, 8, 9):
        return 0
    if kind == 7:
        return 8
    raise _BrokenError


def _value(kind: int, content: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        number: float = struct.unpack(">d", content)[0]
        return number
    if kind in (8, 9):
        return kind - 8
    if kind in _INTEGER_BYTES:
        return int.from_bytes(content, signed=True)
    return content.decode("utf-8", "replace") if kind % 2 else content


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Read an integer of one to nine bytes, as signed; give it and where the next thing begins."""
    value = 0
    for place in range(9):
        if at + place >= len(content):
            raise _BrokenError
        byte = content[at + place]
        if place == 8:
            value = value << 8 | byte
            return value - (1 << 64) if value >= 1 << 63 else value, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise AssertionError


def _committed(wal: BinaryIO, size: int) -> dict[int, int]:
    """Find the pages in a write-ahead log: page number -> offset of its newest committed content.

    Only frames that bear the log's salt and continue its checksum count, as for SQLite itself.
    """
    header = wal.read(_WAL_HEADER)
    if len(header) < _WAL_HEADER or int.from_bytes(header[8:12]) != size:
        return {}
    magic = int.from_bytes(header[:4])
    if magic not in (0x377F0682, 0x377F0683):
        return {}
    order = ">" if magic & 1 else "<"
    sums = _checksum(header[:24], (0, 0), order)
    if sums != struct.unpack(">2I", header[24:32]):
        return {}
    committed: dict[int, int] = {}
    pending: dict[int, int] = {}
    offset = _WAL_HEADER
    while True:
        frame = wal.read(_FRAME_HEADER + size)
        if len(frame) < _FRAME_HEADER + size or frame[8:16] != header[16:24]:
            return committed
        sums = _checksum(frame[24:], _checksum(frame[:8], sums, order), order)
        if sums != struct.unpack(">2I", frame[16:24]):
            return committed
        pending[int.from_bytes(frame[:4])] = offset + _FRAME_HEADER
        if frame[4:8] != b"\0\0\0\0":
            committed.update(pending)
            pending.clear()
        offset += len(frame)


def _checksum(content: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
