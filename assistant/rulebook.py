"""The rules of one document: which of them concern a direction, and what is asked for it, in what order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from assistant.errors import AssistantError
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.errors import ClausePathError
from corpus.library import Library
from corpus.model import Direction, Document
from corpus.numerals import to_int
from corpus.rule_model import Field, OpenPoint, Rule, RuleSet
from corpus.rules import read_rules, sorted_fields


class RulebookError(AssistantError):
    """A document that can't be used for a self-assessment."""

    @classmethod
    def none_for(cls, document: Document) -> Self:
        return cls(
            f"这份通知还没有自评规则：{document.title}", document.id, "请在文件夹中加入 rules.toml，或换一份通知"
        )

    @classmethod
    def none_at_all(cls) -> Self:
        return cls("资料库中没有一份通知写有自评规则", next_step="请在通知的文件夹中加入 rules.toml")


class DirectionError(AssistantError):
    """A direction that the document doesn't have."""

    @classmethod
    def missing(cls, document: Document) -> Self:
        return cls("没有写明申报方向", "direction", _expected(document))

    @classmethod
    def unknown(cls, given: object, document: Document) -> Self:
        return cls(f"没有申报方向「{given}」", "direction", _expected(document))

    @classmethod
    def several(cls, given: object, found: Iterable[Direction]) -> Self:
        names = "、".join(f"{d.name}（{d.path}）" for d in found)
        return cls(f"申报方向「{given}」不止指一个", "direction", f"请写明是哪一个：{names}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form, and the words of the document that make it necessary.

    Attributes:
        depends: Fields whose answers decide whether, or how, this one matters.
        decides: True if an answer can change the verdict; optional questions and advantages can't make it worse.
    """

    field: Field
    clause: str
    quote: str
    rules: tuple[str, ...]
    depends: tuple[str, ...] = ()
    decides: bool = True


@dataclass(frozen=True)
class Rulebook:
    """A document with its rules."""

    document: Document
    rules: RuleSet

    def direction(self, given: object) -> Direction | None:
        """The direction of a number, a clause path in any accepted form, a title, or another name.

        None only for a document without directions, where none is given.

        Raises:
            DirectionError: If there is no such direction, or more than one.
        """
        directions = self.document.directions
        if given is None or given == "":
            if directions:
                raise DirectionError.missing(self.document)
            return None
        found = [] if isinstance(given, bool) else _matching(given, directions)
        if not found:
            raise DirectionError.unknown(given, self.document)
        if len(found) > 1:
            raise DirectionError.several(given, found)
        return found[0]

    def rules_for(self, direction: Direction | None) -> tuple[Rule, ...]:
        """Rules that concern the direction, in the order of the file."""
        return tuple(rule for rule in self.rules.rules if _concerns(rule.direction, direction))

    def open_points(self, direction: Direction | None) -> tuple[OpenPoint, ...]:
        return tuple(point for point in self.rules.open_points if _concerns(point.direction, direction))

    def fields_for(self, direction: Direction | None) -> dict[str, Field]:
        """Fields that a rule for the direction looks at, in the order of the form."""
        used = {name for rule in self.rules_for(direction) for name in (rule.field.name, *rule.gates)}
        return {field.name: field for field in self.form if field.name in used}

    def questions(self, direction: Direction | None) -> tuple[Question, ...]:
        """The questions that matter for a direction, in the order of the form."""
        rules = self.rules_for(direction)
        return tuple(_question(field, rules) for field in self.fields_for(direction).values())

    def groups(self, direction: Direction | None) -> tuple[tuple[str, tuple[Question, ...]], ...]:
        """The same, by group; groups without a question are left out."""
        questions = self.questions(direction)
        grouped = ((name, tuple(q for q in questions if q.field.group == name)) for name in self.rules.groups)
        return tuple((name, held) for name, held in grouped if held)

    @cached_property
    def form(self) -> tuple[Field, ...]:
        """All fields in the order of the form."""
        return sorted_fields(self.rules)


class RuleShelf:
    """The rulebooks of a library, read when they are asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._read: dict[str, Rulebook | None] = {}

    def rulebook(self, document: str | None = None) -> Rulebook:
        """The rules of a document; by default of the newest that has some.

        Raises:
            UnknownDocumentError: If the library has no such document.
            RulebookError: If it has no rules.
            DocumentError: If its rules are broken.
        """
        if document is not None:
            held = self._library.document(document)
            found = self._load(held)
            if found is None:
                raise RulebookError.none_for(held)
            return found
        for held in self._library.documents:
            found = self._load(held)
            if found is not None:
                return found
        if len(self._library.documents) == 1:
            raise RulebookError.none_for(self._library.documents[0])
        raise RulebookError.none_at_all()

    def _load(self, document: Document) -> Rulebook | None:
        if document.id not in self._read:
            folder = self._library.folder(document.id)
            rules = read_rules(folder, document) if folder else None
            self._read[document.id] = Rulebook(document, rules) if rules else None
        return self._read[document.id]


def _matching(given: object, directions: Sequence[Direction]) -> list[Direction]:
    """Directions that a number, path, title or other name means."""
    if isinstance(given, int):
        return [d for d in directions if d.number == given]
    if not isinstance(given, str):
        return []
    if (number := to_int(given)) is not None:
        return [d for d in directions if d.number == number]
    wanted = fold(given)
    return [d for d in directions if wanted in map(fold, (d.name, *d.aliases))] or list(_on_path(given, directions))


def _on_path(given: str, directions: Sequence[Direction]) -> Iterator[Direction]:
    """The direction that a clause stands in; the class may be left out."""
    try:
        path = ClausePath.parse(given)
    except ClausePathError:
        return
    found = direction_of(path, directions)
    if found is not None:
        yield found
        return
    for direction in directions:
        short = direction.path.steps[1:]
        if short and path.annex == direction.path.annex and path.steps[: len(short)] == short:
            yield direction


def _expected(document: Document) -> str:
    numbers = [d.number for d in document.directions]
    if not numbers:
        return "这份通知不分方向，请把 direction 留空"
    return f"请写方向的序号（{min(numbers)} 至 {max(numbers)}）、名称或条款路径，如「{document.directions[0].path}」"


def _concerns(wanted: ClausePath | None, direction: Direction | None) -> bool:
    return wanted is None or (direction is not None and wanted == direction.path)


def _question(field: Field, rules: Sequence[Rule]) -> Question:
    """With the words of the first rule about the field, or else of the first that depends on it."""
    own = [rule for rule in rules if rule.field.name == field.name]
    gated = [rule for rule in rules if field.name in rule.gates]
    about = own or gated
    quote = about[0].quote
    return Question(
        field,
        str(quote.clause),
        quote.text,
        tuple(rule.id for rule in about),
        tuple(dict.fromkeys(name for rule in own for name in rule.gates)),
        any(rule.needed for rule in (*own, *gated)),
    )
