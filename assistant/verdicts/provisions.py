"""A sentence of a notice as provisions: on what condition it forbids, permits, requires, waives or states what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.verdicts.polarity import stretches
from assistant.wording import fold


class Force(StrEnum):
    """What a provision does with its predicate."""

    FORBIDS = "forbids"
    PERMITS = "permits"
    REQUIRES = "requires"
    WAIVES = "waives"
    STATES = "states"


@dataclass(frozen=True, slots=True)
class Provision:
    """Part of a sentence with one force.

    Attributes:
        condition: The stretches that lead up to it, folded: of whom and when it holds. A predicate that begins with its
            modal has the condition of the one before it (甲可以参加，不得牵头: 不得牵头 is said of 甲).
        predicate: From the modal on.
        text: The whole, without a condition that is taken over.
    """

    force: Force
    condition: str
    predicate: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sentence says.

    Attributes:
        text: All of it, folded.
        provisions: Without the exceptions.
        exceptions: Stretches that take cases out of the rest (…的除外, …不受此限).
        head: What the words that open the list do with the item that the sentence is; STATES if there are none.
        revokes: True if what is imposed is a loss of what was granted (撤销, 取消, 追回).
    """

    text: str
    provisions: tuple[Provision, ...]
    exceptions: tuple[str, ...]
    head: Force
    revokes: bool


_EXEMPTS = re.compile(
    r"除外|不在此限|不受(?:此|该|上述|前述|前款|本条)限|的不受(?:影响|限制)|(?:可以?|能够?)?不受[^,;。]{0,14}(?:限制|影响|约束)$"
)
_WAIVES = re.compile(
    r"可以?不(?!得|能)|无[需须]|不需要?|不必|不用|免予|免于|免[交提收填]|不作(?:硬性|强制|统一)?(?:规定|要求)|不(?:设|做|限)(?!得)|不受|不影响|自愿|不强制|不要求|不限于|不占|不计入|一个或多个|一项或多项|其一即可|之一即可"
)
_FORBIDS = re.compile(
    r"不(?!得?(?:超过|少于|低于|高于|多于|大于|小于|短于|长于|晚于)|少于|超过|多于|低于|高于|大于|小于|短于|长于|同|断|仅|但|限|良|动产|锈|可少|符合|合格|齐|全|一致|满|足|成像|设|少)[\u4e00-\u9fff]|禁止|严禁|无效|无法|只能|仅限|仅能|淘汰|取消|撤销|终止|停止|暂停|废止|作废|失效|放弃|(?<!不)超期|逾期"
)
_ABSENT = re.compile(r"(?:尚|均|从)?未(?!来|满|达)|没有")
_PERMITS = re.compile(
    r"可以|可(?!核验|再生|靠|视|追溯|信|持续|行|编辑|复制|推广|用|控|管|扩|研|燃|溶|查|量)|允许|即可|优先(?!级)|鼓励|支持|视为(?!放弃|无效|撤)|有权"
)
_REQUIRES = re.compile(
    r"必须|应当?(?!用|急|链)|(?<!无)须|需(?!求)|具备|具有|配备|完成|一式|符合|否则|不得?(?:少于|低于|小于|短于|超过|多于|高于|大于|长于|晚于)|固定|专职|纳入|获得|只限|限于|满\d|(?<![行认作视成])为[\u4e00-\u9fff]{2,}(?:企业|单位|机构|人员)|拥有|取得|至少|能够"
)
_REVOKES = re.compile(r"撤销|取消|追回|收回|终止|暂停|停发|扣减|全部核查|逐笔|淘汰")
_HEAD_FORBIDS = re.compile(
    r"不[得可能予应](?!少)|不受理|禁止|严禁|撤销|取消|终止|追回|不支持|不纳入|不属于|除外|限制|否决|不通过|不符合|视为无效|淘汰"
)
_HEAD_PERMITS = re.compile(r"可以|支持|优先|鼓励|予以|给予|免")
_HEAD_REQUIRES = re.compile(r"应当?|必须|须|条件|要求|具备|符合|满足|规定|提交|材料")
# a parenthesis without a number says nothing of its own
_ASIDE = re.compile(r"\((?!或)[^()\d]{1,20}\)")
_OPENING = re.compile(r"[^:;。]*(?:下列|以下|如下)[^:;。]*:(?=.)")
_CASE = re.compile(r"的[;。]?$")
_CASE_BEFORE_MODAL = re.compile(r"[^,]{2,}?的(?=可以?|不[得可予再计占受作]|应当?|必须|须|视为|无需|免)")
_NOMINAL = re.compile(r"的(?:[\u4e00-\u9fff]{2,8})?$")
_MODIFIER = re.compile(r"^(?!.*(?:不得|不可|不能|不予|禁止|严禁))[^,]*(?:不|未)[^,]*的[\u4e00-\u9fff]{2,8}$")
_SECTION = re.compile(r"^[\u4e00-\u9fff]{2,8}(?:——|:)")
_ORDINAL = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）.．、]\s*|第[一二三四五六七八九十百]+条)")
_TOPIC_END = re.compile(r"(?:的|时|后|前|者|情形)$")


