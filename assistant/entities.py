"""What a question names: directions, classes, clauses, quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.quantities import Quantity as Quantity
from assistant.quantities import quantities as quantities
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.model import Category, Document
from corpus.numerals import NUMERAL, to_int

_NUMBERED = re.compile(
    rf"(?:第\s*({NUMERAL}|\d{{1,2}})\s*(?:个|号)?\s*方向|方向\s*({NUMERAL}|\d{{1,2}})(?![\d个])|(?<!\d)(\d{{1,2}})\s*号?\s*方向"
    rf"|directions?\s*(\d{{1,2}})|第\s*(\d{{1,2}})\s*(?:项|条)|[（(]\s*({NUMERAL})\s*[）)])",
    re.IGNORECASE,
)
_BARE_LIST = re.compile(
    r"(?<![\d年月.个份])(\d{1,2})(?=\s*(?:、|,|，|/|和|跟|与|及|号|and|&))|(?:、|,|/|和|跟|与|及|and|&)\s*(\d{1,2})(?![\d个家份分次万项%年月日.])"
)
_POINTED_AT = re.compile(r"(?:这个|那个|这一|那一|这|那|的)?(?:个)?(?:方向|赛道)")
_LONGEST_PART = 12
_CLASS_ENDINGS = (
    "类",
    "那类",
    "这类",
    "大类",
    "这一类",
    "那一类",
    "这一大类",
    "那一大类",
    "这大类",
    "那块",
    "这块",
    "一块",
    "那边",
    "这边",
)
_CLASS_ONLY_ENDINGS = tuple(ending for ending in _CLASS_ENDINGS if ending.endswith("类"))


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a document that a question names, and the words that name it."""

    document: str
    path: ClausePath
    name: str
    said: str
    is_direction: bool


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    entity: Entity
    weight: int


class NameIndex:
    """Finds directions and classes by title, short name, nickname or number."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._names = sorted(_names(documents), key=lambda n: (-len(n.folded), -n.weight))

    def find(self, text: str) -> tuple[Entity, ...]:
        """Named parts in the order of the text; a longer name hides the shorter ones inside it."""
        folded = fold(text)
        taken = bytearray(len(folded))
        found: list[tuple[int, Entity]] = []
        for start, end, entity in (*self._numbered(folded), *self._named(folded), *self._partly_named(folded)):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((start, entity))
        unique: dict[tuple[str, ClausePath], Entity] = {}
        for _, entity in sorted(found, key=lambda f: f[0]):
            unique.setdefault((entity.document, entity.path), entity)
        return tuple(unique.values())

    def at(self, document: str, path: ClausePath) -> Entity | None:
        """The direction that a clause stands in."""
        for held in self._documents:
            direction = direction_of(path, held.directions) if held.id == document else None
            if direction is not None:
                return Entity(document, direction.path, direction.name, "", True)
        return None

    def _named(self, folded: str) -> Iterator[tuple[int, int, Entity]]:
        for name in self._names:
            start = folded.find(name.folded)
            while start >= 0:
                yield start, start + len(name.folded), name.entity
                start = folded.find(name.folded, start + 1)

    def _partly_named(self, folded: str) -> Iterator[tuple[int, int, Entity]]:
        """`岸电方向`: the longest words before 方向 that stand in the title of one direction alone."""
        for match in _POINTED_AT.finditer(folded):
            for document in self._documents:
                for start in range(max(0, match.start() - _LONGEST_PART), match.start() - 1):
                    words = folded[start : match.start()]
                    held = [d for d in document.directions if words in fold(d.name)]
                    if len(held) == 1 and len(document.directions) > 1:
                        yield start, match.end(), Entity(document.id, held[0].path, held[0].name, words, True)
                    if held:
                        break

    def _numbered(self, folded: str) -> Iterator[tuple[int, int, Entity]]:
        matches = list(_NUMBERED.finditer(folded))
        listed = list(_BARE_LIST.finditer(folded)) if matches or _BARE_LIST.search(folded) else []
        if len(listed) + len(matches) < 2:
            listed = []
        for match in (*matches, *listed):
            number = next((to_int(g) for g in match.groups() if g), None)
            for document in self._documents:
                for direction in document.directions:
                    if direction.number == number:
                        entity = Entity(document.id, direction.path, direction.name, match[0], True)
                        yield match.start(), match.end(), entity


def _names(documents: Iterable[Document]) -> Iterator[_Name]:
    for document in documents:
        for direction in document.directions:
            for name in (direction.name, *_short_names(direction.name), *direction.aliases):
                entity = Entity(document.id, direction.path, direction.name, name, True)
                yield _Name(fold(name), entity, 2)
        for category in document.categories:
            for name in (category.name, *category.aliases):
                said = (
                    (name, *(name.removesuffix("类") + ending for ending in _CLASS_ENDINGS if len(name) > 3))
                    if name.endswith("类")
                    else (name,)
                    if name.isascii()
                    else tuple(name + ending for ending in _CLASS_ENDINGS)
                )
                for spoken in said:
                    yield _Name(fold(spoken), Entity(document.id, category.path, category.name, spoken, False), 1)
        for category, piece in _pieces(document.categories):
            for ending in _CLASS_ONLY_ENDINGS:
                spoken = piece + ending
                yield _Name(fold(spoken), Entity(document.id, category.path, category.name, spoken, False), 0)


def _pieces(categories: Sequence[Category]) -> Iterator[tuple[Category, str]]:
    """Halves of four-character class names that no other class holds: `绿色港口类` is `绿色…类` or `港口…类` too."""
    stems = {category: category.name.removesuffix("类") for category in categories}
    for category, stem in stems.items():
        for piece in (stem[:2], stem[2:]) if len(stem) == 4 else ():
            if sum(piece in other for other in stems.values()) == 1:
                yield category, piece


@lru_cache(maxsize=512)
def _short_names(title: str) -> tuple[str, ...]:
    """A title without what every title ends on (`试点示范`), and without a leading `工业互联网` where enough is left."""
    short = re.sub(r"(?:应用)?(?:试点示范|试点|示范项目|示范|方向|项目)$", "", title)
    names = [short] if len(short) >= 4 else []
    core = re.sub(r"^工业互联网\+?", "", short)
    if core != short and len(core) >= 4:
        names.append(core)
    return tuple(names)
