"""Yes or no: what the sentence that answers makes of what is asked about."""

from __future__ import annotations

import re

from assistant.asked import Asked, outside_names, term_cover
from assistant.entities import Quantity
from assistant.model import Verdict
from assistant.units import Amount, Unit, amounts

_AT_LEAST = re.compile(r"(?:不少于|不低于|不小于|不短于|至少|达到|超过(?<!不超过)|满)\s*$")
_AT_LEAST_AFTER = re.compile(r"^\s*[\u4e00-\u9fff]{0,3}?(?:以上|及以上|起)")
_AT_MOST = re.compile(r"(?:不超过|不多于|不高于|不得超过|最多|至多|均不超过|限|限报|不大于)\s*$")
_AT_MOST_AFTER = re.compile(r"^\s*[\u4e00-\u9fff]{0,3}?(?:以内|以下|之内)")
_SHORT_OF = re.compile(r"(?<!不)(?:低于|少于|不足|未满|未达到)\s*$")
_WITHIN = re.compile(r"近[一二三四五六七八九十两\d]+年|[年月]内|未满[一二三四五六七八九十\d]+年")
_ONE_ENOUGH = re.compile(r"(?:一|1)(?:条|个|项|种).{0,6}(?:就|即|便)|(?:挑|选|做)(?:一|1)(?:条|个|项|种)")
_ONLY_ONE = re.compile(
    r"(?:只|就|仅)\S{0,8}(?:一|1)(?:个|项|条|种)|(?:一|1)(?:个|项|条|种)(?:场景)?\S{0,6}(?:够|行|可以)"
)
_ABROAD = re.compile(
    r"境外|海外|国外|外国|新加坡|香港|澳门|台湾|美国|日本|德国|开曼|维京|abroad|overseas|singapore|hong kong",
    re.IGNORECASE,
)
_OTHER_KINDS = re.compile(r"不同(?:的)?(?:大)?(?:类|方向)|跨(?:大)?类")
_PENDING = re.compile(r"正在|在办|办理中|申请中|在申请|走申请|审批")
_ONE_OF_A_KIND = re.compile(r"同一?(?:类型|大类|类别|类|方向)")
_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})")
_EVERY = re.compile(r"全部|均应|均须|都应|同时(?:满足|具备|符合)")
_FORBIDS = re.compile(
    r"不可|不能|不得|不予|禁止|无效|不受理|不再|不纳入|不支持|只能|不作为|不属于|不包括|不包含|不含|除外|不在|淘汰|取消|不找|不结转|不退|终止|停止"
)
_REQUIRES = re.compile(
    r"必须|应当|应(?=在|为|当|符|接|满|遵|按|具|有)|须|需|具备|具有|配备|完成|一式|符合|否则|不少于|固定|专职|纳入|获得"
)
_OPTIONAL = re.compile(r"可直接|可不|无需|不需|不必|优先(?!级)|鼓励|自愿|一个或多个|一项或多项|之一")
_ALL = re.compile(r"全部|全都|都得|都要|必须都|所有|每一?个都|四个都|\ball\b", re.IGNORECASE)
_ANY = re.compile(r"一个或多个|一项或多项|之一|任一|任意一")
_ASKED_NEGATIVE = re.compile(
    r"不(?=[交提附拍签盖写排寄发经通到建])|没(?!有?问题|错|[?？。 ]*$)|没有|未|无(?!效)|缺|省略|免|兼职|不用|不需要|不必|不经|绕过|without|\bno\b|\bnot\b|skip",
    re.IGNORECASE,
)
_ASKS_NEED = re.compile(
    r"要不要|需不需要|需要|必须|一定(?:要|得)|(?:^|[，,我们业须就])得.{0,12}(?:吗|么|不)|是否(?:需|要|必)|非得|硬性|强制|must|need|required|have to|mandatory",
    re.IGNORECASE,
)
_ASKS_LIMIT = re.compile(
    r"(?:要求|规定|门槛|标准|上限|下限|最多|至少|最少|最低|最高|限额|名额|期限|截止|一式|有效期|示范期|是|得|必须|要|满)\D{0,10}$"
)
_CLAIMS = re.compile(
    r"对吧|对吗|是吧|没错吧|是不是|是真的|对不对|没记错|听说|right\?|correct|true|is it", re.IGNORECASE
)
_HAVE = re.compile(
    r"够|达标|行吗|行不|可以|能报|能不能|合格|满足|符合|过线|来得及|超了?|违规|合规|算|ok|enough|qualif|suffic|can (?:we|i)|eligible|meet",
    re.IGNORECASE,
)


def verdict_of(asked: Asked, unit: Unit, governing: str = "") -> Verdict:
    """What `unit` makes of the part: is what is asked about permitted or, for a plain fact, true?

    Args:
        governing: The words of the clause above that open the list the unit is an item of (有下列情形之一的，不得申报).
    """
    if governing and _FORBIDS.search(governing):
        return _lapsed(asked, unit) or Verdict.NO
    known = _by_kinds_filed(asked, unit) or _by_date(asked, unit)
    if known is not None:
        return known
    if _ANY.search(unit.folded) and _ONLY_ONE.search(asked.part.text):
        return Verdict.YES
    by_number = _by_number(asked, unit)
    if by_number is not None:
        return by_number
    words = asked.part.text
    segment = _nearest_segment(asked, unit.folded)
    negative = _ASKED_NEGATIVE.search(words) is not None
    if _denied(words, segment) or (_ALL.search(words) and _ANY.search(unit.folded)):
        return Verdict.NO
    if _PENDING.search(words) and "正在" in unit.folded:
        return Verdict.YES
    if _ABROAD.search(words) and "境内" in unit.folded:
        return Verdict.NO
    if _ONE_ENOUGH.search(words) and _EVERY.search(unit.folded):
        return Verdict.NO
    if _ASKS_NEED.search(words) and not negative:
        return Verdict.NO if _OPTIONAL.search(unit.folded) else Verdict.YES
    if _FORBIDS.search(segment):
        return Verdict.NO
    return Verdict.NO if negative and _REQUIRES.search(segment) else Verdict.YES


