"""What the parts of an evaluation are made of: sections, tables that fold on a phone, figures in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from assistant.evaluation import Interval
from assistant.web.plots import interval_bar, percent

PERFECT: Final = "无一出错"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under its own heading; without content it is left out.

    Attributes:
        key: Stem of its id.
        note: What one must know to read it; HTML.
    """

    key: str
    title: str
    note: str
    content: str


@dataclass(frozen=True, slots=True)
class Column:
    """Of a table. `kind` is `name`, `plot`, `number` or `text`, and decides how it is set."""

    kind: str
    title: str


FIGURE_COLUMNS: Final = (
    Column("name", ""),
    Column("plot", "0–100%"),
    Column("number", "比例"),
    Column("number", "95% 区间"),
    Column("number", "例数"),
)


def section_html(section: Section) -> str:
    title = f"evaluation-{section.key}-title"
    note = f'<p class="fine">{section.note}</p>' if section.note else ""
    return (
        f'<section class="part" id="evaluation-{section.key}" aria-labelledby="{title}">'
        f'<h3 id="{title}" tabindex="-1">{escape(section.title)}</h3>{note}{section.content}</section>'
    )


def table_html(
    caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], chosen: Sequence[int] = ()
) -> str:
    """A table whose first column names its rows; cells are HTML. Roles are spelt out because a phone shows it as blocks.

    Args:
        chosen: Places of rows to set off.
    """
    head = "".join(
        f'<th scope="col" role="columnheader" class="{column.kind}">{escape(column.title)}</th>' for column in columns
    )
    body = "".join(
        f'<tr role="row"{_chosen(place in chosen)}>{"".join(map(_cell, columns, row))}</tr>'
        for place, row in enumerate(rows)
    )
    return (
        f'<table role="table"><caption class="sr-only">{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def figure_row(name: str, interval: Interval, target: float | None = None) -> tuple[str, ...]:
    """Cells for `FIGURE_COLUMNS`; `name` is HTML."""
    return (name, interval_bar(interval, target), percent(interval.value), range_text(interval), f"{interval.count:,}")


def range_text(interval: Interval) -> str:
    """The interval, or that there is nothing to draw it from: where all are right, resampling can't tell how sure that is."""
    if interval.low == interval.high:
        return PERFECT if interval.value == 1.0 else "—"
    return f"{percent(interval.low)}–{percent(interval.high)}"


def named(name: str, meaning: str = "") -> str:
    """A row's name with what it means under it."""
    return f"<b>{escape(name)}</b>" + (f"<small>{escape(meaning)}</small>" if meaning else "")


def folded(title: str, content: str) -> str:
    """Closed until someone opens it; `title` is text, `content` HTML."""
    return f"<details><summary>{escape(title)}</summary>{content}</details>"


def _cell(column: Column, content: str) -> str:
    if column.kind == "name":
        return f'<th scope="row" role="rowheader" class="name">{content}</th>'
    label = f' data-label="{escape(column.title)}"' if column.kind != "plot" else ""
    return f'<td role="cell" class="{column.kind}"{label}>{content}</td>'


def _chosen(is_chosen: bool) -> str:
    return ' class="chosen"' if is_chosen else ""
