"""Several projects of one applicant: each assessed as it was filed, and what they may not be together.

A project's own assessment takes only its own facts; the others are not added to them. What the projects break together
is told apart, by the document's rules for several projects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.assess import assess
from assistant.assessing.model import Assessment
from assistant.rulebook import Rulebook
from corpus.errors import PolicyError
from corpus.model import Direction
from corpus.rule_model import Limit

ProjectId = str | int


@dataclass(frozen=True, slots=True)
class Project:
    """One project as it is filed.

    Attributes:
        direction: Whatever `Rulebook.direction` takes.
        facts: Whatever `read_facts` takes.
        name: What tells it from others; two with one name, or without names one id, are the same project.
    """

    id: ProjectId
    direction: object
    facts: object
    name: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Projects that can't be filed together, and the rule they break."""

    limit: Limit
    why: str
    projects: tuple[ProjectId, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Projects in order, each with its assessment or why it has none; conflicts in the order of the rules."""

    assessments: tuple[tuple[ProjectId, Assessment | PolicyError], ...]
    conflicts: tuple[Conflict, ...]


def assess_portfolio(rulebook: Rulebook, projects: Sequence[Project], as_of: date) -> Portfolio:
    """Assess each project and look for conflicts between all of them, also those that fail on their own.

    A project with an unknown direction counts as a project, but in no class.
    """
    told = tuple((project.id, _assessed(rulebook, project, as_of)) for project in projects)
    directions = [None if isinstance(a, PolicyError) else a.direction for _, a in told]
    limits = rulebook.rules.limits
    return Portfolio(told, tuple(c for limit in limits for c in _conflicts(limit, projects, directions)))


def _assessed(rulebook: Rulebook, project: Project, as_of: date) -> Assessment | PolicyError:
    try:
        return assess(rulebook, project.direction, project.facts, as_of, project.id)
    except PolicyError as error:
        return error


def _conflicts(limit: Limit, projects: Sequence[Project], directions: Sequence[Direction | None]) -> Iterator[Conflict]:
    ids = tuple(project.id for project in projects)
    if limit.max_projects is not None and len(projects) > limit.max_projects:
        yield Conflict(limit, f"共有 {len(projects)} 个项目，要求不超过 {limit.max_projects} 个", ids)
    if limit.max_per_class is not None:
        for name, places in _by_class(directions).items():
            if len(places) > limit.max_per_class:
                why = f"“{name}”有 {len(places)} 个项目，同一类型只能有 {limit.max_per_class} 个"
                yield Conflict(limit, why, tuple(ids[place] for place in places))
    if limit.distinct_projects:
        for name, places in _by_project(projects).items():
            if len(places) > 1:
                why = f"项目“{name}”填报了 {len(places)} 次"
                yield Conflict(limit, why, tuple(ids[place] for place in places))


def _by_class(directions: Sequence[Direction | None]) -> dict[str, list[int]]:
    """Places of projects by the name of their class; without classes, of their direction."""
    found: dict[str, list[int]] = {}
    for place, direction in enumerate(directions):
        if direction is not None:
            found.setdefault(direction.category or direction.name, []).append(place)
    return found


def _by_project(projects: Sequence[Project]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, project in enumerate(projects):
        found.setdefault(project.name.strip() or str(project.id), []).append(place)
    return found
