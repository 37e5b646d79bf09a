"""The provision that speaks of what is asked, and what its force makes of it."""

from __future__ import annotations

import re
from typing import Final

from assistant.asked import outside_names
from assistant.model import Verdict
from assistant.terms import terms_of
from assistant.verdicts.comparing import all_met
from assistant.verdicts.conditions import (
    is_excepted,
    is_lesser,
    is_of_another_kind,
    is_outside,
    is_told,
    lacks_what_is_required,
    lies_elsewhere,
    opposed,
)
from assistant.verdicts.inquiry import MAY, Inquiry
from assistant.verdicts.polarity import shared, stretches
from assistant.verdicts.provisions import Force, Provision, Rule
from assistant.wording import fold

_OPTIONAL: Final = re.compile(r"可直接|可不|优先(?!级)|鼓励|自愿|可以选择|也可以?|之一|加分")
_PREFERS: Final = re.compile(r"优先(?:支持|考虑|推荐|安排|予以|给予)|予以优先|同等条件下")
_PENDING: Final = re.compile(r"正在|在办|还在办|办理中|申请中|在申请|走申请|审批|走流程|申请流程|还没批|没批下来")
_DENIED_VERB: Final = re.compile(r"不([\u4e00-\u9fff])([\u4e00-\u9fff]?)|未([\u4e00-\u9fff]{2})")
_NO_VERB: Final = frozenset("得可能予应须会同断再在是作符适属影少超低高大多小限具仅论含受")
_COUNTS: Final = re.compile(
    r"算(?!满足|符合|达标|合格|过)|抵|顶(?!多|格)|凑|计入|占(?!了?[\d一二三四五六七八九十])|数(?=吗)"
)
_UNCOUNTED: Final = re.compile(r"不(?:计入|占|算|作为|纳入|包括|包含|含)")
_MODALS: Final = frozenset(("可以", "不可", "不能", "不得", "可否", "能否", "允许", "应当", "必须", "需要", "可行"))
_ENDINGS: Final = ("", "掉", "了", "过", "到", "费", "不")
_DUTY: Final = 0.3
_LEAST_SAID: Final = 4
_CHARACTERS: Final = 0.6
_FUNCTION: Final = frozenset("不得可以能应当须必予的和或与及于为在由是其等,、")
_STRICTER: Final = {Force.FORBIDS: 0.3, Force.PERMITS: 0.25, Force.WAIVES: 0.25}


