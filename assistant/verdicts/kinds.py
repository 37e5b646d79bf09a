"""Of one kind or of several: what may be filed together, how many of a list are enough."""

from __future__ import annotations

import re
from typing import Final

from assistant.model import Verdict
from assistant.units import amounts
from assistant.verdicts.inquiry import Inquiry
from assistant.verdicts.provisions import Rule

_KIND: Final = r"(?:大类|类型|类别|类|方向|领域|赛道|型)"
# one kind for all: 同一方向, 都属绿色类, 两个平台类的
_ALIKE: Final = re.compile(
    rf"(?<!不)同一?(?:个)?{_KIND}|同是|同属|(?:都|全)(?:属于?|是|在|归|算)[^,，?？吗不]{{1,14}}|(?:都|全)[报投][^,，?？吗不]{{1,8}}{_KIND}|(?:两|2|俩|三|3)个?[^,，、不一]{{1,8}}(?:型|类)(?!别|型)|里[^,，]{{0,4}}(?:两|2|俩)个不同"
)
_ALIKE_ALL: Final = re.compile(r"(?:俩|两个|几个|全|都)[^,，]{0,3}都?[^,，]{0,2}(?:报|投)[^,，?？一]{0,6}类")
# one of each: 一个平台、一个安全; 跨类; 不同方向
_EACH: Final = re.compile(
    r"(?:一个|1个|一项)([^,，、和跟]{1,10})[,，、和跟及]?再?(?:报|投)?(?:一个|1个|一项)([^,，、和跟]{1,10})"
)
_UNLIKE: Final = re.compile(rf"不同(?:的)?{_KIND}|跨(?:大)?{_KIND}|两个{_KIND}|换个?{_KIND}")
_MUST_DIFFER: Final = re.compile(
    rf"(?:应当?|须|必须|且)?(?:属于|为|是|在)?不同(?:的)?[\u4e00-\u9fff]{{0,4}}{_KIND}|不得(?:属于|为|在)?同一[\u4e00-\u9fff]{{0,4}}{_KIND}|同一[\u4e00-\u9fff]{{0,4}}{_KIND}[^,;。]{{0,4}}(?:只能|限|仅|不得|最多|不超过)"
)
_DIFFERING_FREE: Final = re.compile(rf"不同(?:的)?[\u4e00-\u9fff]{{0,4}}{_KIND}的?,?(?:不受|可以|不限)|可以跨")
_AT_MOST: Final = re.compile(r"(?:不得?超过|不多于|最多|至多|限报|限|(?:可以?|能)(?:牵头)?(?:申报|申请|报))$")
_SAME_THING: Final = re.compile(
    r"同(?:一?个?|样的?)(?:项目|案例|专案|内容|设备|合同|建设内容|产线|套|条线|台|事项)|(?:^|[,，我司])(?:一|1)个(?:项目|案例)"
)
_AGAIN: Final = re.compile(r"[再又重]|同时|两(?:个|头|边|次|份|遍)|分别|换个|各")
_BANS_REPEATING: Final = re.compile(
    r"(?:不[得可能予应]|禁止)(?:以[^,;。]{0,8})?(?:拆分)?(?:或者?)?(?:重复|再次|多头)|同一(?:项目|案例|内容|设备)[^,;。]{0,8}不|一个(?:项目|案例)只能|已[^,;。]{2,20}(?:支持|补助|资助)的"
)
_ONE_KIND_ONLY: Final = re.compile(r"同一?(?:类型|大类|类别|类|方向)")
_ALL: Final = re.compile(
    r"全部|全都|全做|做齐|都得|都要|必须都|必须全|得全|要全|全占|所有|每一?个都|[三四五六]个都|[三四五六]个必须|\ball\b",
    re.IGNORECASE,
)
_ANY_IN_TEXT: Final = re.compile(r"一个或(?:者)?多个|一项或(?:者)?多项|之一|任一|任意一|其一")
_FEW: Final = re.compile(
    r"(?:只|就|仅|光)[^,，?？]{0,12}(?:一|1)(?:个|项|条|种)|(?:一|1)(?:条|个|项|种).{0,6}(?:就|即|便|够|行|可以)|(?:挑|选|做)(?:一|1)(?:条|个|项|种)|占了?(?:一|1)条"
)
_EVERY: Final = re.compile(r"全部|均应|均须|都应|同时(?:满足|具备|符合)")


def by_kinds(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For things that are to be filed together: whether they may be of one kind, and how many there may be."""
    if _SAME_THING.search(inquiry.told) and _AGAIN.search(inquiry.told) and _BANS_REPEATING.search(rule.text):
        return Verdict.NO
    named = _by_named(inquiry, rule)
    if named is not None:
        return named
    if not _MUST_DIFFER.search(rule.text):
        return None
    if _ALIKE.search(inquiry.told) or _ALIKE_ALL.search(inquiry.told):
        return Verdict.NO
    if _EACH.search(inquiry.told) or _UNLIKE.search(inquiry.words):
        most = max((limit for limit in _limits(rule)), default=None)
        counts = [q.value for q in inquiry.quantities if q.unit == "个"]
        return Verdict.NO if most is not None and any(c > most for c in counts) else Verdict.YES
    return None


def by_share_of_list(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For one or all of a list: all are asked for where any will do, or one is offered where all must be."""
    any_will_do = _ANY_IN_TEXT.search(rule.text) is not None
    words = inquiry.words
    if any_will_do and (_ALL.search(words)):
        return Verdict.NO
    if any_will_do and _FEW.search(words):
        return Verdict.YES
    if _EVERY.search(rule.text) and _FEW.search(words):
        return Verdict.NO
    return None


def _by_named(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """The same by the classes of what the question names: barred if two are of one class and the sentence bars that."""
    filed = inquiry.asked.part.filed
    if len(filed) < 2 or not _ONE_KIND_ONLY.search(rule.text):
        return None
    classes = {(e.document, e.path.annex, e.path.steps[:1]) for e in filed}
    if len(classes) < len([e for e in filed if e.is_direction] or filed):
        return Verdict.NO
    if _ALIKE.search(inquiry.told):
        return Verdict.NO
    counts = [len(classes), *(q.value for q in inquiry.quantities if q.unit == "个")]
    return Verdict.YES if all(max(counts) <= limit for limit in _limits(rule)) else Verdict.NO


def _limits(rule: Rule) -> list[float]:
    """How many there may be altogether; one of a kind is no limit to all."""
    return [
        a.value for a in amounts(rule.text) if a.unit == "个" and a.value > 1 and _AT_MOST.search(rule.text[: a.start])
    ]
