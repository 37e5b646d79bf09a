"""From judged cases to figures and the page: over an invented notice and made-up results."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.evaluation import Report, load_report
from assistant.matching.model import Fit
from corpus.clause_path import ClausePath
from corpus.library import BUILTIN, load_document
from eval.assessments import AssessmentCase, JudgedAssessment, load_assessments
from eval.baseline import compare, load_baseline, write_baseline
from eval.charts import Bar, Line, bars, boxes, lines, matrix
from eval.dataset import Case, CaseSet, Expected
from eval.directions import DirectionCase, Found
from eval.figures import LABELS, TARGETS, direction_figures, question_figures
from eval.full import COMMITTED, table, write_report
from eval.report import SYSTEMS, all_figures, failures, report_data
from eval.run import traced, tracer_of
from eval.suite import Results, searched
from index.build import open_or_build
from index.passages import passages_of
from tests.fakes import HashEmbedder
from tests.test_assistant_service import qinghe

SCRIPT = "<script>alert(1)</script>"


def expected(question: str, *gold: str) -> Expected:
    return Expected(question, tuple(map(ClausePath.parse, gold)), (), (), (), bool(gold), None)


def direction(gold: int | None, fit: Fit, *ranked: tuple[int, float], difficulty: str = "plain") -> Found:
    name = f"m-{gold}-{fit}-{len(ranked)}-{difficulty}-{ranked[0][0] if ranked else 0}"
    return Found(DirectionCase(name, f"{SCRIPT}项目", gold, (), (), difficulty), fit, ranked)


DIRECTIONS = (
    direction(1, Fit.CLEAR, (1, 0.9), (2, 0.1)),
    direction(2, Fit.CLOSE, (1, 0.5), (2, 0.4)),
    direction(3, Fit.NONE),
    direction(None, Fit.NONE),
    direction(None, Fit.CLEAR, (2, 0.8)),
    direction(None, Fit.NONE, difficulty="vague"),
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The whole way over three questions, with the weights that ship."""
    embedder = HashEmbedder()
    index = open_or_build(passages_of(qinghe()), embedder, tmp_path_factory.mktemp("suite"), chroma=False)
    cases = CaseSet(
        "qinghe/test",
        qinghe(),
        (
            Case("q-1", "number", "zh", (expected("申报书要几份？", "通知/三/（一）"),)),
            Case("q-2", "unanswerable", "zh", (expected(f"评审费多少钱？{SCRIPT}"),)),
            Case("q-3", "multi_turn", "zh", (expected("试点期几年？", "通知/三/（二）"), expected("能延长吗？"))),
        ),
        tmp_path_factory.mktemp("qinghe"),
    )
    tracer = tracer_of(cases.library, index, embedder)
    own = AssessmentCase("a-1", 1, {}, "可申报", (), (), ())
    shown = searched(cases, tracer, index, embedder, llama_index=False)
    systems = {name: tuple(rows) for name, rows in shown.items()}
    judged = (JudgedAssessment(own, True, False, True, True, "可申报", 0.3),)
    return Results({cases.name: tuple(traced(cases, tracer))}, systems, DIRECTIONS, (1.0, 2.0), judged, 3.0)


def test_directions_are_counted_by_what_can_be_judged() -> None:
    found = {figure.name: figure.interval for figure in direction_figures(DIRECTIONS)}
    assert (found["direction_first"].value, found["direction_first"].count) == (pytest.approx(1 / 3), 3)
    assert found["direction_first_three"].value == pytest.approx(2 / 3)
    assert (found["none_precision"].value, found["none_precision"].count) == (0.5, 2)
    assert (found["none_recall"].value, found["none_recall"].count) == (0.5, 2)


def test_questions_are_judged_with_the_way_there(results: Results) -> None:
    items = results.questions["qinghe/test"]
    assert [t.judged.id for t in items] == ["q-1", "q-2", "q-3#1", "q-3#2"]
    assert [len(t.after) for t in items] == [1, 0, 1, 0]
    figures = {figure.name: figure for figure in question_figures(items)}
    assert figures["quote_fidelity"].interval.value == 1.0
    assert set(figures["recall@5"].values) == {"q-1", "q-3#1"}
    assert set(figures["quote_fidelity"].values) == {"q-1", "q-2", "q-3#1", "q-3#2"}


