"""Numbers that are told, held against the bounds of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.model import Verdict
from assistant.quantities import Quantity
from assistant.terms import terms_of
from assistant.verdicts.bounds import Bound, Relation, bounds_of, in_one_unit, provision_at
from assistant.verdicts.inquiry import ALONE, Inquiry, is_ago
from assistant.verdicts.polarity import shared, stretches
from assistant.verdicts.provisions import Force, Rule
from assistant.wording import fold

# 个 is said of anything that is counted, and thousands of it without any unit
_COUNTED: Final = frozenset("个人家台套条种艘件户头座张款所类份次吨")
_ANY_OF: Final = re.compile(r"其一|之一|任一|任意一|或者?(?=[^,;。]{0,24}(?:不[少低]于|达到|超过))")
_ASKS_LIMIT: Final = re.compile(
    r"(?:规定|门槛|标准|上限|下限|最多|至少|最少|最低|最高|限额|名额|期限|截止|一式|有效期|示范期)\D{0,10}$"
)
_HAVE: Final = re.compile(
    r"够|达标|行|能|可以|能报|合格|满足|符合|过线|过关|来得及|超|违规|合规|算|ok|enough|qualif|suffic|\bcan\b|eligible|meet",
    re.IGNORECASE,
)
_JUDGES: Final = re.compile(r"够|行|可以报|能报|能进|照样|达标|过线|enough")
_PART: Final = re.compile(r"其中|里[头面边]|包括|含")
_TERMS: Final = re.compile(r"租|合同|协议|有效期")
_REST: Final = re.compile(r"其他|其余|一般")


@dataclass(frozen=True, slots=True)
class _Pair:
    quantity: Quantity
    bound: Bound
    value: float
    alike: float


def by_bounds(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """No if a number told breaks the bound that it is closest to in words; yes if none does; None without such a pair.

    Where the sentence sets bounds of which one will do, one met is enough.
    """
    pairs = _pairs(inquiry, rule, bounds_of(rule))
    if not pairs:
        return None
    if _states_rule(inquiry, pairs[0].quantity):
        return _verdict(all(p.bound.low == p.value or p.bound.high == p.value for p in pairs))
    if any(p.bound.scopes and not p.bound.met_by(p.value) for p in pairs):
        return Verdict.NO
    held = [p.bound.allows(p.value) for p in pairs if not p.bound.scopes and _comparable(p)]
    if not held:
        return None
    return _verdict(any(held) if _ANY_OF.search(rule.text) else all(held))


def in_scope(inquiry: Inquiry, rule: Rule) -> Rule:
    """The rule without the duties whose condition the numbers told don't meet (但超过40万元的应当…), if anything is left.

    Where they meet it, what it is set against by 但 is left out instead.
    """
    pairs = [p for p in _pairs(inquiry, rule, bounds_of(rule)) if p.bound.scopes]
    missed = [provision_at(rule, p.bound.place) for p in pairs if not p.bound.met_by(p.value)]
    kept = tuple(p for p in rule.provisions if p not in missed or p.force is not Force.REQUIRES)
    met = [provision_at(rule, p.bound.place) for p in pairs if p.bound.met_by(p.value)]
    against = tuple(p for p in kept if p in met and p.text.startswith("但") and p.force is Force.REQUIRES)
    kept = against or kept
    if not kept or len(kept) == len(rule.provisions):
        return rule
    return replace(rule, provisions=kept, text=",".join(p.text for p in kept))


def all_met(inquiry: Inquiry, rule: Rule) -> bool | None:
    """Whether the numbers told are such as the sentence speaks of, barred or not; None without a pair."""
    pairs = [p for p in _pairs(inquiry, rule, bounds_of(rule)) if _comparable(p)]
    return all(p.bound.met_by(p.value) for p in pairs) if pairs else None


def exception_held(inquiry: Inquiry, exception: str) -> bool | None:
    """Whether the numbers told lie within an exception (增长超过30%的除外); None if they don't speak of it."""
    stretch = Rule(exception, (), (), Force.STATES, revokes=False)
    bounds = [b for b in bounds_of(stretch) if b.relation is not Relation.NAMED]
    pairs = [p for p in _pairs(inquiry, stretch, bounds) if not is_ago(p.quantity)]
    return all(p.bound.met_by(p.value) for p in pairs) if pairs else None


def _verdict(holds: bool) -> Verdict:
    return Verdict.YES if holds else Verdict.NO


def _comparable(pair: _Pair) -> bool:
    """A number that only names something (2年有效期) is no bound."""
    return pair.bound.relation is not Relation.NAMED


def _states_rule(inquiry: Inquiry, quantity: Quantity) -> bool:
    """True if the number is told as what the text says (上限是3个对吧), not of oneself."""
    text = inquiry.asked.part.text
    said_before = text[: max(0, text.find(quantity.said))]
    stated = inquiry.claims or inquiry.needs or (_ASKS_LIMIT.search(said_before) is not None and not _HAVE.search(text))
    return stated and not _JUDGES.search(text) and not re.search(r"[我俺咱](?:们|司|厂|家|校|这)|剪了|合规", text)


