"""Plain text and Markdown: which encoding, and the text in it. Nothing is parsed, so it needs no process of its own."""

from __future__ import annotations

import codecs
import re
from typing import Final

from corpus.readers.errors import ReadError

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOLERATED: Final = 0.005
_BROKEN: Final = re.compile("[\ue000-\uf8ff\ufffd\ufffe\uffff]|[\U000f0000-\U0010ffff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE: Final = {
    **dict.fromkeys((*range(9), *range(14, 32), 127, *range(0xD800, 0xE000))),
    **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)),
    **dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n"),
}


def decode(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else GB18030; line ends as `\\n`.

    A few bytes that fit neither (at most 0.5 % of what isn't ASCII, as in a file cut off within a character) become
    U+FFFD.

    Raises:
        ReadError: If it is in none of these, or no text.
    """
    text = _decoded(data)
    if len(_CONTROL.findall(text[:100_000])) > len(text[:100_000]) * _TOLERATED:
        raise ReadError.encoding()
    return cleaned(text)


def cleaned(text: str) -> str:
    """The text without what can't be seen: controls, zero-width characters, lone surrogates; line ends as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)


def garbled_share(text: str) -> float:
    """Share of characters that stand for nothing: replaced, private, unassigned; blanks don't count."""
    total = len(text) - len(re.findall(r"\s", text))
    return len(_BROKEN.findall(text)) / total if total else 0.0


def _decoded(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            text = data.decode(encoding, "replace")
        foreign = len(text) - sum(text.count(chr(code)) for code in range(128))
        if text.count("\ufffd") <= max(1.0, foreign * _TOLERATED) < foreign:
            return text
    raise ReadError.encoding()
