"""Whether a run fell below what was committed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from eval.baseline import compare, load_baseline, write_baseline
from eval.figures import LABELS, Figure
from eval.intervals import mean_interval


def figure(name: str, *values: float, start: int = 0) -> Figure:
    interval = mean_interval(values)
    assert interval is not None
    return Figure(name, interval, {f"c-{i + start}": v for i, v in enumerate(values)})


def committed(tmp_path: Path, *figures: Figure) -> Path:
    path = tmp_path / "baseline.json"
    write_baseline(figures, path)
    return path


def held(tmp_path: Path, before: Figure, now: Figure) -> bool:
    raw = load_baseline(committed(tmp_path, before))
    assert raw is not None
    return compare([now], raw)[0].held


def test_the_same_run_holds(tmp_path: Path) -> None:
    own = figure("answer_accuracy", *[1.0] * 80, *[0.0] * 20)
    assert held(tmp_path, own, own)


def test_one_case_lost_of_many_is_noise(tmp_path: Path) -> None:
    before = figure("answer_accuracy", *[1.0] * 80, *[0.0] * 20)
    assert held(tmp_path, before, figure("answer_accuracy", *[1.0] * 79, *[0.0] * 21))


def test_many_cases_lost_and_none_gained_is_a_fall_though_within_the_figure_s_own_interval(tmp_path: Path) -> None:
    before = figure("answer_accuracy", *[1.0] * 80, *[0.0] * 20)
    now = figure("answer_accuracy", *[1.0] * 73, *[0.0] * 27)
    assert before.interval.low < now.interval.value
    assert not held(tmp_path, before, now)


def test_as_many_gained_as_lost_holds(tmp_path: Path) -> None:
    before = figure("answer_accuracy", *[1.0] * 50, *[0.0] * 50)
    assert held(tmp_path, before, figure("answer_accuracy", *[0.0] * 50, *[1.0] * 50))


def test_what_was_perfect_may_not_fall_at_all(tmp_path: Path) -> None:
    assert not held(tmp_path, figure("quote_fidelity", *[1.0] * 100), figure("quote_fidelity", *[1.0] * 99, 0.0))


def test_other_cases_are_compared_by_the_figure_s_own_noise(tmp_path: Path) -> None:
    before = figure("answer_accuracy", *[1.0] * 80, *[0.0] * 20)
    assert held(tmp_path, before, figure("answer_accuracy", *[1.0] * 74, *[0.0] * 26, start=7))
    assert not held(tmp_path, before, figure("answer_accuracy", *[1.0] * 60, *[0.0] * 40, start=7))


def test_a_figure_that_is_gone_has_fallen_and_a_new_one_has_not(tmp_path: Path) -> None:
    raw = load_baseline(committed(tmp_path, figure("answer_accuracy", 1.0, 1.0)))
    assert raw is not None
    (only,) = compare([figure("recall@5", 0.0, 0.0)], raw)
    assert (only.name, only.held) == ("answer_accuracy", False)


def test_a_better_run_holds(tmp_path: Path) -> None:
    assert held(tmp_path, figure("recall@5", 0.0, 1.0, 0.5), figure("recall@5", 1.0, 1.0, 1.0))


def test_without_a_baseline_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert load_baseline(tmp_path / "none.json") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"figures": {"x": 1}}', '{"figures": {"x": {"value": 1}}}'])
def test_a_broken_baseline_says_how_to_mend_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match="基线"):
        load_baseline(path)


def test_what_is_committed_can_be_read_and_names_figures_that_are_measured() -> None:
    raw = load_baseline()
    if raw is not None:
        assert set(raw["figures"]) <= set(LABELS)
        assert json.dumps(raw)