def by_doom(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """Whether the bad thing that is asked about (会不会被撤) comes: yes if its condition holds of what is told."""
    if not inquiry.dooms:
        return None
    if not rule.revokes:
        provision = nearest(inquiry, rule)
        return Verdict.NO if inquiry.claims and provision and provision.force is Force.WAIVES else None
    if is_excepted(inquiry, rule) or is_outside(rule.text, inquiry) or is_lesser(rule.text, inquiry):
        return Verdict.NO
    return Verdict.NO if all_met(inquiry, rule) is False else Verdict.YES


def by_exception(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """What an exception makes of the part: the opposite of the rule that it is taken from."""
    excepted = is_excepted(inquiry, rule)
    if excepted is None:
        return None
    bans = any(p.force in (Force.FORBIDS, Force.REQUIRES) for p in rule.provisions)
    permits = any(p.force is Force.PERMITS for p in rule.provisions) or rule.head is Force.PERMITS
    restricts = rule.head is Force.FORBIDS or bans or not permits
    if excepted:
        return Verdict.YES if restricts else Verdict.NO
    if not rule.provisions:
        return Verdict.NO if restricts else None
    return None


def by_actor(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """No where who is to act is none of the kinds of body that the sentence asks for (应当为企业)."""
    return Verdict.NO if is_of_another_kind(inquiry, rule.text) else None


def by_case(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """Of what is barred: yes where what is told lies outside it; no where it is an item below words that bar."""
    if rule.head is Force.FORBIDS:
        return Verdict.YES if is_outside(rule.text, inquiry) or is_lesser(rule.text, inquiry) else None
    barring = [p for p in rule.provisions if p.force is Force.FORBIDS]
    outside = any(is_outside(p.condition, inquiry) or is_lesser(p.text, inquiry) for p in barring)
    return Verdict.YES if outside else None


def by_head(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For an item below words that bar: no."""
    return Verdict.NO if rule.head is Force.FORBIDS else None


def by_waiver(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For those whom a sentence frees of a duty, where what is told is their case: need not, and may do without."""
    for provision in rule.provisions:
        others = "".join(p.text for p in rule.provisions if p is not provision)
        if (
            provision.force is Force.WAIVES
            and (inquiry.needs or inquiry.lacks)
            and is_told(provision.condition, inquiry, others)
        ):
            return Verdict.YES if inquiry.lacks else Verdict.NO
    return None


def by_count(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For a question whether something counts or takes up a place: no if the sentence doesn't count it."""
    if not _COUNTS.search(inquiry.words) or re.search(r"不(?:占|算|计入)", inquiry.words):
        return None
    for provision in rule.provisions:
        if _UNCOUNTED.search(provision.predicate) and shared(inquiry.asked.terms, provision.condition):
            return None if all_met(inquiry, rule) is False else Verdict.NO
    return None


def by_denial(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """Whether the sentence denies the very thing that is asked (占名额吗 ↔ 不占名额), or says it where that is denied."""
    words = inquiry.words
    for provision in rule.provisions:
        if provision.force is Force.WAIVES and not _UNCOUNTED.search(provision.predicate):
            continue
        for match in _DENIED_VERB.finditer(provision.predicate):
            if match[1] and match[1] in _NO_VERB:
                continue
            verbs = [match[3]] if match[3] else [match[1] + match[2], match[1]]
            asked = next((v for v in verbs if v in words and (len(v) > 1 or _alone(v, words))), None)
            if asked and not re.search(rf"(?:不|没|未)(?:会|用|得)?{asked}", words):
                return Verdict.NO
    claimed = re.search(r"(?<!是)不(占|收|受|限|算|计入|需要|影响)", words)
    if claimed and claimed[1] in rule.text and f"不{claimed[1]}" not in rule.text and not inquiry.lacks:
        return Verdict.NO
    return None


def by_need(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For a question whether something must be: no if the provision that speaks of it waives, offers or bans it."""
    if not inquiry.needs or inquiry.lacks:
        return None
    provision = nearest(inquiry, rule)
    if provision is None:
        return None
    if provision.force in (Force.WAIVES, Force.FORBIDS) or _OPTIONAL.search(rule.text):
        return Verdict.NO
    return Verdict.YES


def by_force(inquiry: Inquiry, rule: Rule) -> Verdict:
    """What the force of the nearest provision makes of the part."""
    provision = nearest(inquiry, rule)
    if provision is None:
        return Verdict.YES
    if _PENDING.search(inquiry.told) and re.search("正在|申请中|办理中", rule.text):
        return Verdict.YES
    match provision.force:
        case Force.FORBIDS:
            return Verdict.NO
        case Force.WAIVES:
            return Verdict.YES
        case Force.PERMITS:
            return Verdict.YES
        case Force.REQUIRES:
            lacking = inquiry.lacks or lacks_what_is_required(inquiry, provision.text) or opposed(inquiry, rule.text)
            return Verdict.NO if lacking else Verdict.YES
        case Force.STATES:
            if _PREFERS.search(rule.text):
                return Verdict.YES
            lacking = lacks_what_is_required(inquiry, provision.text) or opposed(inquiry, rule.text)
            return Verdict.NO if lacking else Verdict.YES


def nearest(inquiry: Inquiry, rule: Rule) -> Provision | None:
    """The provision with most of the question's words, and most of whose own words the question has.

    Where two are as near, one that bans goes before one that permits, and that before one that only requires or states.
    """
    terms = [t for t in outside_names(inquiry.asked) or inquiry.asked.terms if t.word not in _MODALS]
    told = fold(inquiry.words if inquiry.lacks else core(inquiry))
    close = [t for t in terms if t.word in told]

    def score(provision: Provision) -> float:
        others = "".join(p.predicate for p in rule.provisions if p is not provision)
        own = [t for t in terms_of(provision.predicate) if t.word not in others]
        total = sum(t.weight for t in own)
        share = shared(own, told) / total if total else 0.0
        share = max(share, _CHARACTERS * _spelt_alike(provision.predicate, others, told))
        whole = f"{provision.condition},{provision.predicate}"
        spoken = 0.5 * (shared(terms, whole) + shared(close, whole))
        elsewhere = lies_elsewhere(provision.text) and lies_elsewhere(inquiry.told)
        duty = _DUTY if inquiry.lacks and provision.force is Force.REQUIRES else 0.0
        strict = _STRICTER.get(provision.force, 0.0) if inquiry.may else 0.0
        return spoken + share + 0.5 * elsewhere + max(duty, strict)

    return max(rule.provisions, key=score, default=None)


def core(inquiry: Inquiry) -> str:
    """The stretches that ask, without the story that leads up to them; all of them if they say too little."""
    asking = [s for s in stretches(inquiry.words) if MAY.search(s) or inquiry.needs]
    text = ",".join(asking)
    return text if sum(len(t.word) for t in terms_of(text) if t.word not in _MODALS) >= _LEAST_SAID else inquiry.words


def _alone(verb: str, words: str) -> bool:
    """True if a verb of one character stands by itself in the words, not as part of another (提 in 提供)."""
    import jieba

    cut: list[str] = list(jieba.cut(words))  # pyright: ignore[reportUnknownArgumentType]
    return any(word.startswith(verb) and word[1:] in _ENDINGS for word in cut)


def _spelt_alike(predicate: str, others: str, told: str) -> float:
    """The share of a predicate's own characters that are told; of one of several things joined by 、 at best."""

    def share(words: str) -> float:
        own = {c for c in words if c not in _FUNCTION and c not in others}
        return sum(c in told for c in own) / len(own) if own else 0.0

    return max(share(item) for item in re.split(r"[、和]", predicate))
