"""Automatic numbers of Word paragraphs: what Word prints before them, though it stands nowhere in their text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from corpus.numerals import to_chinese

_CHINESE: Final = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographTraditional",
    "ideographZodiac",
    "ideographLegalTraditional",
    "chineseLegalSimplified",
)
_MOST: Final = 999
_LEVELS: Final = 9


@dataclass(slots=True)
class Level:
    """One level of a list.

    Attributes:
        form: `w:numFmt`, how a number is written.
        text: `w:lvlText`, such as `第%1条` or `%1.%2`.
        legal: `w:isLgl`: all its numbers in Arabic digits.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document, read by `_numbering_part`, and how far each has counted.

    Attributes:
        lists: List id (`w:numId`) → its pattern (`w:abstractNumId`).
        levels: (pattern, level) → what it looks like.
        starts: (list, level) → where this list begins, if it says so.
        styles: Style id → (list, level) that it gives its paragraphs.
        parents: Style id → the one it is based on.
    """

    lists: dict[str, str] = field(default_factory=dict[str, str])
    levels: dict[tuple[str, int], Level] = field(default_factory=dict[tuple[str, int], Level])
    starts: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    styles: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    parents: dict[str, str] = field(default_factory=dict[str, str])
    _counts: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    _restarted: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def label(self, list_id: str | None, level: int | None, style: str) -> str:
        """What is printed before the next paragraph; counts it. Bullets and paragraphs without a number have none.

        Args:
            list_id, level: Of the paragraph itself; None: of its style. List `0` switches numbers off.
        """
        own = self._of_style(style)
        chosen = list_id if list_id is not None else own[0]
        place = level if level is not None else own[1]
        pattern = self.lists.get(chosen, "")
        shape = self.levels.get((pattern, place))
        if shape is None or not 0 <= place < _LEVELS:
            return ""
        self._count(chosen, pattern, place)
        if shape.form in ("bullet", "none"):
            return ""
        return self._printed(pattern, shape)

    def _of_style(self, style: str) -> tuple[str, int]:
        for _ in range(_LEVELS + 2):  # a style may be based on itself
            if style in self.styles:
                return self.styles[style]
            if style not in self.parents:
                break
            style = self.parents[style]
        return "0", 0

    def _count(self, list_id: str, pattern: str, place: int) -> None:
        """Lists of one pattern count on together, unless one says where it begins."""
        counts = self._counts.setdefault(pattern, [self._start(pattern, level) - 1 for level in range(_LEVELS)])
        begins = self.starts.get((list_id, place))
        if begins is not None and (list_id, place) not in self._restarted:
            self._restarted.add((list_id, place))
            counts[place] = begins - 1
        for above in range(place):
            counts[above] = max(counts[above], self._start(pattern, above))
        counts[place] += 1
        for below in range(place + 1, _LEVELS):
            counts[below] = self._start(pattern, below) - 1

    def _start(self, pattern: str, place: int) -> int:
        level = self.levels.get((pattern, place))
        return level.start if level else 1

    def _printed(self, pattern: str, shape: Level) -> str:
        text = shape.text
        for place, count in enumerate(self._counts[pattern]):
            mark = f"%{place + 1}"
            if mark in text:
                level = self.levels.get((pattern, place))
                form = "decimal" if shape.legal or level is None else level.form
                text = text.replace(mark, written(count, form))
        return text.strip()


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; in digits, where the form isn't known."""
    if not 1 <= number <= _MOST:
        return str(number)
    if form in _CHINESE:
        return to_chinese(number)
    known: dict[str, Callable[[int], str]] = {
        "decimalEnclosedCircle": lambda n: chr(0x245F + n) if n <= 20 else str(n),
        "decimalEnclosedCircleChinese": lambda n: chr(0x245F + n) if n <= 20 else str(n),
        "decimalEnclosedParen": lambda n: f"({n})",
        "decimalEnclosedFullstop": lambda n: f"{n}.",
        "decimalZero": lambda n: f"{n:02}",
        "upperLetter": lambda n: chr(64 + (n - 1) % 26 + 1) * ((n - 1) // 26 + 1),
        "lowerLetter": lambda n: chr(96 + (n - 1) % 26 + 1) * ((n - 1) // 26 + 1),
        "upperRoman": _roman,
        "lowerRoman": lambda n: _roman(n).lower(),
    }
    return known.get(form, str)(number)


def _roman(number: int) -> str:
    values = ((900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    found = ""
    for value, letters in values:
        while number >= value:
            found, number = found + letters, number - value
    return found


class NumberingReader:
    """Takes what `numbering.xml` and `styles.xml` say of lists, while they are parsed. `begin` gets bare names."""

    def __init__(self, found: Numbering) -> None:
        self._found = found
        self._pattern = self._list = self._style = ""
        self._level = 0
        self._override: int | None = None
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "abstractNum": self._begin_pattern,
            "lvl": self._begin_level,
            "num": self._begin_list,
            "abstractNumId": lambda given: self._found.lists.update({self._list: given.get("val", "")}),
            "lvlOverride": lambda given: setattr(self, "_override", _number(given.get("ilvl"))),
            "startOverride": self._start_override,
            "start": lambda given: self._set("start", _number(given.get("val"), 1)),
            "numFmt": lambda given: self._set("form", given.get("val", "decimal")),
            "lvlText": lambda given: self._set("text", given.get("val", "")),
            "isLgl": lambda given: self._set("legal", given.get("val", "1") not in ("0", "false")),
            "style": self._begin_style,
            "basedOn": lambda given: self._found.parents.update({self._style: given.get("val", "")}),
            "numId": lambda given: self._of_style(given.get("val", "0"), None),
            "ilvl": lambda given: self._of_style(None, _number(given.get("val"))),
        }

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._starts:
            self._starts[name](attributes)

    def _begin_pattern(self, given: dict[str, str]) -> None:
        self._pattern, self._list = given.get("abstractNumId", ""), ""

    def _begin_list(self, given: dict[str, str]) -> None:
        self._list, self._pattern, self._override = given.get("numId", ""), "", None

    def _begin_level(self, given: dict[str, str]) -> None:
        self._level = _number(given.get("ilvl"))
        if self._pattern:
            self._found.levels[self._pattern, self._level] = Level()

    def _begin_style(self, given: dict[str, str]) -> None:
        self._style = given.get("styleId", "")

    def _start_override(self, given: dict[str, str]) -> None:
        if self._override is not None:
            self._found.starts[self._list, self._override] = _number(given.get("val"), 1)

    def _set(self, name: str, value: object) -> None:
        level = self._found.levels.get((self._pattern, self._level)) if self._pattern else None
        if level is not None:
            setattr(level, name, value)

    def _of_style(self, list_id: str | None, level: int | None) -> None:
        if self._style:
            known = self._found.styles.get(self._style, ("0", 0))
            own = (list_id if list_id is not None else known[0], level if level is not None else known[1])
            self._found.styles[self._style] = own


def _number(text: str | None, default: int = 0) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default
