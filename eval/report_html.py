"""The report as one page that fetches nothing: tables, pictures, and every failure, folded. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from eval.charts import Bar, Line, bars, boxes, lines, matrix
from eval.report import TYPES

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #667; --line: #d8dce3; --paper: #fff; --accent: #1f5fae; --bad: #b3261e; --good: #1b7f4b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa3b2; --line: #39404c; --paper: #14181f; --accent: #7db3f5; --bad: #f2837b; --good: #6cc796; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
p.note, td.soft, th { color: var(--soft); } p.note { margin: .3rem 0 .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .28rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400; }
th:first-child, td:first-child { text-align: left; }
td.bad, .bad { color: var(--bad); } td.good { color: var(--good); }
svg { width: 100%; min-width: 34rem; max-width: 44rem; height: auto; display: block; margin: .6rem 0; }
svg text { font-size: 12px; fill: var(--ink); } svg text.count { font-size: 10px; fill: var(--ink); }
svg .grid, svg .track { stroke: var(--line); } svg .whisker { stroke: var(--accent); stroke-width: 2; opacity: .55; }
svg .dot { fill: var(--accent); } svg .box { fill: var(--accent); opacity: .3; } svg .median { stroke: var(--accent); stroke-width: 2; }
svg polyline { fill: none; stroke-width: 2; } svg .diagonal { stroke: var(--soft); stroke-dasharray: 4 4; }
svg .cell { fill: var(--line); opacity: .35; } svg .right { fill: #4b9f7a; } svg .wrong { fill: #d2695f; }
.c0 { stroke: #1f77b4; } .c1 { stroke: #7fb2dc; } .c2 { stroke: #e08a1e; } .c3 { stroke: #6a9a3b; } .c4 { stroke: #9467bd; } .c5 { stroke: #c4473d; } .c6 { stroke: #8c6d52; }
svg circle.point { fill: var(--paper); stroke-width: 1.5; }
details { border-bottom: 1px solid var(--line); padding: .35rem 0; } summary { cursor: pointer; }
summary small { color: var(--soft); } dl { display: grid; grid-template-columns: 6rem 1fr; margin: .4rem 0 .4rem 1rem; gap: .15rem .6rem; }
dt { color: var(--soft); } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
"""

_DETAILS: Final[Mapping[str, str]] = {
    "wrongly refused": "误拒",
    "wrongly answered": "该拒而答",
    "incomplete": "说得不全",
    "wrong clause": "引错条款",
    "forbidden words": "说了不该说的",
    "wrong verdict": "是非判断错",
    "not cited": "应引未引",
}
_DIRECTIONS: Final[Mapping[str, str]] = {
    "first right": "第一正确",
    "plain": "其中：平常的",
    "hard": "其中：难的",
    "real": "其中：真实的",
    "in the first three": "在前三",
    "real, in the first three": "真实的，在前三",
    "none found": "均不符合而说无",
    "none wrongly said": "有符合的而说无",
    "both of two in the first three": "两个项目都在前三",
    "two told as two": "看出是两个项目",
    "vague asked back": "太含糊而反问",
    "close though single": "单一项目而说难分",
    "calibration error": "校准误差（ECE）",
}


def render(data: dict[str, Any], failures: dict[str, Any]) -> str:
    """The whole page, from what `report.json` holds."""
    counts = data["counts"]
    intro = (
        f"问题 {counts['questions']} 个、项目描述 {counts['descriptions']} 段、自评 {counts['assessments']} 例，"
        f"用时 {data['seconds']:.0f} 秒。方括号与横线为自助法 95% 区间。"
    )
    body = [
        f"<h1>申报助手评测</h1><p class='note'>{escape(intro)}</p>",
        _section("总览", "低于基线、超出误差的标红；目标是定下的要求。", _headline(data["headline"])),
        _section("各类问题", "圆点为答对（该拒的拒答）的比例，后为题数。", _types(data["types"])),
        _section("与较简单的系统对照", _SYSTEMS_NOTE, _systems(data["systems"])),
        _section("错在哪一步", "按先后取最早出错的一步。", _causes(data["causes"])),
        _section("选方向：分数可信吗", "点落在对角线上最好；只算单一项目的描述。", _reliability(data["directions"])),
        _section(
            "选方向：判成了哪个",
            "行是应选，列是所判，“无”为均不符合；也可算对的计在对角线上。",
            _confusion(data["directions"]),
        ),
        _section("用时", "须线 5%–95%，箱 25%–75%，竖线中位数。与机器有关，不作比较。", _latency(data["latency"])),
        _section("各套用例", "", _sets(data["sets"])),
        _section("全部错例", "点开可见应答与所答。", _failures(failures)),
    ]
    return (
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='icon' href='data:,'><title>申报助手评测</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(body)}</body></html>\n"
    )


