"""The form of the self-assessment, made from the rules: what is asked for one direction, group by group.

It carries no answers: these stay in the visitor's browser, whose script fills them in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from assistant.rulebook import Question, Rulebook
from assistant.web.icons import icon
from assistant.web.rule_links import source_link
from assistant.web.shelf import Shelf
from corpus.clause_path import ClausePath
from corpus.model import Direction, Document
from corpus.rule_model import Field, Kind, Quote

UNSURE: Final = "不清楚"
OTHER: Final = "其他"
NOTHING: Final = "都没有"
LONGEST_OTHER: Final = 200


def chooser_html(documents: Sequence[Document], shown: Document, direction: Direction | None) -> str:
    """Which notice, if there is a choice, and which direction of it, grouped by class."""
    notices = ""
    if len(documents) > 1:
        options = "".join(_option(d.id, d.number or d.title, d.id == shown.id) for d in documents)
        notices = (
            '<p class="choose"><label for="assess-document">通知</label>'
            f'<select id="assess-document">{options}</select></p>'
        )
    if not shown.directions:
        return notices
    groups = "".join(
        f'<optgroup label="{escape(name)}">{rows}</optgroup>' if name else rows
        for name, rows in (
            (name, "".join(_option(str(d.number), f"{d.number}　{d.name}", d == direction) for d in held))
            for name, held in groupby(shown.directions, key=lambda d: d.category)
        )
    )
    first = _option("", "请选择…", direction is None)
    return (
        f'{notices}<p class="choose"><label for="assess-direction">申报方向</label>'
        f'<select id="assess-direction">{first}{groups}</select></p>'
    )


def form_html(rulebook: Rulebook, direction: Direction | None, shelf: Shelf) -> str:
    """The questions that matter for a direction; those that hang on another answer start hidden."""
    groups = rulebook.groups(direction)
    shared = rulebook.rules.groups[0] if len(rulebook.rules.groups) > 1 else ""
    numbers = {question.field.name: n for n, question in enumerate(q for _, held in groups for q in held)}
    return "".join(
        f'<section class="group" aria-labelledby="group-{n}"><h3 id="group-{n}">{escape(name)}</h3>{_lead(held)}'
        + "".join(
            _Asked(rulebook, direction, shelf, name == shared, any(q.decides for q in held)).html(question, numbers)
            for question in held
        )
        + "</section>"
        for n, (name, held) in enumerate(groups)
    )


def question_id(number: int) -> str:
    return f"question-{number}"


def _lead(questions: Sequence[Question]) -> str:
    if any(question.decides for question in questions):
        return ""
    return '<p class="hint">选填；有则列为优先条件，没有不影响能否申报。</p>'


@dataclass(frozen=True, slots=True)
class _Asked:
    """A group of questions.

    Attributes:
        is_shared: Its answers are the applicant's, the same for every project.
        is_needed: Some of its questions matter for the verdict; where none does, its lead says so once for all.
    """

    rulebook: Rulebook
    direction: Direction | None
    shelf: Shelf
    is_shared: bool
    is_needed: bool

    def html(self, question: Question, numbers: Mapping[str, int]) -> str:
        field, qid = question.field, question_id(numbers[question.field.name])
        controls = _CONTROLS[field.kind](field, qid, self.rulebook, self.direction)
        hint = f'<p class="hint" id="{qid}-hint">{escape(field.hint)}</p>' if field.hint else ""
        role = "radiogroup" if field.kind in (Kind.BOOL, Kind.CHOICE) else "group"
        described = " ".join([f"{qid}-hint"] * bool(hint) + [f"{qid}-told"])
        optional = '<span class="tag">选填</span>' if field.optional and self.is_needed else ""
        quote = Quote(ClausePath.parse(question.clause), question.quote)
        return (
            f'<div class="q" id="{qid}" data-field="{escape(field.name)}" data-kind="{field.kind}"'
            f"{' data-shared' if self.is_shared else ''}{' hidden' if question.depends else ''}>"
            f'<p class="asked"><span id="{qid}-ask">{escape(field.ask)}</span>{optional}'
            f"{source_link(quote, self.rulebook.document, self.shelf)}</p>{hint}"
            f'<div class="controls" role="{role}" aria-labelledby="{qid}-ask" aria-describedby="{described}">'
            f'{controls}</div><div class="told" id="{qid}-told"></div></div>'
        )


def _option(value: str, text: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if is_chosen else ""}>{escape(text)}</option>'


def _radio(qid: str, value: str, text: str) -> str:
    return f'<label class="seg"><input type="radio" name="{qid}" value="{escape(value)}"><span>{escape(text)}</span></label>'


def _check(qid: str, value: str, text: str, kind: str = "") -> str:
    return (
        f'<label class="seg"><input type="checkbox" name="{qid}" value="{escape(value)}"'
        f"{f' data-{kind}' if kind else ''}><span>{escape(text)}</span></label>"
    )


def _unsure(qid: str) -> str:
    return _check(qid, "", UNSURE, "unsure")


def _bool(field: Field, qid: str, rulebook: Rulebook, direction: Direction | None) -> str:
    del field, rulebook, direction
    return f'<span class="segs">{_radio(qid, "true", "是")}{_radio(qid, "false", "否")}{_radio(qid, "", UNSURE)}</span>'


def _number(field: Field, qid: str, rulebook: Rulebook, direction: Direction | None) -> str:
    del rulebook, direction
    mode = "numeric" if field.kind is Kind.COUNT else "decimal"
    unit = f'<span class="unit" id="{qid}-unit">{escape(field.unit)}</span>' if field.unit else ""
    return (
        f'<span class="amount"><input type="text" inputmode="{mode}" maxlength="24" autocomplete="off" id="{qid}-input"'
        f' aria-labelledby="{qid}-ask{f" {qid}-unit" if unit else ""}">{unit}</span>{_unsure(qid)}'
    )


def _choice(field: Field, qid: str, rulebook: Rulebook, direction: Direction | None) -> str:
    del rulebook, direction
    choices = "".join(_radio(qid, choice, choice) for choice in field.choices)
    other = (
        f'<label class="seg"><input type="radio" name="{qid}" value="" data-other><span>{OTHER}</span></label>'
        if field.other
        else ""
    )
    words = (
        f'<input type="text" class="other" maxlength="{LONGEST_OTHER}" autocomplete="off" placeholder="请写明"'
        f' aria-label="{escape(field.ask)}其他，请写明" hidden>'
        if field.other
        else ""
    )
    return f'<span class="segs">{choices}{other}{_radio(qid, "", UNSURE)}</span>{words}'


def _choices(field: Field, qid: str, rulebook: Rulebook, direction: Direction | None) -> str:
    del rulebook, direction
    boxes = "".join(_check(qid, choice, choice) for choice in field.choices)
    return f'<span class="segs">{boxes}{_check(qid, "", NOTHING, "nothing")}{_unsure(qid)}</span>'


def _date(field: Field, qid: str, rulebook: Rulebook, direction: Direction | None) -> str:
    del field, rulebook, direction
    return (
        f'<span class="amount"><input type="date" id="{qid}-input" min="1990-01-01" max="2099-12-31"'
        f' aria-labelledby="{qid}-ask"></span>{_unsure(qid)}'
    )


def _directions(field: Field, qid: str, rulebook: Rulebook, direction: Direction | None) -> str:
    """Those of the same class first; the others, which matter less, folded."""
    del field
    own: list[str] = []
    others: list[str] = []
    for item in rulebook.document.directions:
        is_own = direction is not None and item.category == direction.category
        (own if is_own else others).append(_check(qid, str(item.path), item.name))
    folded = (
        f'<button type="button" class="fold" aria-expanded="false" aria-controls="{qid}-more"'
        f' data-more="其他类型的 {len(others)} 个方向" data-less="收起其他类型">'
        f"{icon('arrow')}<span>其他类型的 {len(others)} 个方向</span></button>"
        f'<span class="segs" id="{qid}-more" hidden>{"".join(others)}</span>'
        if others
        else ""
    )
    ends = f"{_check(qid, '', NOTHING, 'nothing')}{_unsure(qid)}"
    return f'<span class="segs">{ends}{"".join(own)}</span>{folded}'


_CONTROLS: Final[Mapping[Kind, Callable[[Field, str, Rulebook, Direction | None], str]]] = {
    Kind.BOOL: _bool,
    Kind.COUNT: _number,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DATE: _date,
    Kind.DIRECTIONS: _directions,
}
