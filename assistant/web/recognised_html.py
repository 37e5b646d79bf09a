"""Answers found in a description, each with the words it came from, to be taken or left one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final, cast

from assistant.assessing.prefill import Recognised
from assistant.assessing.results import plain
from assistant.rulebook import Rulebook
from assistant.web.icons import icon
from corpus.rule_model import Field

_AROUND: Final = 16


def recognised_html(found: Sequence[Recognised], text: str, rulebook: Rulebook, facts: Mapping[str, Any]) -> str:
    """A list in the order given; nothing of it holds until it is confirmed.

    Args:
        facts: What is answered already, so that a different answer can be told.
    """
    if not found:
        return '<p class="hint">没有从这段文字里认出有把握的答案，请在下面逐题填写。</p>'
    rows = "".join(_row(number, item, text, rulebook, facts) for number, item in enumerate(found))
    return f'<p class="hint">认出 {len(found)} 项，请逐条确认；未确认的不会填入。</p><ul role="list" class="found">{rows}</ul>'


def value_text(value: object, field: Field) -> str:
    """A fact as the form shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(str(plain(item)) for item in cast("Sequence[object]", value)) or "都没有"
    return f"{plain(value)} {field.unit}".rstrip()


def _row(number: int, item: Recognised, text: str, rulebook: Rulebook, facts: Mapping[str, Any]) -> str:
    field = rulebook.rules.fields[item.field]
    before, after = text[max(0, item.start - _AROUND) : item.start], text[item.end : item.end + _AROUND]
    own = facts.get(item.field)
    other = (
        f'<p class="note">{icon("alert")}<span>现在填的是“{escape(value_text(own, field))}”</span></p>'
        if own is not None and own != plain(item.value)
        else ""
    )
    name = escape(field.ask)
    return (
        f'<li data-index="{number}"><p class="asked">{name}</p>'
        f'<p class="value">填为 <b>{escape(value_text(item.value, field))}</b></p>'
        f'<p class="said">出自：{"…" if item.start > _AROUND else ""}{escape(before)}'
        f"<mark>{escape(item.said)}</mark>{escape(after)}{'…' if item.end + _AROUND < len(text) else ''}</p>{other}"
        f'<p class="choice"><button type="button" class="quiet take" data-take="yes" aria-label="采用：{name}">'
        f"{icon('check')}<span>采用</span></button>"
        f'<button type="button" class="quiet" data-take="no" aria-label="不采用：{name}">'
        f"{icon('close')}<span>不采用</span></button></p></li>"
    )
