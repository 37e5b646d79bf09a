"""Does every number of an answer stand in what it quotes? Counted here by other means than the product's own gate."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from assistant.model import Answer, Status
from corpus.numerals import NUMERAL, to_int

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_RUN = re.compile(NUMERAL)
_COUNTED = re.compile(rf"({NUMERAL})(?=个|份|家|项|名|年|月|日|次|天|类|种|分钟|人|倍)")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3})")
_MARK = re.compile(r"\[\d+\]")
_COUNTER = re.compile(r"^\s*\d+\.\s", re.MULTILINE)
_PATH = re.compile(r"「[^「」]*」")
_ARTICLES: Final = re.compile(r"一(?=个企业|家企业|法人|是|方面|般)")


def unquoted_numbers(answer: Answer) -> set[str]:
    """Numbers said but neither quoted nor asked, as digits. Marks, list counters, clause paths and counts of what is listed
    don't count.
    """
    if answer.status is not Status.ANSWERED:
        return set()
    said = _PATH.sub("", _COUNTER.sub("", _MARK.sub("", answer.text)))
    quoted = "\n".join((*(c.quote for c in answer.citations), *(c.clause for c in answer.citations), answer.question))
    counts = {str(len(answer.citations)), str(len(_COUNTER.findall(answer.text)))}
    return stated_numbers(said) - every_number(quoted) - counts


def stated_numbers(text: str) -> set[str]:
    """Digits, and Chinese numerals that count something."""
    folded = _folded(text)
    found = {_plain(match) for match in _DIGITS.findall(folded)}
    bare = _ARTICLES.sub("", folded)
    return found | {str(value) for run in _COUNTED.findall(bare) if (value := to_int(run)) is not None}


def every_number(text: str) -> set[str]:
    """Digits, and all Chinese numerals, whatever follows them."""
    folded = _folded(text)
    found = {_plain(match) for match in _DIGITS.findall(folded)}
    return found | {str(value) for run in _RUN.findall(folded) if (value := to_int(run)) is not None}


def _folded(text: str) -> str:
    return _SEPARATOR.sub("", unicodedata.normalize("NFKC", text))


def _plain(number: str) -> str:
    """`05` → `5`, `8.0` → `8`."""
    return f"{float(number):g}" if len(number) < 7 else number
