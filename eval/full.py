"""The whole evaluation: run, report, compare with what was committed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from assistant.evaluation import SHIPPED
from assistant.settings import Settings
from eval.answers_table import failure
from eval.baseline import BASELINE, Comparison, compare, load_baseline, write_baseline
from eval.dataset import documents_with
from eval.figures import Figure
from eval.report import Data, all_figures, failures, report_data
from eval.report_html import render
from eval.run import embedder_of
from eval.suite import run_suite

COMMITTED: Final = SHIPPED
SPLIT: Final = "test"


def evaluate(
    settings: Settings,
    out: Path,
    told: Callable[[str], None],
    *,
    update: bool = False,
    as_json: bool = False,
    with_failures: bool = False,
) -> int:
    """Judge everything, write `report.json` and `report.html` into `out`, print a table.

    Args:
        update: Commit the figures: write the baseline and the report that ships, which has no words of any case.

    Returns:
        1 if a headline figure fell below the baseline by more than its noise, else 0.
    """
    results = run_suite(embedder_of(settings), settings, SPLIT, told)
    figures = all_figures(results)
    committed = None if update else load_baseline()
    compared = compare(figures, committed) if committed else []
    measured = {"measured": date.today().isoformat()}
    data, wrong = measured | report_data(results, figures, compared, documents_with("dev")), failures(results)
    write_report(out, data, wrong)
    if update:
        write_baseline(figures)
        _write(COMMITTED, data)
        told(f"基线已写入 {BASELINE.name}、{COMMITTED.name}")
    print(json.dumps(data, ensure_ascii=False) if as_json else "\n".join(table(figures, compared, data)))
    if with_failures and not as_json:
        items = [item for rows in results.questions.values() for item in rows]
        print("\n".join(failure(t.judged) for t in items if t.cause))
    told(f"报告：{out / 'report.html'}，用时 {results.seconds:.0f} 秒")
    fallen = [c for c in compared if not c.held]
    for row in fallen:
        told(f"低于基线：{row.name} {row.value:.4f}，基线 {row.before:.4f}，误差 {row.noise:.4f}")
    return 1 if fallen else 0


def write_report(out: Path, data: Data, wrong: Data) -> None:
    """Both files of a report."""
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "report.json", {**data, "failures": wrong})
    (out / "report.html").write_text(render(data, wrong), encoding="utf-8")


def table(figures: Sequence[Figure], compared: Sequence[Comparison], data: Data) -> Iterator[str]:
    """Headline figures, systems, causes."""
    yield "| 指标 | 实测与 95% 区间 | 题数 | 目标 | 基线 | 差 |\n|---|---|---|---|---|---|"
    before = {c.name: c for c in compared}
    for figure in figures:
        old = before.get(figure.name)
        told = f"{old.before:.3f}" if old else ""
        change = f"{old.difference + 0.0:+.3f}{'' if old.held else ' 低于基线'}" if old else ""
        target = "" if figure.target is None else f"{figure.target:g}"
        yield f"| {figure.label} | {figure.interval} | {figure.interval.count} | {target} | {told} | {change} |"
    yield "\n| 系统 | 第 1 名命中 | 前 5 召回 | 前 5 全中 | MRR | nDCG@10 | 落后 | 前五字数 | ms p50 |\n|---|---|---|---|---|---|---|---|---|"
    yield from (_system(row) for row in data["systems"])
    yield "\n" + "，".join(f"{row['label']} {row['count']}" for row in data["causes"])


def _system(row: dict[str, Any]) -> str:
    own = row["figures"]
    behind = row["behind"]
    cells = [
        row["label"],
        _span(row["any@1"]),
        _span(row["recall@5"]),
        f"{own['all@5']:.3f}",
        f"{own['mrr']:.3f}",
        f"{own['ndcg@10']:.3f}",
        _span(behind) if behind else "",
        str(row["characters"]),
        f"{row['ms_p50']:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _span(raw: dict[str, float]) -> str:
    return f"{raw['value']:.3f} [{raw['low']:.3f}, {raw['high']:.3f}]"


def _write(path: Path, data: Data) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