def test_systems_are_compared_on_questions_that_need_no_conversation(results: Results) -> None:
    assert set(results.systems) <= set(SYSTEMS)
    assert all([row.case for row in rows] == ["q-1", "q-3"] for rows in results.systems.values())


def test_a_report_is_plain_data_without_the_words_of_cases(results: Results) -> None:
    data = report_data(results, all_figures(results), [])
    text = json.dumps(data, ensure_ascii=False)
    assert json.loads(text) == data
    assert not any(t.judged.expected.question in text for rows in results.questions.values() for t in rows)
    assert "alert" not in text
    assert {row["name"] for row in data["headline"]} <= set(LABELS)
    assert "|" in "\n".join(table(all_figures(results), [], data))


class Outside(HTMLParser):
    """Notes whatever would be fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "iframe", "object", "embed", "audio", "video", "form", "base"}:
            self.found.append(tag)
        self.found += [f"{tag} {k}={v}" for k, v in attrs if k in {"src", "href", "srcset"} and v != "data:,"]
        self.found += [f"{tag} {k}" for k, _ in attrs if k.startswith("on")]


def test_the_page_fetches_and_runs_nothing(tmp_path: Path, results: Results) -> None:
    figures = all_figures(results)
    path = tmp_path / "baseline.json"
    write_baseline(figures, path)
    committed = load_baseline(path)
    assert committed is not None
    wrong = failures(results)
    write_report(tmp_path / "out", report_data(results, figures, compare(figures, committed)), wrong)
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    outside = Outside()
    outside.feed(page)
    assert not outside.found
    assert not re.search(r"@import|url\(", page)
    assert "&lt;script&gt;" in page
    assert page.count("<details>") == sum(map(len, wrong.values())) > 0
    assert json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))["failures"] == wrong


def test_the_tab_of_the_page_can_read_what_is_written(tmp_path: Path, results: Results) -> None:
    figures, wrong = all_figures(results), failures(results)
    write_report(tmp_path, report_data(results, figures, [], {"qinghe"}), wrong)
    found = load_report([tmp_path / "report.json"]).report
    assert [figure.name for figure in found.headline] == [figure.name for figure in figures]
    assert [(n.name, n.questions, n.learned) for n in found.notices] == [("qinghe/test", 4, True)]
    assert found.failures and len(found.failures.questions) == len(wrong["questions"])
    assert len(found.systems) == len(results.systems)


def test_pictures_escape_their_words() -> None:
    pictures = [
        bars(SCRIPT, [Bar(SCRIPT, 0.5, 0.4, 0.6, SCRIPT)]),
        lines(SCRIPT, [Line(SCRIPT, [(1, 0.5), (2, 1.0)])], SCRIPT, SCRIPT),
        matrix(SCRIPT, [SCRIPT, "1"], [(0, 0, 3), (1, 0, 1)]),
        boxes(SCRIPT, [(SCRIPT, (1, 2, 3, 4, 5))], "ms"),
    ]
    assert not any("<script" in picture for picture in pictures)
    assert all(picture.startswith("<svg") and picture.endswith("</svg>") for picture in pictures)
    assert lines("x", [], "x", "y") == ""


def test_a_bar_stands_where_its_value_is() -> None:
    picture = bars("x", [Bar("a", 0.0, 0.0, 0.0), Bar("b", 1.0, 1.0, 1.0), Bar("c", 0.5, 0.5, 0.5)])
    low, high, middle = (float(x) for x in re.findall(r'circle class="dot" cx="([\d.]+)"', picture))
    assert low < middle < high and middle == pytest.approx((low + high) / 2, abs=0.1)


def test_every_target_is_of_a_figure() -> None:
    assert set(TARGETS) <= set(LABELS)


def test_the_report_that_ships_is_small_and_has_no_words_of_cases() -> None:
    if COMMITTED.is_file():
        text = COMMITTED.read_text(encoding="utf-8")
        assert len(text.encode()) < 100_000
        assert {"headline", "types", "systems", "directions", "latency"} <= set(json.loads(text))
        assert "failures" not in json.loads(text)
        assert Report.model_validate_json(text).measured


def test_self_assessments_of_a_shipped_notice_can_be_read() -> None:
    cases = [c for folder in BUILTIN.iterdir() if folder.is_dir() for c in load_assessments(load_document(folder))]
    assert len(cases) >= 80
    assert len({case.id for case in cases}) == len(cases)
