"""The later parts of an evaluation: simpler systems, matching, self-assessment, times, and every figure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.evaluation import Bin, Difference, Directions, Figure, Report, Spread, System
from assistant.web.evaluation_parts import (
    FIGURE_COLUMNS,
    Column,
    Section,
    figure_row,
    folded,
    named,
    range_text,
    table_html,
)
from assistant.web.plots import interval_bar, percent, reliability, spread_bar

OWN: Final = "product"
_SYSTEMS: Final = {
    "product": "按学来的权重排序",
    "fused": "同样的检索，不排序",
    "bm25": "只看字面相同",
    "dense": "只看意思相近",
    "rrf": "字面与意思的名次相加",
    "llamaindex": "切成大段的通用流程",
    "citation_engine": "切成小段、带出处的通用流程",
}
_SYSTEMS_NOTE: Final = (
    "只比找条款，不比回答：同一批问题（不含追问）、同一个向量模型。“前 5 条找全”是该引的条款有几成在前 5 个结果里。"
    "一个结果里装的字越多越容易找全，读起来也越费事，所以一并列出前 5 个结果的字数。"
)
_MATCHING: Final = {
    "direction_first": ("第一名就对", "只有一个项目的描述"),
    "direction_first_three": ("前三名里有", "同一批描述"),
    "none_recall": ("都不合适的，说了不合适", "哪个方向都不合适的描述"),
    "none_precision": ("说不合适，就真不合适", "说了“都不合适”的描述"),
}
_ASSESSMENT: Final = {
    "assess_verdict": ("结论一致", "可申报、不可申报、需补充"),
    "assess_blocking": ("卡住的条款一致", "哪几条不符合，不多不少"),
    "assess_missing": ("还缺的一致", "还要知道哪几项，不多不少"),
    "assess_bonus": ("加分项一致", "优先支持的条款，不多不少"),
}
_KINDS: Final = {
    "plain": "平常的描述，第一名就对",
    "hard": "专挑难分的，第一名就对",
    "real": "真实项目，第一名就对",
    "real, in the first three": "真实项目，前三名里有",
    "both of two in the first three": "一段话里有两个项目，两个都在前三",
    "two told as two": "一段话里有两个项目，看得出是两个",
    "vague asked back": "太笼统的，反问而不硬判",
    "none wrongly said": "有合适的却说都不合适（越低越好）",
    "close though single": "只有一个项目却说难分（越低越好）",
    "calibration error": "百分数与实际平均相差（越低越好）",
}
_NO_DIRECTION: Final = "都不合适"


def systems(rows: Sequence[System]) -> Section:
    """What simpler ways of finding clauses reach."""
    columns = (
        Column("name", "做法"),
        Column("plot", "0–100%"),
        Column("number", "前 5 条找全"),
        Column("number", "比本程序"),
        Column("number", "第 1 条就对"),
        Column("number", "字数"),
    )
    told = [(row, row.within) for row in rows if row.within]
    cells = [
        (
            named(row.label, _SYSTEMS.get(row.system, "")),
            interval_bar(within),
            f"{percent(within.value)}<small>{range_text(within)}</small>",
            _behind(row.behind),
            f"{percent(row.first.value)}<small>{range_text(row.first)}</small>" if row.first else "—",
            f"{row.characters:,}",
        )
        for row, within in told
    ]
    own = [place for place, (row, _) in enumerate(told) if row.system == OWN]
    content = table_html("本程序与较简单的做法", columns, cells, own) if cells else ""
    count = told[0][1].count if told else 0
    return Section("systems", "与较简单的做法相比", f"{escape(_SYSTEMS_NOTE)}共 {count:,} 问。", content)


def matching(report: Report) -> Section:
    """Of matching projects with directions: first, first three, none, and whether its percentages can be believed."""
    content = _figures(report, _MATCHING, "选方向的成绩")
    if not content:
        return Section("matching", "选方向", "", "")
    parts = [content, _kinds(report.directions), _reliability(report.directions.reliability)]
    return Section("matching", "选方向", "", "".join([*parts, _confusion(report.directions)]))


def assessments(report: Report) -> Section:
    note = "自评不靠学习：规则写在通知的文件夹里，逐条比较。题目专挑门槛两边的数和没填的项。"
    return Section("assessment", "自评", note, _figures(report, _ASSESSMENT, "自评的成绩"))


def latency(rows: Sequence[Spread]) -> Section:
    """Times of the machine that measured."""
    columns = (
        Column("name", "请求"),
        Column("plot", "毫秒，自 0 起"),
        Column("number", "中位"),
        Column("number", "95% 不超过"),
        Column("number", "99% 不超过"),
        Column("number", "次数"),
    )
    most = max((row.p95 for row in rows), default=0.0)
    cells = [
        (
            named(row.label),
            spread_bar(row, most),
            *(f"{value:,.1f} 毫秒" for value in (row.p50, row.p95, row.p99)),
            f"{row.count:,}",
        )
        for row in rows
    ]
    note = "评测那台机器上的用时，随机器快慢而变。横线从 5% 到 95%，方块从 25% 到 75%，竖线是中位数。"
    return Section("latency", "用时", note, table_html("各种请求的用时", columns, cells) if cells else "")


def all_figures(rows: Sequence[Figure]) -> Section:
    """Every headline figure as the report has it, for who wants to compare."""
    columns = (
        Column("name", "指标"),
        Column("number", "值"),
        Column("number", "95% 区间"),
        Column("number", "例数"),
        Column("number", "目标"),
    )
    cells = [
        (
            f"<span>{escape(row.label)}</span>",
            f"{row.value:.3f}",
            f"{row.low:.3f}–{row.high:.3f}",
            f"{row.count:,}",
            "—" if row.target is None else f"{row.target:g}",
        )
        for row in rows
    ]
    table = folded(f"{len(cells)} 项，名称与更新记录里的相同", table_html("全部指标", columns, cells))
    return Section("figures", "全部指标", "", table if cells else "")


def _figures(report: Report, wanted: dict[str, tuple[str, str]], caption: str) -> str:
    rows = [
        figure_row(named(*wanted[name]), figure, figure.target) for name in wanted if (figure := report.figure(name))
    ]
    columns = (Column("name", "看什么"), *FIGURE_COLUMNS[1:])
    return table_html(caption, columns, rows) if rows else ""


def _behind(behind: Difference | None) -> str:
    """Percentage points, and their interval in the same direction."""
    if behind is None:
        return "—"
    ahead = behind.value < 0
    points = sorted(abs(100 * bound) for bound in (behind.low, behind.high))
    if behind.low <= 0 <= behind.high:
        sure = "<small>分不出高低</small>"
    else:
        sure = f"<small>{points[0]:.1f}–{points[1]:.1f} 点</small>"
    return f"{'高' if ahead else '低'} {abs(100 * behind.value):.1f} 点{sure}"


def _kinds(directions: Directions) -> str:
    rows = [(label, directions.figures[name]) for name, label in _KINDS.items() if name in directions.figures]
    pairs = "".join(f"<div><dt>{escape(label)}</dt><dd>{percent(value)}</dd></div>" for label, value in rows)
    return f'<h4>哪些容易，哪些难</h4><dl class="pairs">{pairs}</dl>' if rows else ""


def _reliability(bins: Sequence[Bin]) -> str:
    if not bins:
        return ""
    columns = (
        Column("name", "给出的百分数"),
        Column("number", "描述"),
        Column("number", "平均"),
        Column("number", "实际对的"),
    )
    cells = [
        (f"{row.low:.0%}–{row.high:.0%}", f"{row.count:,}", percent(row.score), percent(row.right)) for row in bins
    ]
    note = "点在虚线上，说明给出的百分数不多不少；在虚线上方，是说得保守，在下方，是说得太满。点越大，描述越多。"
    return (
        f'<h4>给出的百分数可信吗</h4><p class="fine">{note}</p>'
        f'<div class="beside">{reliability(bins)}{table_html("给出的百分数与实际对的比例", columns, cells)}</div>'
    )


def _confusion(directions: Directions) -> str:
    """What was taken for something else, most frequent first."""
    wrong = sorted((row for row in directions.confusion if row[0] != row[1]), key=lambda row: (-row[2], row[:2]))
    lines = "".join(
        f"<li>应为{_direction(right)}，判为{_direction(said)}：{count} 段</li>" for right, said, count in wrong
    )
    return folded("判成了别的方向的", f'<ul role="list" class="lines many">{lines}</ul>') if wrong else ""


def _direction(number: int) -> str:
    return f"方向 {number}" if number else f"“{_NO_DIRECTION}”"
