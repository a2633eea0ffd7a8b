"""The running text of a story's Markdown, without what isn't prose."""

import re

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:<[^>\n]*>|[^)\n]*)\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6} |>[ >]*|[-*+] |\d+[.)] )+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_{1,3}|~~|`)(?=\S)(.+?)(?<=\S)\1")
_RULE = re.compile(r"^[ \t]*(?:[-*_] ?){3,}$|^[ \t]*\|?[ :|-]+\|[ :|-]*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def prose_of(markdown: str) -> str:
    """Give the words of a Markdown text, a paragraph a line, without code, pictures, addresses and marks."""
    text = _FENCE.sub("", markdown)
    text = _LINK.sub(r"\1", _PICTURE.sub("", text))
    text = _LINE_MARK.sub("", _RULE.sub("", text))
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = _ESCAPE.sub(r"\1", text.replace("|", "\n"))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