def read_rule(text: str, governing: str = "") -> Rule:
    """Read a sentence in the light of the words that open its list, if it is an item."""
    folded = _ASIDE.sub("", _SECTION.sub("", _ORDINAL.sub("", fold(text))))
    body = folded
    opening = _OPENING.match(folded)
    if opening is not None:
        governing, body = opening[0], folded[opening.end() :]
    found: list[Provision] = []
    exceptions: list[str] = []
    waiting: list[str] = []
    for stretch in stretches(body):
        if _EXEMPTS.search(stretch):
            bare = _EXEMPTS.sub("", stretch).strip("但可以能") == ""
            exceptions.append(",".join((*waiting, stretch)) if bare else stretch)
            waiting = [] if bare else waiting
            continue
        if stretch.startswith("否则") and found:
            # the sanction of a duty is part of it
            found[-1] = Provision(
                Force.REQUIRES, found[-1].condition, found[-1].predicate, f"{found[-1].text},{stretch}"
            )
            continue
        force, at = force_of(stretch)
        if force is Force.STATES and _TOPIC_END.search(stretch):
            waiting.append(stretch)
            continue
        if at == 0 and force is not Force.STATES and not waiting:
            waiting = _nominal(found)
        if force is Force.STATES and any(p.force is Force.REQUIRES for p in found):
            force = Force.REQUIRES
        found.append(_provision(force, at, waiting, stretch, found))
        waiting = []
    if waiting:
        found.append(Provision(Force.STATES, "", ",".join(waiting), ",".join(waiting)))
    head = head_force(governing)
    if _is_case(body) and head in (Force.STATES, Force.REQUIRES):
        head = Force.FORBIDS
    revokes = _REVOKES.search(folded if head is not Force.FORBIDS else governing) is not None
    return Rule(folded, tuple(found), tuple(exceptions), head, revokes)


def _provision(force: Force, at: int, waiting: Sequence[str], stretch: str, before: Sequence[Provision]) -> Provision:
    own = ",".join((*waiting, stretch[:at])).strip(",")
    condition = own or (_topic(before[-1]) if before and at == 0 else "")
    return Provision(force, condition, stretch[at:], ",".join((*waiting, stretch)))


def _topic(provision: Provision) -> str:
    """What the next stretch is about, if it names nothing of its own."""
    return provision.condition or (provision.text if provision.force is Force.STATES else "")


def _nominal(found: list[Provision]) -> list[str]:
    """Takes back the stretches that only name whom a ban or a permission is about (…，或者受到处罚的单位，不得申报)."""
    if not found or found[-1].force is not Force.STATES or not _NOMINAL.search(found[-1].text):
        return []
    taken: list[str] = []
    while found and found[-1].force is Force.STATES:
        taken.insert(0, found.pop().text)
    return taken


def _is_case(text: str) -> bool:
    """True if a sentence is nothing but a case (…未整改完毕的；): an item of a list of what is barred."""
    body = [s for s in stretches(text) if not _EXEMPTS.search(s)]
    return bool(body) and _CASE.search(body[-1]) is not None and all(force_of(s)[0] is Force.STATES for s in body)


def force_of(stretch: str) -> tuple[Force, int]:
    """The force of a stretch, and where the words that give it begin.

    The denial of a condition (未按时报送的) is no ban, and a bound (不少于) is a requirement.
    """
    case = _CASE_BEFORE_MODAL.match(stretch)
    if case is not None:
        force, at = force_of(stretch[case.end() :])
        return force, case.end() + at
    body = stretch[:-1] if stretch.endswith("的") and len(stretch) > 1 else stretch
    is_condition = body is not stretch
    if _MODIFIER.match(stretch):
        return Force.STATES, 0
    waives, forbids = _WAIVES.search(body), _FORBIDS.search(body)
    if waives and not (forbids and forbids.start() < waives.start()):
        return Force.WAIVES, waives.start()
    if forbids and not is_condition:
        return Force.FORBIDS, forbids.start()
    permits = _PERMITS.search(body)
    requires = _REQUIRES.search(body)
    if is_condition:
        return Force.STATES, len(stretch)
    if permits and not (requires and requires.start() < permits.start()):
        return Force.PERMITS, permits.start()
    absent = _ABSENT.search(body)
    if absent and not (requires and requires.start() < absent.start()):
        return Force.FORBIDS, absent.start()
    return (Force.REQUIRES, requires.start()) if requires else (Force.STATES, 0)


def head_force(governing: str) -> Force:
    """What the words that open a list do with its items; a ban goes before a permission, as in 不得…，可以…."""
    last = re.split(r"[。\n]", governing.strip().rstrip("：:"))[-1] if governing else ""
    if _HEAD_FORBIDS.search(last):
        return Force.FORBIDS
    if _HEAD_REQUIRES.search(last):
        return Force.REQUIRES
    return Force.PERMITS if _HEAD_PERMITS.search(last) else Force.STATES