_SYSTEMS_NOTE: Final = (
    "同一批问题（不含接着上文的追问）、同一个向量模型。整块检索的系统一块含多条，命中更容易，读的字也更多："
    "“前五字数”是前五个结果共多少字。“落后”是前 5 召回与本程序之差，同题相减。"
)


def _section(title: str, note: str, content: str) -> str:
    told = f"<p class='note'>{escape(note)}</p>" if note else ""
    return f"<section><h2>{escape(title)}</h2>{told}{content}</section>"


def _wide(content: str) -> str:
    """Scrolls where it is wider than the page."""
    return f"<div class='wide'>{content}</div>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are already escaped, and may be whole `<td>` elements."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines_ = ("".join(c if c.startswith("<td") else f"<td>{c}</td>" for c in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in lines_)
    return _wide(f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>")


def _span(raw: dict[str, Any]) -> str:
    return f"{raw['value']:.3f} [{raw['low']:.3f}, {raw['high']:.3f}]"


def _headline(rows: Sequence[dict[str, Any]]) -> str:
    def cells(row: dict[str, Any]) -> list[str]:
        target, before = row["target"], row["baseline"]
        reached = "" if target is None else "good" if row["value"] >= target else "bad"
        fallen = "bad" if row["held"] is False else ""
        return [
            escape(row["label"]),
            _span(row),
            str(row["count"]),
            f"<td class='{reached}'>{'' if target is None else f'{target:g}'}</td>",
            f"<td class='{fallen}'>{'' if before is None else f'{before:.3f}'}</td>",
        ]

    return _table(("指标", "实测", "题数", "目标", "基线"), map(cells, rows))


def _types(rows: Sequence[dict[str, Any]]) -> str:
    dots = [_bar(row["label"], row["right"]) for row in rows]
    found = [_bar(row["label"], row["recall@5"]) for row in rows if "recall@5" in row]
    note = "<p class='note'>应引条款在检索前 5 名中的比例：</p>"
    return _wide(bars("各类问题答对的比例", dots)) + note + _wide(bars("各类问题前五召回", found))


def _bar(label: str, raw: dict[str, Any]) -> Bar:
    return Bar(label, raw["value"], raw["low"], raw["high"], str(raw["count"]))


def _systems(rows: Sequence[dict[str, Any]]) -> str:
    def cells(row: dict[str, Any]) -> list[str]:
        own = row["figures"]
        return [
            escape(row["label"]),
            _span(row["any@1"]),
            _span(row["recall@5"]),
            f"{own['all@5']:.3f}",
            f"{own['mrr']:.3f}",
            f"{own['ndcg@10']:.3f}",
            _span(row["behind"]) if row["behind"] else "",
            str(row["characters"]),
            f"{row['ms_p50']:.1f}",
        ]

    head = ("系统", "第 1 名命中", "前 5 召回", "前 5 全中", "MRR", "nDCG@10", "落后", "前五字数", "毫秒")
    curves = [Line(row["label"], [(k, v) for k, v in enumerate(row["curve"], 1)]) for row in rows]
    low = min((v for row in rows for v in row["curve"]), default=0.0)
    floor = max(0.0, int(low * 10) / 10)
    return _table(head, map(cells, rows)) + _wide(lines("检索曲线", curves, "前 k 名", "召回", bounds=(floor, 1.0)))


def _causes(rows: Sequence[dict[str, Any]]) -> str:
    def cells(row: dict[str, Any]) -> list[str]:
        told: str = "、".join(f"{_DETAILS.get(detail, detail)} {n}" for detail, n in row["details"].items())
        return [escape(row["label"]), str(row["count"]), f"<td class='soft'>{escape(told)}</td>"]

    return _table(("环节", "题数", "细目"), map(cells, rows))


def _reliability(data: dict[str, Any]) -> str:
    rows = data["reliability"]
    points = [(row["score"], row["right"]) for row in rows]
    cells = ([f"{r['low']:g}–{r['high']:g}", str(r["count"]), f"{r['score']:.3f}", f"{r['right']:.3f}"] for r in rows)
    table = _table(("分数", "描述数", "平均分", "实际正确"), cells)
    return _wide(lines("可靠性", [Line("本程序", points)], "分数", "实际正确", diagonal=True)) + table


def _confusion(data: dict[str, Any]) -> str:
    counts: list[tuple[int, int, int]] = [(g, f, n) for g, f, n in data["confusion"]]
    last = max((max(g, f) for g, f, _ in counts), default=0)
    labels = ["无", *map(str, range(1, last + 1))]
    figures = _table(
        ("指标", "值"),
        ([escape(_DIRECTIONS.get(str(name), str(name))), f"{value:.3f}"] for name, value in data["figures"].items()),
    )
    return _wide(matrix("方向混淆", labels, counts)) + figures


def _latency(rows: Sequence[dict[str, Any]]) -> str:
    spread = [(row["label"], tuple(row[f"p{p}"] for p in (5, 25, 50, 75, 95))) for row in rows]
    cells = ([escape(r["label"]), str(r["count"]), *(f"{r[f'p{p}']:.1f}" for p in (50, 90, 95, 99))] for r in rows)
    return _wide(boxes("用时", spread, "ms")) + _table(("", "次数", "p50", "p90", "p95", "p99"), cells)


def _sets(sets: dict[str, dict[str, float]]) -> str:
    names = list(dict.fromkeys(name for figures in sets.values() for name in figures))
    cells = ([escape(name), *(f"{own[name]:g}" if name in own else "" for own in sets.values())] for name in names)
    return _table(("", *sets), cells)


def _failures(failures: dict[str, Any]) -> str:
    asked = "".join(_question(row) for row in failures["questions"])
    others = "".join(
        f"<details><summary>{escape(row['id'])}</summary><dl><dt>所得</dt><dd>{escape(row['text'])}</dd></dl></details>"
        for row in (*failures["directions"], *failures["assessments"])
    )
    return (
        f"<h3>问答 {len(failures['questions'])}</h3>{asked}"
        f"<h3>方向 {len(failures['directions'])}、自评 {len(failures['assessments'])}</h3>{others}"
    )


def _question(row: dict[str, Any]) -> str:
    wanted = "；".join(" / ".join(group) for group in row["must_include"])
    pairs = (
        ("所答", row["answer"] + (f"（{row['verdict']}）" if row["verdict"] else "")),
        ("所引", "、".join(row["cited"])),
        ("应含", wanted + (f"（{row['polarity']}）" if row["polarity"] else "")),
        ("不应含", "、".join(row["must_not_include"])),
        ("应引", "、".join(f"{g}（第 {r or '—'} 名）" for g, r in zip(row["gold"], row["ranks"], strict=False))),
        ("把握", f"{row['confidence']:.2f}"),
    )
    rows = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in pairs if v)
    small = escape(
        f"{row['id']} · {TYPES.get(row['type'], row['type'])} · {row['cause']}"
        + (f"（{_DETAILS.get(row['detail'], row['detail'])}）" if row["detail"] else "")
    )
    return f"<details><summary>{escape(row['question'])} <small>{small}</small></summary><dl>{rows}</dl></details>"
