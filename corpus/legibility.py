"""How much of a text can't be what was written: characters that stand for nothing, and text read in a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_BROKEN: Final = re.compile("[\ue000-\uf8ff\ufffd\ufffe\uffff]|[\U000f0000-\U0010ffff]|锟斤拷|烫烫烫|屯屯屯")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_ODD_LATIN: Final = re.compile("[\u0080-\u00a6\u00a8-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_BLANK: Final = re.compile(r"\s")
_RARE_MOST: Final = 0.25  # official documents: 0.005 at most; traditional characters: 0.37; UTF-8 read as GBK: 0.87
_ODD_MOST: Final = 0.3  # French: 0.05 to 0.15; Chinese read as Latin letters: 0.6 and more
_SHORTEST: Final = 6
# GB 2312 has the 3,755 commonest characters in rows 16 to 55.
_COMMON_ROWS: Final = range(0xB0, 0xD8)


def garbled_share(text: str) -> float:
    """Share of characters, blanks apart, that are broken, or stand on a line that was read in a wrong encoding."""
    total = _ink(text)
    return sum(_garbled(line) for line in _lines(text)) / total if total else 0.0


def rare_share(text: str) -> float:
    """Share of the Chinese characters that are not among the 3,755 commonest; 0 where there are none.

    Far more than in any document (0.8) where a PDF's font names characters at random.
    """
    found = _HAN.findall(text)
    return 1 - sum(map(_is_common, found)) / len(found) if found else 0.0


def common_characters(text: str) -> int:
    """Number of the Chinese characters that are among the commonest: most in the right one of two decodings."""
    return sum(map(_is_common, _HAN.findall(text)))


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.split("\n") if line.strip())


def _garbled(line: str) -> int:
    ink = _ink(line)
    return ink if _is_misread(line, ink) else sum(map(len, _BROKEN.findall(line)))


def _is_misread(line: str, ink: int) -> bool:
    """True for UTF-8 read as GBK (`鏂囦欢`), and for either of them read as Latin letters (`æ–‡`, `ÎÄ¼þ`)."""
    if ink < _SHORTEST:
        return False
    if len(_ODD_LATIN.findall(line)) > ink * _ODD_MOST and not _HAN.search(line):
        return True
    return len(_HAN.findall(line)) >= _SHORTEST and rare_share(line) > _RARE_MOST and _is_chinese_twice(line)


def _is_chinese_twice(line: str) -> bool:
    """True if the bytes that a line would have in GBK are Chinese in UTF-8 too: no real line is."""
    bytes_ = line.encode("gb18030", "ignore")
    again = bytes_.decode("utf-8", "replace")
    return len(_HAN.findall(again)) * 3 > len(again)


def _ink(text: str) -> int:
    return len(text) - len(_BLANK.findall(text))


@lru_cache(maxsize=1 << 15)
def _is_common(character: str) -> bool:
    try:
        return character.encode("gb2312")[0] in _COMMON_ROWS
    except UnicodeEncodeError:
        return False
