"""Typed values in a text: phones, mailboxes, dates, numbers with units, cited titles and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["phone", "email", "date", "number", "url", "postcode"]

_PATTERNS: tuple[tuple[ValueKind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
    ("url", re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&_%#:-]+")),
    ("phone", re.compile(r"(?<!\d)(?:0\d{2,3}[-—－ ]?\d{7,8}(?:[/、,，]\s*\d{7,8}(?!\d))*|1[3-9]\d{9}|400-?\d{3}-?\d{4})(?!\d)")),
    ("date", re.compile(r"(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}\s*年(?:\s*\d{1,2}\s*月)?|\d{4}-\d{1,2}-\d{1,2}")),
    ("postcode", re.compile(r"(?<!\d)\d{6}(?!\d)")),
    ("number", re.compile(r"\d+(?:[.,]\d+)*\s*(?:[-—~～至到]\s*\d+(?:\.\d+)?\s*)?(?:万元|亿元|万次|万|亿|[%％‰]|(?=[\u4e00-\u9fff])[^\s\d，。；、：])?")),
    ("number", re.compile(r"[零〇一二三四五六七八九十百千两]+(?:个|份|家|项|名|次|年|月|日|分钟|人|类|种|张|套|元|倍|成|天|周|季度|小时|大类|方面|部分|式)")),
)  # fmt: skip
TITLE = re.compile(r"《([^《》]{2,80})》")
ATTACHMENT = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十]{1,2}(?![并律式起般同份览定些个经切]))")


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value and its span in the text, in code points."""

    kind: ValueKind
    text: str
    start: int
    end: int


def values(text: str) -> Iterator[Value]:
    """Typed values in order of their kind, then of the text; a character belongs to one value only."""
    taken = bytearray(len(text))
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield Value(kind, match[0], start, end)
