"""Yes or no by the document's rules: what a question says of the applicant is a fact, and a rule judges it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence

from assistant.answer import Draft
from assistant.assessing.facts import read_facts
from assistant.assessing.judge import Judgement, judge
from assistant.assessing.model import Outcome
from assistant.assessing.prefill import prefill
from assistant.model import Claim, Verdict
from assistant.question import Part
from assistant.quoting import quote_claim
from assistant.rulebook import Rulebook, RulebookError, RuleShelf
from corpus.errors import DocumentError
from corpus.model import Direction, Document
from corpus.rule_model import Effect, Rule

_log = logging.getLogger(__name__)
# asks what must be done, or what counts, not whether something will do
_OBLIGES = re.compile(
    r"必须|非得|全部|都要|都得|一定|要不要|需不需要|需要|是否需|算不算|算吗|怎么算|几|多少|哪|谁|什么|啥|怎"
)

_QUOTED = re.compile(r"[“「『\"][^”」』\"]*[”」』\"]")


def ruled(part: Part, document: Document, shelf: RuleShelf) -> Draft | None:
    """The verdict of the rules on what a yes/no part tells of the applicant; None if it tells nothing they judge.

    No if any fact fails its rule; yes if all facts pass. Each claim is the quote of a rule that decided.
    """
    if not part.yes_no or _OBLIGES.search(part.text):
        return None
    rulebook = _rulebook(document, shelf)
    if rulebook is None:
        return None
    direction = _direction(part, document)
    # what stands in quotation marks is talked about, not told
    recognised = prefill(rulebook, direction, _QUOTED.sub("", part.text))
    if not recognised:
        return None
    told = {r.field: r.value for r in recognised}
    facts = read_facts(rulebook, direction, {n: list(v) if isinstance(v, tuple) else v for n, v in told.items()})
    judged = [
        (rule, judge(rule, facts.values, direction, rulebook.rules.fields))
        for rule in rulebook.rules_for(direction)
        if rule.needed and rule.field.name in facts.values
    ]
    failed = [pair for pair in judged if pair[1].outcome is Outcome.UNMET]
    passed = [pair for pair in judged if pair[1].outcome is Outcome.MET]
    if failed:
        return Draft(_claims(failed, document), Verdict.NO, certain=True)
    decides = any(rule.effect is Effect.BLOCK for rule, _ in passed)
    if decides and len(passed) == len(judged) and _all_read(part, [r.said for r in recognised]):
        return Draft(_claims(passed, document), Verdict.YES)
    return None


def _all_read(part: Part, said: Sequence[str]) -> bool:
    """True if every number that the part gives was taken for a fact; with another left over a yes would be rash."""
    return all(any(quantity.said in words for words in said) for quantity in part.quantities)


def _rulebook(document: Document, shelf: RuleShelf) -> Rulebook | None:
    try:
        return shelf.rulebook(document.id)
    except RulebookError:
        return None
    except DocumentError as error:
        _log.warning("「%s」的规则无法使用：%s", document.id, error)
        return None


def _direction(part: Part, document: Document) -> Direction | None:
    named = [e.path for e in part.entities if e.is_direction and e.document == document.id]
    return next((d for d in document.directions if d.path in named), None)


def _claims(judged: Iterable[tuple[Rule, Judgement]], document: Document) -> tuple[Claim, ...]:
    found: dict[Claim, None] = {}
    for rule, judgement in judged:
        quote = judgement.case.quote if judgement.case else rule.quote
        clause = document.clause(str(quote.clause))
        start = clause.text.index(quote.text)
        found[quote_claim(document.id, clause, start, start + len(quote.text))] = None
    return tuple(found)
