"""Several projects of one applicant: what they may not be together."""

from __future__ import annotations

from pathlib import Path

from assistant.assess import assess
from assistant.assessing.portfolio import Project, assess_portfolio
from assistant.assessing.results import portfolio_data
from assistant.rulebook import DirectionError
from tests.fake_rules import CASES_RULES, IN_TIME, clean_facts, invented, shipped


def projects(*directions: object) -> list[Project]:
    return [
        Project(f"p{n}", given, clean_facts(given if isinstance(given, int) and given < 28 else 1))
        for n, given in enumerate(directions, 1)
    ]


def conflicts(*directions: object) -> list[tuple[str, tuple[str | int, ...]]]:
    found = assess_portfolio(shipped(), projects(*directions), IN_TIME).conflicts
    return [(c.limit.id, c.projects) for c in found]


def test_two_projects_of_two_classes_are_no_conflict() -> None:
    assert conflicts(15, 22) == []
    assert conflicts(12, 15) == []  # a park on a platform is of the parks


def test_a_third_project_is_too_many() -> None:
    assert conflicts(1, 15, 22) == [("portfolio-two-projects", ("p1", "p2", "p3"))]


def test_two_directions_of_a_class_are_a_conflict() -> None:
    assert conflicts(15, 16) == [("portfolio-one-direction-per-class", ("p1", "p2"))]
    assert conflicts(22, 22) == [("portfolio-one-direction-per-class", ("p1", "p2"))]


def test_the_same_project_twice_is_a_conflict() -> None:
    twice = [Project(1, 1, {}, "质检大脑"), Project(2, 15, {}, "质检大脑 ")]
    found = assess_portfolio(shipped(), twice, IN_TIME).conflicts
    assert [(c.limit.id, c.projects) for c in found] == [("portfolio-same-project-once", (1, 2))]
    same_id = [Project("a", 1, {}), Project("a", 15, {})]
    assert len(assess_portfolio(shipped(), same_id, IN_TIME).conflicts) == 1


def test_each_project_is_assessed_as_it_was_filed() -> None:
    filed = projects(15, 16)
    found = assess_portfolio(shipped(), filed, IN_TIME)
    assert [told for _, told in found.assessments] == [
        assess(shipped(), p.direction, p.facts, IN_TIME, p.id) for p in filed
    ]


def test_a_project_that_cant_be_assessed_stops_no_other() -> None:
    found = assess_portfolio(shipped(), projects(99, 15, 16), IN_TIME)
    assert isinstance(found.assessments[0][1], DirectionError)
    assert [c.limit.id for c in found.conflicts] == ["portfolio-two-projects", "portfolio-one-direction-per-class"]
    data = portfolio_data(found, "all")
    assert set(data) == {"id", "assessments", "conflicts"}
    assert data["assessments"][0]["error"]["next"] and data["assessments"][1]["verdict"] == "可申报"
    assert set(data["conflicts"][0]) == {"rule", "clause", "quote", "why", "projects"}


def test_a_conflict_cites_its_rule_verbatim() -> None:
    for conflict in assess_portfolio(shipped(), projects(15, 16, 17), IN_TIME).conflicts:
        quote = conflict.limit.quote
        assert quote.text in shipped().document.clause(str(quote.clause)).text
        assert "3 个" in conflict.why


def test_another_notice_has_its_own_limits(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    filed = [Project(n, n, {}) for n in (1, 2, 3)]
    assert [c.limit.id for c in assess_portfolio(book, filed, IN_TIME).conflicts] == ["cases-together"]
    assert not assess_portfolio(book, filed[:2], IN_TIME).conflicts
