"""A description of a project as typed → what is read of it: sentences with their places, and sections of long ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.errors import DescriptionError
from assistant.matching.model import Said
from assistant.wording import clean, simplify

LONGEST = 20_000
_SECTION = 450
_SHORTEST_PIECE = 8
_SENTENCE = re.compile(r"[^。！？!?；;\n]+(?:[。！？!?；;\n]+|$)|[。！？!?；;\n]+")
_PIECE = re.compile(r"[^，,、：:]+[，,、：:]*|[，,、：:]+")
_EDGE = " \t\r\n\u3000，,。；;：:、！!？?"
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Description:
    """One description.

    Attributes:
        text: As it was given.
        pieces: Parts of its sentences, a few words to two lines long, in order, without punctuation at their edges.
        sections: Spans of whole sentences, each short enough for the encoder; together the whole text.
    """

    text: str
    pieces: tuple[Said, ...]
    sections: tuple[Said, ...]

    @classmethod
    def read(cls, text: str) -> Description:
        """Raises: DescriptionError: If there is nothing to read in it, or more than 20,000 characters."""
        if len(text) > LONGEST:
            raise DescriptionError.too_long(len(text), LONGEST)
        if not _LETTER.search(text):
            raise DescriptionError.empty(LONGEST)
        sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(text)]
        pieces = [piece for start, end in sentences for piece in _pieces(text, start, end)]
        sections = [Said(text[a:b], a, b) for a, b in _sections(sentences)]
        return cls(text, tuple(pieces), tuple(sections))


def normal(text: str) -> str:
    """For learning and comparing: width, script and case folded; control characters out."""
    return simplify(clean(text)).lower()


def _pieces(text: str, start: int, end: int) -> Iterator[Said]:
    """Commas cut a sentence; short parts join the next, and very long ones stay as they are."""
    begin = start
    for match in _PIECE.finditer(text, start, end):
        is_last = match.end() == end
        rest = end - match.end()
        if match.end() - begin >= _SHORTEST_PIECE and rest >= _SHORTEST_PIECE or is_last:
            said = _trimmed(text, begin, match.end())
            if said is not None:
                yield said
            begin = match.end()


def _sections(sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin = end = 0
    for start, stop in sentences:
        if stop - begin > _SECTION and end > begin:
            yield begin, end
            begin = start
        end = stop
        while end - begin > _SECTION * 2:
            yield begin, begin + _SECTION
            begin += _SECTION
    if end > begin:
        yield begin, end


def _trimmed(text: str, start: int, end: int) -> Said | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Said(text[start:end], start, end) if end > start and _LETTER.search(text, start, end) else None
