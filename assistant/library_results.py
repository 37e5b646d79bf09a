"""The library as the public contract writes it in JSON, and as a person reads it in a terminal. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from assistant.holdings import Added, Held, Outcome
from assistant.results import Data, document_data, document_text, error_data, error_text, shown
from corpus.particulars import ParticularKind, particulars
from corpus.report import Report, State

STATE_NAMES: Final = {State.READY: "可用", State.NEEDS_REVIEW: "待核对", State.GARBLED: "乱码，不用于回答"}
KIND_NAMES: Final[dict[ParticularKind, str]] = {
    "title": "标题",
    "number": "文号",
    "issuer": "发文机关",
    "issued": "发文日期",
    "addressees": "主送",
    "deadline": "截止日期",
    "validity": "有效期",
    "attachment": "附件",
    "contact": "联系方式",
}


def library_data(held: Sequence[Held]) -> Data:
    return {"documents": [_line(item) for item in held]}


def library_text(held: Sequence[Held]) -> str:
    rows = [
        f"{item.document.id}\t{item.document.number or '（无文号）'}\t{item.document.title}\t{STATE_NAMES[item.state]}"
        for item in held
    ]
    return shown("\n".join(rows) or "资料库是空的")


def held_data(held: Held, as_of: date) -> Data:
    """All of a document, what it says of itself, and the report of how it was read (null: not read by the program)."""
    return {
        **document_data(held.document, as_of),
        "state": str(held.state),
        "removable": held.removable,
        "particulars": [
            {
                "kind": item.kind,
                "value": item.value,
                "clause": str(item.clause) if item.clause else None,
                "quote": item.quote,
            }
            for item in particulars(held.document)
        ],
        "report": held.report.data() if held.report else None,
    }


def held_text(held: Held, as_of: date) -> str:
    lines = [f"状态：{STATE_NAMES[held.state]}", *(report_lines(held.report) if held.report else ())]
    lines += [
        f"{KIND_NAMES[item.kind]}：{item.value}" + (f"（{item.clause}）" if item.clause else "（据 document.toml）")
        for item in particulars(held.document)
        if item.kind in ("addressees", "validity", "attachment", "contact")
    ]
    return shown("\n".join(lines)) + "\n\n" + document_text(held.document, as_of)


def added_data(outcomes: Sequence[Outcome]) -> Data:
    """The documents that are now in the library, and the files that are not; `error` is the first of the errors."""
    errors = [{"file": outcome.name, **error_data(outcome.error)} for outcome in outcomes if outcome.error]
    documents = [_added(outcome.name, outcome.added) for outcome in outcomes if outcome.added]
    return {"documents": documents, "errors": errors, **({"error": errors[0]["error"]} if errors else {})}


def added_text(outcomes: Sequence[Outcome]) -> str:
    parts = [_outcome_text(outcome) for outcome in outcomes]
    return "\n\n".join(parts) or "没有可加入的文件"


def report_lines(report: Report) -> list[str]:
    """What was found, in sentences."""
    found = f"{report.characters} 字，{report.clauses} 条，{report.numbered_share:.0%} 的文字在编号条款之下"
    more = [f"方向 {report.directions} 个"] if report.directions else []
    more += [f"表格 {report.tables} 张"] if report.tables else []
    more += [f"{report.pages} 页"] if report.pages else []
    lines = [f"识别：{'，'.join([found, *more])}"]
    if report.recognised:
        confidence = min(page.confidence for page in report.recognised)
        lines.append(f"图片识别：{len(report.recognised)} 页，把握最低 {confidence:.0%}")
    return [*lines, *(f"请核对：{reason}" for reason in report.reasons), *(f"注意：{note}" for note in report.notes)]


def _line(held: Held) -> Data:
    document = held.document
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "state": str(held.state),
        "removable": held.removable,
    }


def _added(name: str, added: Added) -> Data:
    report = added.held.report
    seconds = added.embedded.seconds
    return {
        **_line(added.held),
        "file": name,
        "new": added.is_new,
        "embedded": added.embedded.passages,
        "rate": round(added.embedded.passages / seconds, 1) if seconds else None,
        "report": report.data() if report else None,
    }


def _outcome_text(outcome: Outcome) -> str:
    if outcome.error is not None:
        return f"未加入：{shown(outcome.name)}\n{error_text(outcome.error)}"
    assert outcome.added is not None
    held = outcome.added.held
    done = "已加入" if outcome.added.is_new else "已在资料库中"
    lines = [f"{done}：{held.document.title}", f"编号：{held.document.id}", f"状态：{STATE_NAMES[held.state]}"]
    return shown("\n".join([*lines, *(report_lines(held.report) if held.report else ())]))
