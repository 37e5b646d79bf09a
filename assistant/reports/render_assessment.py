"""A self-assessment as Markdown. Pure; nothing a user typed can turn into markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from assistant.assessing.materials import DatedStep
from assistant.assessing.model import Assessment
from assistant.assessing.whatif import WhatIf
from assistant.reports.assessment import Block, Bullets, Heading, Paragraph, Table, Tone, assessment_report
from assistant.rulebook import Rulebook

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#~$])")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_LEAD: Final = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))")
_LINK: Final = re.compile(r"(?i)\b(https?|ftp|www)([:.])")


def assessment_markdown(
    rulebook: Rulebook, assessment: Assessment, what_if: WhatIf | None, steps: Sequence[DatedStep]
) -> str:
    """The report in Markdown with tables (GFM); ends with a line end."""
    report = assessment_report(rulebook, assessment, what_if, steps)
    lines = [f"# {escaped(report.title)}", "", *(f"- {escaped(k)}：{escaped(v)}" for k, v in report.facts)]
    for block in report.blocks:
        lines += ["", *_block(block)]
    return "\n".join([*lines, "", "---", "", escaped(report.footer), ""])


def escaped(text: str) -> str:
    """Text that reads as itself in Markdown."""
    text = _LINK.sub(r"\1\\\2", _ENTITY.sub("&amp;", _MARKUP.sub(r"\\\1", text)))
    return _LEAD.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"## {escaped(text)}"
        case Paragraph(text, Tone.VERDICT):
            yield f"**{escaped(text)}**"
        case Paragraph(text, Tone.NOTE):
            yield f"> {escaped(text)}"
        case Paragraph(text):
            yield escaped(text)
        case Bullets(items):
            yield from (f"- {escaped(item)}" for item in items)
        case Table(head, rows):
            yield _row(head)
            yield "|" + " --- |" * len(head)
            yield from (_row(row) for row in rows)
        case _:
            assert_never(block)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join("<br>".join(map(escaped, cell.split("\n"))) for cell in cells) + " |"
