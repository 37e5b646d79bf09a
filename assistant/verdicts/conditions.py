"""Whether what is told falls under the condition of a rule or under an exception from it."""

from __future__ import annotations

import re
from typing import Final

from assistant.asked import term_cover
from assistant.terms import Term, terms_of
from assistant.verdicts.comparing import exception_held
from assistant.verdicts.inquiry import Inquiry
from assistant.verdicts.polarity import affirms, denies, is_denied, places, stretches
from assistant.verdicts.provisions import Rule
from assistant.wording import fold

# 未整改完毕, 尚未移出, 未了结: a bar that falls when the thing is done
_UNDONE: Final = re.compile(
    r"(?:尚|仍|还)?未(?:能|按[时期]|及时|完成|按要求|全部)*(?!的|发生|受到|受过|被|列入|出现|曾|满|达)([\u4e00-\u9fff]{2})(完毕|完成|到位|通过|结束|合格)?"
)
_LADDER: Final = ("轻微", "一般", "较大", "重大", "特别重大")
_GRADE: Final = re.compile(r"特别重大|(?<!特别)重大|较大|一般|轻微")
_AND_ABOVE: Final = re.compile(r"(特别重大|重大|较大)及?以上")
_WITHIN_TERM: Final = re.compile(r"(?:仍|尚|还|均)?(?:在|处于)[^,;。]{0,6}(?:期|期限)(?:内|的)")
_OVER: Final = re.compile(r"届满|期满|过期|到期|满期|(?:早就?|已经?|都)过了?|过完了?|失效")
_EXEMPT_WORDS: Final = re.compile(r"的?除外|的?(?:可以?)?不受[\u4e00-\u9fff]*|不在此限|但|其中|等|的")
_ELSEWHERE: Final = re.compile(
    r"(?:不在|外|非)(?:本|我)?(?:市|省|县|区|地|国)|(?:市|省|县|境|国|海|区)外|外(?:省|市|地|县|国)(?!语|独|商)|异地"
)
_HERE: Final = re.compile(r"(?<!不)在(?:本|我)?(?:市|省|县|区|地)|(?:市|省|县|境|国)内|本(?:市|省|县|地|区|国)")
_EXCEPTED: Final = 0.34


def is_outside(condition: str, inquiry: Inquiry) -> bool:
    """True if what is told takes one out of a condition: the lack was made good, or the term has run out."""
    return _made_good(condition, inquiry.told) or _run_out(condition, inquiry.told)


def _made_good(condition: str, told: str) -> bool:
    done = False
    for match in _UNDONE.finditer(condition):
        for word in filter(None, match.groups()):
            term = Term(word, 1.0, ())
            if denies(term, told) or re.search(rf"{word}[^,，。]{{0,3}}(?:没|不|未)", told):
                return False
            done = done or (affirms(term, told) and not re.search(rf"(?:要|需|再|先|等){word}", told))
    return done


def _run_out(condition: str, told: str) -> bool:
    """True if a condition holds within some term (仍在有效期内), and the term is told to be over."""
    if not _WITHIN_TERM.search(condition):
        return False
    return any(not is_denied(s, *m.span()) for s in stretches(told) for m in _OVER.finditer(s))


def is_lesser(condition: str, inquiry: Inquiry) -> bool:
    """True if the grade told (一般事故) lies below the one from which the condition holds (较大及以上)."""
    told = inquiry.told
    floor = _AND_ABOVE.search(condition)
    if floor is None:
        return False
    grades = [
        _LADDER.index(m[0])
        for s in stretches(told)
        for m in _GRADE.finditer(s)
        if not is_denied(s, *m.span()) and not _AND_ABOVE.match(s[m.start() :])
    ]
    return bool(grades) and max(grades) < _LADDER.index(floor[1])


def is_excepted(inquiry: Inquiry, rule: Rule) -> bool | None:
    """Whether an exception of the sentence takes in what is told; None if it has none."""
    if not rule.exceptions:
        return None
    return any(_takes_in(exception, inquiry, rule) for exception in rule.exceptions)


def _takes_in(exception: str, inquiry: Inquiry, rule: Rule) -> bool:
    by_number = exception_held(inquiry, exception)
    if by_number is not None:
        return by_number
    case = _EXEMPT_WORDS.sub(" ", exception)
    if _ELSEWHERE.search(case):
        return _ELSEWHERE.search(inquiry.told) is not None
    least = _EXCEPTED if rule.provisions or "除外" in exception else _EXCEPTED / 3
    return is_told(case, inquiry, "".join(p.text for p in rule.provisions), least)


