"""What a question names: directions, classes, clauses, quantities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.model import Document
from corpus.numerals import NUMERAL, to_int

_NUMBERED = re.compile(
    rf"(?:第\s*({NUMERAL}|\d{{1,2}})\s*(?:个|号)?\s*方向|方向\s*({NUMERAL}|\d{{1,2}})(?![\d个])|(?<!\d)(\d{{1,2}})\s*号?\s*方向"
    rf"|directions?\s*(\d{{1,2}})|第\s*(\d{{1,2}})\s*(?:项|条)|[（(]\s*({NUMERAL})\s*[）)])",
    re.IGNORECASE,
)
_BARE_LIST = re.compile(
    r"(?<![\d年月.个份])(\d{1,2})(?=\s*(?:、|,|，|/|和|跟|与|及|号|and|&))|(?:、|,|/|和|跟|与|及|and|&)\s*(\d{1,2})(?![\d个家份分次万项%年月日.])"
)
_QUANTITY = re.compile(
    rf"(\d+(?:\.\d+)?|{NUMERAL})\s*(多)?\s*(万|千|百|亿)?\s*(个工作日|工作日|个月|平方米|平米|人次|分钟|小时|元|块|家|个|份|名|人|次|项|年|月|天|日|页|套|张|条|种|类|台|层|级|倍|％|%|分(?!钟)"
    r"|mins?|minutes?|copies|enterprises|companies|factories|scenarios|projects|years|people)",
    re.IGNORECASE,
)
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
)
_AGO = {"去年": 1.0, "前年": 2.0}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_SCALE = {"万": 10_000.0, "千": 1000.0, "百": 100.0, "亿": 1e8}
_WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_UNIT = {
    "min": "分钟", "mins": "分钟", "minute": "分钟", "minutes": "分钟", "copies": "份", "enterprises": "家", "companies": "家",
    "factories": "家", "scenarios": "个", "projects": "个", "名": "人", "人次": "人", "项": "个", "个人": "人", "%": "％", "块": "元", "平米": "平方米", "个月": "月", "日": "天",
    "个工作日": "工作日", "years": "年", "people": "人",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a document that a question names, and the words that name it."""

    document: str
    path: ClausePath
    name: str
    said: str
    is_direction: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as the user gave it; `value` in single units (`10万次` → 100000)."""

    value: float
    unit: str
    said: str


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
        for start, end, entity in (*self._numbered(folded), *self._named(folded)):
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


def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers with a unit in a question: `10万次`, `三个`, `8 minutes`."""
    found = [Quantity(years, "年", said) for said, years in _AGO.items() if said in text]
    text = _WORD_NUMBER.sub(lambda m: str(_WORDS[m[0].lower()]), text)
    for match in _QUANTITY.finditer(text):
        if match[1] == "一" and match[4] in "个家种次项套条":
            continue
        number = float(match[1]) if re.match(r"\d", match[1]) else to_int(match[1])
        if number is None:
            continue
        unit = match[4].lower()
        found.append(Quantity(number * _SCALE.get(match[3] or "", 1.0), _UNIT.get(unit, unit), match[0]))
    return tuple(found)


def _names(documents: Iterable[Document]) -> Iterator[_Name]:
    for document in documents:
        for direction in document.directions:
            for name in (direction.name, *_short_names(direction.name), *direction.aliases):
                entity = Entity(document.id, direction.path, direction.name, name, True)
                yield _Name(fold(name), entity, 2)
        for category in document.categories:
            for name in (category.name, *category.aliases):
                said = (
                    (name,)
                    if name.endswith("类") or name.isascii()
                    else tuple(name + ending for ending in _CLASS_ENDINGS)
                )
                for spoken in said:
                    yield _Name(fold(spoken), Entity(document.id, category.path, category.name, spoken, False), 1)


@lru_cache(maxsize=512)
def _short_names(title: str) -> tuple[str, ...]:
    """A title without what every title ends on (`试点示范`), and without a leading `工业互联网` where enough is left."""
    short = re.sub(r"(?:应用)?(?:试点示范|试点|示范项目|示范|方向|项目)$", "", title)
    names = [short] if len(short) >= 4 else []
    core = re.sub(r"^工业互联网\+?", "", short)
    if core != short and len(core) >= 4:
        names.append(core)
    return tuple(names)
