"""`rules.toml` of a document's folder, checked against the document: every quote verbatim, every number in its quote."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from corpus.clause_path import ClausePath
from corpus.errors import DocumentError
from corpus.model import Document
from corpus.rule_entry import Entry
from corpus.rule_hints import read_hints
from corpus.rule_model import (
    Case,
    Comparison,
    Contradiction,
    Effect,
    Field,
    Kind,
    Limit,
    Material,
    OpenPoint,
    Plain,
    Quote,
    Rule,
    RuleSet,
    Step,
    Test,
)
from corpus.rule_places import follow, place, states, states_day

RULES: Final = "rules.toml"
_COMPARED: Final = {
    Comparison.IS: {Kind.BOOL},
    Comparison.ONE_OF: {Kind.CHOICE},
    Comparison.NONE_OF: {Kind.CHOICE},
    Comparison.INCLUDES: {Kind.CHOICES},
    Comparison.AT_LEAST: {Kind.COUNT, Kind.NUMBER},
    Comparison.AT_MOST: {Kind.COUNT, Kind.NUMBER},
    Comparison.BETWEEN: {Kind.COUNT, Kind.NUMBER},
    Comparison.NOT_AFTER: {Kind.DATE},
    Comparison.SAME_CLASS_AT_MOST: {Kind.DIRECTIONS},
}
_Named = TypeVar("_Named", bound=StrEnum)


def read_rules(folder: Path, document: Document) -> RuleSet | None:
    """The rules in a document's folder; None if it has no `rules.toml`.

    A quote that no longer stands in its clause but in exactly one other is cited from there, and its rule goes with it.

    Raises:
        DocumentError: If the file is broken, a quote stands nowhere, or a number isn't in its quote.
    """
    path = folder / RULES
    if not path.is_file():
        return None
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise DocumentError("文件无法读取", str(path), f"请检查文件是否可读（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise DocumentError("自评规则不是 UTF-8 编码", str(path), "请另存为 UTF-8 编码") from error
    except tomllib.TOMLDecodeError as error:
        raise DocumentError("自评规则的格式不对", str(path), f"请改正：{error}") from error
    return _Reader(document, {}).rule_set(Entry(raw, path, "自评规则"))


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of one file; `fields` fills up first."""

    document: Document
    fields: dict[str, Field]

    def rule_set(self, top: Entry) -> RuleSet:
        groups = top.texts("groups")
        for entry in top.named("field", "问题", "name"):
            found = self._field(entry, groups)
            self.fields[found.name] = found
        rules = RuleSet(
            groups=groups,
            fields=self.fields,
            rules=tuple(self._rule(entry) for entry in top.named("rule", "规则", "id")),
            open_points=tuple(self._open(entry) for entry in top.entries("open", "未定之处")),
            contradictions=tuple(self._contradiction(entry) for entry in top.entries("contradiction", "矛盾")),
            limits=tuple(self._limit(entry) for entry in top.named("portfolio", "多项目规则", "id")),
            materials=tuple(self._material(entry) for entry in top.named("material", "材料", "item")),
            steps=tuple(self._step(entry) for entry in top.named("step", "日程", "what")),
        )
        top.done()
        if not rules.rules:
            top.fail("没有一条规则", "请至少写一条 [[rule]]")
        return rules

    def _field(self, entry: Entry, groups: Sequence[str]) -> Field:
        kind, choices, unit = _member(Kind, entry, "type"), entry.texts("choices"), entry.text("unit")
        found = Field(
            name=entry.text("name", required=True),
            kind=kind,
            group=entry.text("group", required=True),
            ask=entry.text("ask", required=True),
            choices=choices,
            unit=unit,
            other=entry.flag("other"),
            optional=entry.flag("optional"),
            hint=entry.text("hint"),
            hints=read_hints(entry, kind, choices, unit),
        )
        if found.group not in groups:
            entry.fail(f"的 group「{found.group}」不在 groups 中", f"现有：{'、'.join(groups) or '（空）'}")
        if bool(found.choices) != (kind in (Kind.CHOICE, Kind.CHOICES)):
            entry.fail("的 choices 与 type 不相配", "选择题要有 choices，其他题不要")
        if found.other and kind is not Kind.CHOICE:
            entry.fail("不是单选题，不能有 other", "请删去 other")
        entry.done()
        return found

    def _rule(self, entry: Entry) -> Rule:
        field = self._named_field(entry, entry.text("field", required=True))
        stated, quote = entry.text("clause", required=True), self._quote(entry, "clause", "quote")
        sources = entry.entries("case", "第") or [entry]
        cases = tuple(self._case(source, field, stated, quote) for source in sources)
        if sources[0] is not entry:
            for source in sources:
                source.done()
        value_notes = tuple((value, str(note)) for value, note in entry.table("value_notes").items())
        for value, _ in value_notes:
            self._check_value(entry, field, value)
        rule = Rule(
            id=entry.text("id", required=True),
            quote=quote,
            field=field,
            cases=cases,
            effect=_member(Effect, entry, "effect") if entry.has("effect") else Effect.BLOCK,
            direction=self._direction(entry, stated, quote),
            soft=entry.flag("soft"),
            note=entry.text("note"),
            value_notes=value_notes,
            boundary_note=entry.text("boundary_note"),
            missing_as=entry.text("missing_as"),
            mend=entry.text("mend"),
        )
        entry.done()
        return rule

    def _case(self, entry: Entry, field: Field, clause: str, outer: Quote) -> Case:
        quote = self._placed(entry, clause, entry.text("quote")) if entry.text("quote") else outer
        test = self._test(entry, field)
        when = tuple((name, self._allowed(entry, name, value)) for name, value in entry.table("when").items())
        for number in test.numbers:
            if not states(quote.text, number, "" if field.kind is Kind.CHOICES else field.unit):
                entry.fail(f"的数 {number:g}{field.unit} 不在引文「{quote.text}」中", "请核对原文与规则")
        if test.day and not states_day(quote.text, test.day):
            entry.fail(f"的日期 {test.day} 不在引文「{quote.text}」中", "请核对原文与规则")
        return Case(test, quote, when)

    def _test(self, entry: Entry, field: Field) -> Test:
        given = [c for c in Comparison if entry.has(c)]
        if len(given) != 1:
            entry.fail(f"要有且只有一种比较，现有 {len(given)} 种", f"可用：{'、'.join(Comparison)}")
        comparison = given[0]
        if field.kind not in _COMPARED[comparison]:
            entry.fail(f"的比较 {comparison} 不适用于「{field.name}」（{field.kind}）", "请换一种比较，或改问题的 type")
        including_this = entry.flag("including_this")
        if comparison is Comparison.IS:
            if not entry.has("is"):
                entry.fail("缺少 is", "请写成 is = true")
            return Test(comparison, truth=entry.flag("is"))
        if comparison is Comparison.NOT_AFTER:
            return Test(comparison, day=entry.day(comparison))
        if comparison in (Comparison.ONE_OF, Comparison.NONE_OF, Comparison.INCLUDES):
            values = entry.texts(comparison)
            for value in values:
                self._check_value(entry, field, value)
            return Test(comparison, values=values)
        numbers = entry.numbers(comparison, 2) if comparison is Comparison.BETWEEN else (entry.number(comparison),)
        if numbers != tuple(sorted(numbers)):
            entry.fail(f"的 {comparison} 下限大于上限", "请调换两个数")
        return Test(comparison, numbers=numbers, including_this=including_this)

    def _allowed(self, entry: Entry, name: str, value: object) -> tuple[Plain, ...]:
        field = self._named_field(entry, name)
        values: list[object] = list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]
        allowed = (True, False) if field.kind is Kind.BOOL else field.choices if field.kind is Kind.CHOICE else ()
        found = tuple(a for v in values for a in allowed if type(a) is type(v) and a == v)
        if not found or len(found) != len(values):
            entry.fail(
                f"的条件「{name}」不可取所写的值", f"可取：{'、'.join(map(str, allowed)) or '只限是否题与单选题'}"
            )
        return found

    def _contradiction(self, entry: Entry) -> Contradiction:
        named = self._named_field(entry, entry.text("field", required=True))
        facts = tuple((n, v) for n, raw in entry.table("facts").items() for v in self._allowed(entry, n, raw))
        if named.name not in dict(facts):
            entry.fail(f"的 facts 中没有「{named.name}」", "field 要是 facts 中的一项")
        found = Contradiction(
            named.name, facts, entry.text("problem", required=True), entry.text("allowed", required=True)
        )
        entry.done()
        return found

    def _open(self, entry: Entry) -> OpenPoint:
        quote = self._quote(entry, "clause", "quote")
        direction = self._direction(entry, entry.text("clause"), quote)
        found = OpenPoint(quote, entry.text("text", required=True), direction)
        entry.done()
        return found

    def _limit(self, entry: Entry) -> Limit:
        quote = self._quote(entry, "clause", "quote")
        most, each, distinct = (
            entry.count("max_projects"),
            entry.count("max_per_class"),
            entry.flag("distinct_projects"),
        )
        unit = entry.text("unit")
        if sum((most is not None, each is not None, distinct)) != 1:
            entry.fail("要有且只有一种限制", "可用：max_projects、max_per_class、distinct_projects")
        for number in (most, each):
            if number is not None and not states(quote.text, number, unit):
                entry.fail(f"的数 {number}{unit} 不在引文「{quote.text}」中", "请核对原文与规则")
        entry.done()
        return Limit(entry.text("id"), quote, most, each, distinct)

    def _material(self, entry: Entry) -> Material:
        quote, copies, unit = self._quote(entry, "clause", "quote"), entry.count("copies"), entry.text("unit")
        if copies is not None and not states(quote.text, copies, unit):
            entry.fail(f"的份数 {copies}{unit} 不在引文「{quote.text}」中", "请核对原文与规则")
        to = place(self.document, entry.text("to_clause"), entry.text("to_quote")) if entry.text("to_quote") else None
        found = Material(entry.text("item"), quote, entry.text("who", required=True), copies, to)
        entry.done()
        return found

    def _step(self, entry: Entry) -> Step:
        quote = self._quote(entry, "clause", "quote") if entry.has("quote") else None
        days = entry.count("days_before")
        if days is None:
            entry.fail("缺少 days_before", "请写成 days_before = 10")
        found = Step(entry.text("what"), days, entry.text("who"), quote)
        entry.done()
        return found

    def _named_field(self, entry: Entry, name: str) -> Field:
        if name not in self.fields:
            entry.fail(f"问到的「{name}」没有写成问题", f'请写一条 [[field]]，name = "{name}"')
        return self.fields[name]

    def _check_value(self, entry: Entry, field: Field, value: str) -> None:
        if field.choices and value not in field.choices:
            entry.fail(f"的值「{value}」不在「{field.name}」的选项中", f"选项：{'、'.join(field.choices)}")

    def _quote(self, entry: Entry, clause: str, quote: str) -> Quote:
        return self._placed(entry, entry.text(clause, required=True), entry.text(quote, required=True))

    def _placed(self, entry: Entry, clause: str, text: str) -> Quote:
        found = place(self.document, clause, text)
        if found is None:
            entry.fail(f"的引文「{text}」不在条款「{clause}」中", "请照原文逐字抄录，或改正条款")
        return found

    def _direction(self, entry: Entry, clause: str, quote: Quote) -> ClausePath | None:
        """The direction, or class of directions, an entry is for."""
        stated = entry.text("direction")
        try:
            return follow(self.document, stated, clause, quote)
        except LookupError:
            known = "、".join(str(d.path) for d in self.document.directions[:3])
            entry.fail(f"的方向「{stated}」不存在，或与条款不符", f"请写方向的条款路径或标题，如 {known}")


def _member(kind: type[_Named], entry: Entry, key: str) -> _Named:
    text = entry.text(key, required=True)
    try:
        return kind(text)
    except ValueError:
        entry.fail(f"的 {key}「{text}」不认识", f"可用：{'、'.join(kind)}")


def sorted_fields(rules: RuleSet) -> tuple[Field, ...]:
    """Fields in the order of the form: by group, then as in the file."""
    order: Mapping[str, int] = {group: n for n, group in enumerate(rules.groups)}
    return tuple(sorted(rules.fields.values(), key=lambda f: order[f.group]))