def is_told(case: str, inquiry: Inquiry, main: str = "", least: float = _EXCEPTED) -> bool:
    """True if enough of what marks a case is told, with the same sign.

    Args:
        main: The rest of the sentence; what stands there too marks nothing.
        least: Share of the weight of the words that is enough.
    """
    told = fold(inquiry.told)

    def share(words: str) -> float:
        terms = [t for t in terms_of(words) if t.word not in main] or list(terms_of(words))
        total = sum(t.weight for t in terms)
        return sum(t.weight * _said_alike(t, case, told) for t in terms) / total if total else 0.0

    return max(share(item) for item in re.split(r"[、或]", case)) >= least


def _said_alike(term: Term, case: str, told: str) -> float:
    """How far a term of a text is told with the same sign; told with the other sign it counts against."""
    held = term_cover(term, told)
    if not held or not any(True for _ in places(term, told)):
        return held
    return held if denies(term, case) == denies(term, told) else -held


def lacks_what_is_required(inquiry: Inquiry, required: str) -> bool:
    """True if what is asked about stands against a requirement: denied of oneself, or its opposite told."""
    told = fold(inquiry.told)
    terms = [t for t in terms_of(required) if len(t.word) > 1 and affirms(t, required)]
    denied = sum(t.weight for t in terms if denies(t, told))
    # of things joined by 或 one is enough
    own = ",".join(s for s in stretches(told) if not re.search(r"报|方向", s))
    offered = sum(t.weight for t in terms if t.word in own and affirms(t, own)) if "或" in required else 0.0
    return denied > offered or opposed(inquiry, required) or is_of_another_kind(inquiry, required)


_OPPOSITES: Final = (
    (r"专职|全职", r"兼职|临时工|外聘"),
    (r"固定", r"临时|流动|借来?的|打游击"),
    (r"法定代表人.{0,4}签字|亲笔", r"代签|签名章|(?<!加)盖.{0,4}名章"),
    (r"第三方", r"自己.{0,8}(?:写|做|算|出|编|测|评)|自行|自测"),
    (r"本人|亲自|亲笔", r"[代替](?![表理码])|委托|让[^,，]{1,6}去"),
    (r"纸质", r"只.{0,4}电子"),
    (r"独立", r"挂靠|附属|下属"),
    (r"原件", r"复印件"),
)


def lies_elsewhere(text: str) -> bool:
    """True if something outside the place of the notice is spoken of (省外, 外地)."""
    return _ELSEWHERE.search(text) is not None


def opposed(inquiry: Inquiry, required: str) -> bool:
    """True if a requirement and what is told are opposites: of place, of employment, of who does it."""
    told = fold(inquiry.told)
    must_be_here = _HERE.search(required) is not None and _ELSEWHERE.search(required) is None
    is_elsewhere = _ABROAD.search(told) or (_ELSEWHERE.search(told) and not _HERE.search(told))
    if must_be_here and is_elsewhere:
        return True
    return any(re.search(ours, required) and re.search(theirs, told) for ours, theirs in _OPPOSITES)


_ABROAD: Final = re.compile(
    r"境外|海外|国外|外国|新加坡|香港|澳门|台湾|美国|日本|德国|开曼|维京|abroad|overseas|singapore|hong kong|foreign entity|no registration",
    re.IGNORECASE,
)


_KINDS: Final = {
    "企业": r"企业|公司|(?<!工)厂|集团|合作社",
    "学校": r"高等院校|高等学校|高校|大学|院校|学校|学院|[我本]校",
    "院所": r"科研院所|科研机构|研究院|研究所|研究机构",
    "机关": r"政府部门|行政机关|机关",
    "团体": r"协会|学会|商会|联合会",
    "个人": r"个人|自然人|个体",
    "医院": r"医院|医疗机构|卫生院",
}
_MUST_BE: Final = re.compile(r"(?:应当?|必须|须|只能)(?:是|为|由)([^,;。]+)")
_ACTS: Final = r"[^,，。]{0,4}?(?:来|自己)?(?:牵头|出面|领头|挑头|申报|来报|当|做|作为)"


def is_of_another_kind(inquiry: Inquiry, required: str) -> bool:
    """True if who is to act (由学校牵头) is none of the kinds of body that a requirement lists (应当为企业)."""
    allowed = _MUST_BE.search(required)
    if allowed is None or "等" in allowed[1].replace("高等", ""):
        return False
    listed = {kind for kind, words in _KINDS.items() if re.search(words, allowed[1])}
    told = fold(inquiry.told)
    acting = {kind for kind, words in _KINDS.items() if re.search(rf"(?:由|让|以)(?:{words}){_ACTS}", told)}
    return bool(listed) and bool(acting) and not acting & listed
