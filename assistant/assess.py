"""Facts and rules → a trace of every rule, and the verdict that follows. Pure: no model, no clock, no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant.assessing.facts import Facts, Value, read_facts
from assistant.assessing.judge import Judgement, judge
from assistant.assessing.materials import checklist
from assistant.assessing.model import Assessment, Missing, Outcome, RuleResult, Window, verdict_of
from assistant.assessing.words import because
from assistant.rulebook import Rulebook
from corpus.model import Direction
from corpus.rule_model import Effect, Field, Rule, Test


def assess(rulebook: Rulebook, direction: object, facts: object, as_of: date, case_id: str | int = "") -> Assessment:
    """Judge facts by the rules for one direction.

    Args:
        direction: Whatever `Rulebook.direction` takes.
        facts: Field → value, as `read_facts` takes it; absent and None mean unknown.
        as_of: The day that the window is judged on; it doesn't change the verdict.

    Raises:
        DirectionError: If there is no such direction.
        InputError: If `facts` isn't a mapping.
    """
    wanted = rulebook.direction(direction)
    return assess_facts(rulebook, wanted, read_facts(rulebook, wanted, facts), as_of, case_id)


def assess_facts(
    rulebook: Rulebook, direction: Direction | None, facts: Facts, as_of: date, case_id: str | int = ""
) -> Assessment:
    """The same for facts that were read already."""
    fields = rulebook.rules.fields
    results = tuple(_result(rule, facts, direction, fields) for rule in rulebook.rules_for(direction))
    blocking = tuple(r for r in results if r.rule.effect is Effect.BLOCK and r.outcome is Outcome.UNMET)
    missing = _missing(results, rulebook.fields_for(direction))
    return Assessment(
        document=rulebook.document.id,
        direction=direction,
        verdict=verdict_of(bool(blocking), bool(missing)),
        window=_window(rulebook.document.deadline, as_of),
        as_of=as_of,
        blocking=blocking,
        missing=missing,
        bonus=tuple(r for r in results if r.rule.effect is Effect.BONUS and r.outcome is Outcome.MET),
        results=results,
        checklist=checklist(rulebook),
        problems=facts.problems,
        open_points=rulebook.open_points(direction),
        id=case_id,
    )


def _window(deadline: date | None, as_of: date) -> Window:
    return Window.OPEN if deadline is None or as_of <= deadline else Window.CLOSED


def _result(rule: Rule, facts: Facts, direction: Direction | None, fields: Mapping[str, Field]) -> RuleResult:
    judgement = judge(rule, facts.values, direction, fields)
    return RuleResult(
        rule=rule,
        outcome=judgement.outcome,
        case=judgement.case,
        value=facts.given.get(rule.field.name),
        because=because(rule, judgement, facts, direction),
        unknown=judgement.unknown,
        notes=tuple(_notes(rule, judgement, facts.values.get(rule.field.name))),
    )


def _notes(rule: Rule, judgement: Judgement, own: Value | None) -> Iterator[str]:
    if judgement.outcome is Outcome.NOT_APPLICABLE:
        return
    if rule.note and not (rule.effect is Effect.CONFIRM and judgement.outcome is Outcome.MET):
        yield rule.note
    yield from (note for value, note in rule.value_notes if value == own)
    if rule.boundary_note and judgement.case and own is not None and _is_on_bound(judgement.case.test, own):
        yield rule.boundary_note


def _is_on_bound(test: Test, own: Value) -> bool:
    if test.day is not None:
        return own == test.day
    return isinstance(own, int | float) and own + test.including_this in test.numbers


def _missing(results: Sequence[RuleResult], fields: Mapping[str, Field]) -> tuple[Missing, ...]:
    """What is still needed, once each, in the order of the form; a shortfall stands where its field does."""
    found: dict[str, tuple[int, Missing]] = {}
    order = {name: place for place, name in enumerate(fields)}
    for result in results:
        if not result.rule.needed:
            continue
        for name in result.unknown:
            if not fields[name].optional:
                found.setdefault(name, (order[name], Missing(name, fields[name].ask, result)))
        if _is_shortfall(result):
            name = result.rule.missing_as or result.rule.field.name
            ask = "；".join(part for part in (result.because, result.rule.mend) if part)
            found.setdefault(name, (order[result.rule.field.name], Missing(name, ask, result)))
    return tuple(missing for _, missing in sorted(found.values(), key=lambda item: item[0]))


def _is_shortfall(result: RuleResult) -> bool:
    if result.rule.effect is Effect.MEND:
        return result.outcome is Outcome.UNMET
    return result.rule.effect is Effect.CONFIRM and result.outcome is Outcome.UNKNOWN and result.value is not None