def _by_kinds_filed(asked: Asked, unit: Unit) -> Verdict | None:
    """For things to be filed together: barred if they are of one class and the sentence allows one of a kind only."""
    filed = asked.part.filed
    if len(filed) < 2 or not _ONE_OF_A_KIND.search(unit.folded):
        return None
    classes = {(e.document, e.path.annex, e.path.steps[:1]) for e in filed}
    if len(classes) < len([e for e in filed if e.is_direction] or filed):
        return Verdict.NO
    limits = [a.value for a in amounts(unit.passage.text) if _AT_MOST.search(unit.passage.text[: a.start])]
    return Verdict.YES if all(len(classes) <= limit for limit in limits) else Verdict.NO


def _by_date(asked: Asked, unit: Unit) -> Verdict | None:
    """For a date that the user believes in: whether the sentence has the same day and month."""
    told, stated = _DAY.findall(asked.part.text), _DAY.findall(unit.passage.text)
    if not told or not stated or not _CLAIMS.search(asked.part.text):
        return None
    return Verdict.YES if {(int(m), int(d)) for m, d in told} & {(int(m), int(d)) for m, d in stated} else Verdict.NO


def _lapsed(asked: Asked, unit: Unit) -> Verdict | None:
    """For a bar that lasts some years (近三年内…): whether what the user tells of lies within them; None if neither says."""
    limits = [a for a in amounts(unit.passage.text) if a.unit in ("年", "月")]
    told = [(q, a) for q in asked.part.quantities for a in limits if q.unit == a.unit]
    return (Verdict.NO if told[0][0].value <= told[0][1].value else Verdict.YES) if told else None


def _denied(words: str, segment: str) -> bool:
    """True if the sentence says 不 of the very verb that is asked about (占指标不 ↔ 不占属地指标)."""
    for match in re.finditer(r"不(占|受|需|纳入|包括|包含|计入|受理|退|限|安排|设)", segment):
        if match[1] in words and f"不{match[1]}" not in words.replace(f"{match[1]}不{match[1]}", ""):
            return True
    return False


def _by_number(asked: Asked, unit: Unit) -> Verdict | None:
    pairs = [(q, a) for q in asked.part.quantities for a in amounts(unit.passage.text) if q.unit == a.unit]
    if _OTHER_KINDS.search(asked.part.text):
        pairs = [(q, a) for q, a in pairs if not _ONE_OF_A_KIND.search(_stretch(unit, a))]
    if not pairs:
        return None
    if _WITHIN.search(unit.passage.text) and _FORBIDS.search(unit.passage.text):
        return _lapsed(asked, unit)
    best = max(pairs, key=lambda pair: _beside(asked, unit, pair[1]))
    quantity, amount = best
    return Verdict.YES if _fits(asked, unit, quantity, amount) else Verdict.NO


def _fits(asked: Asked, unit: Unit, quantity: Quantity, amount: Amount) -> bool:
    before, after = unit.passage.text[: amount.start], unit.passage.text[amount.end :]
    said_before = asked.part.text[: max(0, asked.part.text.find(quantity.said))]
    states_rule = _CLAIMS.search(asked.part.text) is not None or (
        _ASKS_LIMIT.search(said_before) is not None and not _HAVE.search(asked.part.text)
    )
    between = [a for a in amounts(unit.passage.text) if (a.start, a.end) == (amount.start, amount.end)]
    if len(between) == 2 and not states_rule:
        low, high = sorted(a.value for a in between)
        return low <= quantity.value <= high
    if len(between) == 2:
        return any(a.value == quantity.value for a in between)
    if states_rule and not re.search(r"够|行|可以报|能报", asked.part.text):
        return quantity.value == amount.value
    if _SHORT_OF.search(before) and _FORBIDS.search(after):
        return quantity.value >= amount.value
    if _AT_LEAST.search(before) or _AT_LEAST_AFTER.search(after):
        return quantity.value >= amount.value
    if _AT_MOST.search(before) or _AT_MOST_AFTER.search(after):
        return quantity.value <= amount.value
    return quantity.value == amount.value


def _beside(asked: Asked, unit: Unit, amount: Amount) -> float:
    """How much of the question stands around an amount, within its stretch between commas."""
    stretch = _stretch(unit, amount)
    return sum(t.weight * term_cover(t, stretch) for t in asked.terms)


def _stretch(unit: Unit, amount: Amount) -> str:
    """The words around an amount, between commas."""
    text = unit.passage.text
    left = max((text.rfind(c, 0, amount.start) for c in "，,；;。"), default=-1) + 1
    right = min((p for p in (text.find(c, amount.end) for c in "，,；;。") if p >= 0), default=len(text))
    return text[left:right]


def _nearest_segment(asked: Asked, text: str) -> str:
    stretches = [s for s in re.split(r"[，,；;。]", text) if s]
    terms = outside_names(asked) or asked.terms
    return max(stretches, key=lambda s: sum(t.weight * term_cover(t, s) for t in terms), default=text)
