"""A yes/no question taken apart: what kind it is, and what the asker says of himself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.asked import Asked
from assistant.quantities import Quantity, quantities
from assistant.verdicts.polarity import plain
from corpus.numerals import to_int


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked, and what is told around it.

    Attributes:
        words: The question without what only asks (能不能 → 能).
        told: The same with what stood around it, where that was said of oneself.
        needs: Asks whether something must be.
        claims: Says something and asks whether it is so.
        may: Asks whether something is allowed, enough or possible.
        lacks: Speaks of something that isn't there, isn't done, or is to be left out.
        dooms: Asks whether something bad will happen (会不会被撤).
        quantities: The numbers told, those of the calendar left out.
    """

    asked: Asked
    words: str
    told: str
    needs: bool
    claims: bool
    may: bool
    lacks: bool
    dooms: bool
    quantities: tuple[Quantity, ...]


CLAIMS: Final = re.compile(
    r"对吧|对吗|对不对?|是吧|没错吧?|是不是?(?=[?？。 ]*$)|是不是|是真的|真的假的|没记错|没看错|没数错|听说|记得|是这样|right\?|correct|true|is it",
    re.IGNORECASE,
)
_NEEDS: Final = re.compile(
    r"要不要|需不需要|用不用|须不须|(?<![只还])需要|必须|一定(?:要|得)|(?:^|[，,我们业须就])得(?!分|到|奖|过|知|了).{0,12}(?:吗|么|不|才行)|[还也都]得(?:有|要|交|是|先|经)|是否(?:需|要|必)|非得|非[^,，]{1,6}不可|硬性|强制|前置条件|才行|才能|才算|must|need|required|have to|mandatory",
    re.IGNORECASE,
)
MAY: Final = re.compile(
    r"可以|可否|能|行|允许|让|准|成吗|成不|中不|许|够|达标|过线|过关|合格|合规|违规|满足|符合|资格|受理|算|赶得上|来得及|合适|管用|中用|没问题|没事|影响|卡|刷|ok\b|enough|qualif|suffic|\bmay\b|\bcan\b|eligible|meet|allowed|acceptable",
    re.IGNORECASE,
)
_LACKS: Final = re.compile(
    r"(?<!是)不(?:予|再|想|打算|准备|去)?(?=[交提附拍签盖写排寄发经通到建设办做放传录弄填请带送])|没(?!问题|事|错|记错|看错|数错)|未|无(?!效|人)|缺|省略|免|兼职|不用|不需要|不必|不经|绕过|跳过|来不及|(?<![不达])(?:只|光|仅)(?=[交有用填寄靠讲提]|拍|写|做)|without|\bno\b|\bnot\b|skip",
    re.IGNORECASE,
)
_DOOMS: Final = re.compile(
    r"(?:会不会|会|是不是|是否|马上|直接|就|要)[^,，?？]{0,8}(?:撤(?!之?后|过)|取消|追回|收回|淘汰|作废|停发|暂停|核查|扣|拉黑)|作废|被(?:撤|取消|核查|抽查)(?!之?后|过|的)"
)
ALONE: Final = re.compile(
    r"(?:只|就|仅|光|才|其中)[^,，。?？一1\d]{0,6}(?:一|1)(?P<of>条|项|个|种|家|份|本|块|台|类|场)(?:的|[^,，。\u4e00-\u9fff])?(?P<noun>(?!可以|就|行|够|能|算|吗|呢|也|还|是|正|副)[\u4e00-\u9fff]{2})?"
)
_BARE: Final = re.compile(
    r"(?<![\d.a-zA-Z第%百分])(\d{2,3}|[二三四五六七八九]?十[一二三四五六七八九]?)(?=了|算|够|[,，?？]|$)"
)
_CALENDAR: Final = re.compile(r"^(?:(?:19|20)\d\d|[1-3]\d)\s*年$|^\d{1,2}\s*月$|^[一二三四五六七八九十]+月$")
_AGO: Final = ("去年", "前年")


def read_inquiry(asked: Asked) -> Inquiry:
    part = asked.part
    words = plain(part.text)
    around = "" if part.previous else part.background
    told = f"{around}，{words}" if around else words
    found = (*part.quantities, *(quantities(around) if around else ()), *_alone(words)) or _bare(words)
    return Inquiry(
        asked=asked,
        words=words,
        told=told,
        needs=_NEEDS.search(part.text) is not None,
        claims=CLAIMS.search(part.text) is not None,
        may=MAY.search(words) is not None,
        lacks=_LACKS.search(words) is not None,
        dooms=_DOOMS.search(part.text) is not None,
        quantities=tuple(q for q in found if not _CALENDAR.match(q.said)),
    )


def is_ago(quantity: Quantity) -> bool:
    """True for a time past (去年), which is compared only with what lapses."""
    return quantity.said in _AGO


def _bare(words: str) -> tuple[Quantity, ...]:
    """A number without its unit (人选58了), where there is no other; its unit is ""."""
    return tuple(Quantity(float(to_int(m[1]) or 0), "", m[0]) for m in _BARE.finditer(words))


def _alone(words: str) -> tuple[Quantity, ...]:
    """The one that alone there is (只做了一个), which isn't counted as a number elsewhere."""
    return tuple(
        Quantity(1.0, {"本": "份", "项": "个", "块": "个", "场": "个"}.get(unit, unit), m[0])
        for m in ALONE.finditer(words)
        for unit in (m["of"],)
    )
