"""Which words two texts have in common: runs of characters, without those that merely hold a sentence together."""

from __future__ import annotations

import re

_SHORTEST = 2
_BINDING = re.compile(
    r"[\s，。；：、！？“”‘’（）()《》/.,;:!?\-的了和与及或等在对并将把被为是有以从到向由而也还其该各个们之于中上下]+"
)

Span = tuple[int, int]


def overlaps(text: str, other: str) -> tuple[Span, ...]:
    """Spans of `text` that stand in `other` too, in order and apart: words of two characters or more, in any case."""
    folded, within = _folded(text), _folded(other)
    found: list[Span] = []
    for start, end in _words(folded):
        place = start
        while place < end:
            size = _longest(folded[place:end], within)
            if size >= _SHORTEST:
                found.append((place, place + size))
            place += size if size >= _SHORTEST else 1
    return tuple(_joined(found))


def _folded(text: str) -> str:
    """Small letters, one for each character, so that places stay what they were."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _words(text: str) -> list[Span]:
    """Spans between binding characters."""
    spans: list[Span] = []
    start = 0
    for gap in _BINDING.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    return [(a, b) for a, b in (*spans, (start, len(text))) if b - a >= _SHORTEST]


def _longest(text: str, within: str) -> int:
    """Length of the longest beginning of `text` that stands in `within`."""
    size = 0
    while size < len(text) and text[: size + 1] in within:
        size += 1
    return size


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that touch become one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
