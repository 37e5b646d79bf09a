"""What was understood of one document, as HTML: figures, what it says of itself, what to check. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from assistant.holdings import Held
from assistant.library_results import KIND_NAMES, STATE_NAMES
from assistant.model import AnswerDoubt, Citation, ClauseRef
from assistant.web.doubt_html import KINDS, doubt_line
from assistant.web.icons import icon
from assistant.web.links_html import quote_link
from assistant.web.shelf import Shelf, short_name
from corpus.model import Document
from corpus.particulars import Particular, ParticularKind, particulars
from corpus.report import Report, State

_ICONS = {State.READY: "check", State.NEEDS_REVIEW: "alert", State.GARBLED: "close"}
_EXPECTED: tuple[ParticularKind, ...] = ("title", "number", "issuer", "issued", "deadline", "contact")
_SHOWN = 8


def state_html(state: State) -> str:
    """A state as icon and word."""
    return f'<span class="state" data-state="{state}">{icon(_ICONS[state])}{STATE_NAMES[state]}</span>'


def report_html(held: Held, answerable: frozenset[str], key: str = "row") -> str:
    """All that is known of how a document was read.

    Args:
        answerable: Ids of the documents whose clauses can be opened; what others say has no links.
        key: Sets the ids in it apart from those of the same report elsewhere on the page.
    """
    document = held.document
    shelf = Shelf.of((document,)) if document.id in answerable else None
    return (
        f'<div class="report">{_reasons(held)}{_figures(held)}{_particulars(document, shelf, key)}'
        f"{_doubts(document, shelf)}{_pictures(held.report)}{_likenesses(held.report)}{_actions(held, shelf)}</div>"
    )


def _reasons(held: Held) -> str:
    report = held.report
    if report is None:
        return ""
    lines = [*report.reasons, *report.notes]
    if not lines:
        return f'<p class="fine">{icon("check")}没有需要核对的地方</p>'
    title = "文字多为乱码，不用于回答" if held.state is State.GARBLED else "请核对"
    return f'<div class="card amber"><h3>{icon("alert")}{title}</h3>{_list(lines)}</div>'


def _figures(held: Held) -> str:
    document, report = held.document, held.report
    if report is None:
        origin = "这是自己放入的文件，没有读取报告" if held.removable else "随程序附带的文件，内容已核对，没有读取报告"
        rows = [("条款", f"{len(document.clauses)} 条"), ("方向", f"{len(document.directions)} 个")]
        return f'<h4>读到的内容</h4>{_table(rows)}<p class="fine">{origin}</p>'
    rows = [
        ("条款", f"{report.clauses} 条"),
        ("方向", f"{report.directions} 个" if report.directions else "没有列出"),
        ("字数", f"{report.characters:,} 字"),
        ("归入编号条款", f"{report.numbered_share:.0%}"),
        ("表格", f"{report.tables} 张"),
        ("没有归入条款", f"{report.lost} 字"),
        ("乱码", _share(report.garbled_share)),
    ]
    if report.pages is not None:
        silent = f"第 {'、'.join(map(str, report.silent))} 页" if report.silent else "没有"
        rows += [("页数", f"{report.pages} 页"), ("没有文字的页", silent)]
    rows.append(("来源文件", report.source))
    return f"<h4>读到的内容</h4>{_table(rows)}"


def _particulars(document: Document, shelf: Shelf | None, key: str) -> str:
    found = particulars(document)
    if not found:
        return "<h4>文件写明的事项</h4><p>没有识别出标题、文号、日期和联系方式</p>"
    present: list[ParticularKind] = [kind for kind in KIND_NAMES if any(item.kind == kind for item in found)]
    rows = "".join(
        f"<div><dt>{KIND_NAMES[kind]}</dt>"
        f"<dd>{_items(document, [item for item in found if item.kind == kind], shelf, key)}</dd></div>"
        for kind in present
    )
    missing = [KIND_NAMES[kind] for kind in _EXPECTED if kind not in present]
    lacking = f'<p class="fine">没有识别出：{"、".join(missing)}</p>' if missing else ""
    return f'<h4>文件写明的事项</h4><dl class="particulars">{rows}</dl>{lacking}'


def _items(document: Document, items: Sequence[Particular], shelf: Shelf | None, key: str) -> str:
    rows = [f"<li><span>{escape(item.value)}</span>{_place(document, item, shelf)}</li>" for item in items]
    html = f'<ul role="list">{"".join(rows[:_SHOWN])}</ul>'
    if not rows[_SHOWN:]:
        return html
    label = f"其余 {len(rows) - _SHOWN} 项"
    folded = escape("-".join(("more", key, items[0].kind, *document.id.split())))
    return (
        f'{html}<button type="button" class="fold" data-more="{label}" data-less="收起" aria-expanded="false"'
        f' aria-controls="{folded}">{icon("arrow")}<span>{label}</span></button>'
        f'<ul role="list" id="{folded}" hidden>{"".join(rows[_SHOWN:])}</ul>'
    )


def _place(document: Document, item: Particular, shelf: Shelf | None) -> str:
    """A link to the very words, or the clause's name where it can't be opened."""
    if item.clause is None:
        return '<span class="source">据 document.toml</span>'
    clause = shelf.clauses.get((document.id, str(item.clause))) if shelf else None
    if shelf is None or clause is None:
        return f'<span class="source">{escape(short_name(item.clause))}</span>'
    start = max(0, clause.text.find(item.quote))
    return quote_link(Citation(document.id, str(item.clause), item.quote, start, start + len(item.quote)), shelf)


def _doubts(document: Document, shelf: Shelf | None) -> str:
    if not document.doubts:
        return "<h4>原文疑点</h4><p>没有发现</p>"
    if shelf is None:
        return f"<h4>原文疑点</h4>{_list(f'{KINDS[doubt.kind]}：{doubt.text}' for doubt in document.doubts)}"
    rows = "".join(
        f"<li>{doubt_line(AnswerDoubt(doubt.kind, doubt.text, tuple(ClauseRef(document.id, str(path)) for path in doubt.clauses)), shelf)}</li>"
        for doubt in document.doubts
    )
    return f'<h4>原文疑点</h4><ul role="list" class="doubt-lines">{rows}</ul>'


def _pictures(report: Report | None) -> str:
    if report is None or not report.recognised:
        return ""
    lines = (
        f"第 {page.page} 页：把握 {page.confidence:.0%}，两种清晰度读出的字有 {page.agreement:.0%} 一致"
        for page in report.recognised
    )
    return f"<h4>由图片识别的页</h4>{_list(lines)}"


def _likenesses(report: Report | None) -> str:
    if report is None:
        return ""
    lines = [f"「{item.title}」（{item.document}）：{item.share:.0%} 的文字相同" for item in report.duplicates]
    return f"<h4>相近的文件</h4>{_list(lines) if lines else '<p>加入时资料库里没有相近的文件</p>'}"


def _actions(held: Held, shelf: Shelf | None) -> str:
    document = held.document
    opens = ""
    if shelf is not None and document.clauses:
        opens = (
            f'<button type="button" class="quiet" data-document="{escape(document.id)}"'
            f' data-clause="{escape(str(document.clauses[0].path))}">{icon("book")}<span>查看原文和目录</span></button>'
        )
    if not held.removable:
        return f'<p class="actions">{opens}<span class="fine">随程序附带，不能移除</span></p>'
    name = escape(document.title or document.id) + (f"（{escape(document.number)}）" if document.number else "")
    return (
        f'<p class="actions">{opens}<button type="button" class="quiet" data-remove="{escape(document.id)}"'
        f' data-title="{name}" aria-label="移除：{name}">{icon("trash")}<span>移除</span></button></p>'
    )


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<dl class="figures">{cells}</dl>'


def _list(lines: Iterable[str]) -> str:
    return f'<ul role="list" class="lines">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'


def _share(share: float) -> str:
    return f"{share:.1%}" if share else "没有"