def _pairs(inquiry: Inquiry, rule: Rule, bounds: Sequence[Bound]) -> list[_Pair]:
    """For each number told the bound of its unit that stands among the same words."""
    found: list[_Pair] = []
    for quantity, whole in _counted(inquiry, rule):
        value, unit = in_one_unit(whole, quantity.unit)
        words = _said_in(quantity, inquiry.told)
        own = _fitting(inquiry, quantity, value, rule, _of_unit(quantity, unit, bounds))
        if own:
            own = _of_the_rest(own, words, rule) or own
            scored = [(_alike(inquiry, words, rule, b), -i, b) for i, b in enumerate(own)]
            alike, _, best = max(scored, key=lambda s: s[:2])
            if alike > 0 or unit != "月" or not _of_other_terms(words, rule):
                found.append(_Pair(quantity, best, value, alike))
    return _closest(found)


def _fitting(inquiry: Inquiry, quantity: Quantity, value: float, rule: Rule, bounds: Sequence[Bound]) -> list[Bound]:
    """Those of the bounds that a number may be held against."""
    if is_ago(quantity):
        return [b for b in bounds if _lapses(b) or _too_young(b, value, inquiry)]
    alone = ALONE.search(quantity.said)
    noun = (alone["noun"] or "") if alone else ""
    states = _states_rule(inquiry, quantity)
    return [b for b in bounds if noun in _stretch(rule, b) and (states or b.relation is not Relation.NAMED)]


def _of_other_terms(words: str, rule: Rule) -> bool:
    """True if years are told of a lease or a contract, of which the sentence doesn't speak."""
    found = _TERMS.search(words)
    return found is not None and found[0] not in rule.text


def _counted(inquiry: Inquiry, rule: Rule) -> list[tuple[Quantity, float]]:
    """The numbers told; where some part isn't counted (土建费用不计入), without the part that is told to be such."""
    if not re.search(r"不计入|不含|扣除|剔除", rule.text):
        return [(q, q.value) for q in inquiry.quantities]
    parts = [q for q in inquiry.quantities if _PART.search(_said_in(q, inquiry.told))]
    wholes = [q for q in inquiry.quantities if q not in parts]
    return [(q, q.value - sum(p.value for p in parts if p.unit == q.unit)) for q in wholes]


def _lapses(bound: Bound) -> bool:
    return bound.bars and bound.relation in (Relation.WITHIN, Relation.BELOW)


def _too_young(bound: Bound, months: float, inquiry: Inquiry) -> bool:
    """True if what began in a year past can't have lasted as long as is required."""
    return (
        bound.relation is Relation.AT_LEAST
        and not bound.bars
        and bound.low >= months + 12
        and re.search(r"注册|成立|设立|新办|登记|投用|上线", inquiry.told) is not None
    )


def _closest(pairs: Sequence[_Pair]) -> list[_Pair]:
    """Of several numbers for one bound those that stand among its words; a time past gives way to a time told."""
    kept: list[_Pair] = []
    for pair in pairs:
        rivals = [p for p in pairs if p.bound is pair.bound and p is not pair]
        if is_ago(pair.quantity) and any(not is_ago(r.quantity) for r in rivals):
            continue
        if any(r.alike > pair.alike + 0.3 and not is_ago(r.quantity) for r in rivals):
            continue
        kept.append(pair)
    return kept


def _of_unit(quantity: Quantity, unit: str, bounds: Sequence[Bound]) -> list[Bound]:
    if not unit:
        said = [b for b in bounds if b.relation is not Relation.NAMED]
        return said if len(said) == 1 else []
    same = [b for b in bounds if b.unit == unit]
    vague = unit == "个" or unit in ("条", "种") or (unit == "元" and not re.search(r"元|块", quantity.said))
    if same or not vague:
        return same
    return [b for b in bounds if b.unit in _COUNTED and b.relation is not Relation.NAMED]


def _said_in(quantity: Quantity, told: str) -> str:
    """The stretch that a number was told in, without the number."""
    said = re.compile(rf"(?<![\d.一二三四五六七八九十百千]){re.escape(quantity.said)}")
    return next((said.sub(" ", s) for s in stretches(told) if said.search(s)), "")


def _alike(inquiry: Inquiry, words: str, rule: Rule, bound: Bound) -> float:
    """How much of the words around a number told stands around a bound; the rest of the question counts half."""
    stretch = _stretch(rule, bound)
    near = shared(terms_of(fold(words)), stretch) if words.strip() else 0.0
    return near + 0.5 * shared(inquiry.asked.terms, stretch)


def _stretch(rule: Rule, bound: Bound) -> str:
    left = max((rule.text.rfind(c, 0, bound.place) for c in ",;。"), default=-1) + 1
    right = min((p for p in (rule.text.find(c, bound.place) for c in ",;。") if p >= 0), default=len(rule.text))
    return rule.text[left:right]


def _subject(stretch: str) -> str:
    return re.split(r"推荐|申报|报送|各|均|不|限|可|应", stretch)[0]


def _of_the_rest(bounds: Sequence[Bound], words: str, rule: Rule) -> list[Bound]:
    """The bound of all others (其他市各不超过6个), where what is told names none of those before."""
    rest = [b for b in bounds if _REST.search(_stretch(rule, b))]
    if not rest or len(rest) == len(bounds):
        return []
    common = "".join(_stretch(rule, b) for b in rest)
    named = [t for b in bounds if b not in rest for t in terms_of(_subject(_stretch(rule, b))) if t.word not in common]
    return [] if any(t.word in words for t in named) else rest
