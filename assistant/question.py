"""What is being asked: language, parts, kind of answer, yes or no, whom and what it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.entities import Entity, NameIndex, Quantity, quantities
from assistant.kinds import Kind, kinds_of
from assistant.model import Language
from assistant.terms import terms_of
from assistant.wording import Homophones, clean, is_chinese, simplify, translate

_YES_NO = re.compile(
    r"吗|right\?|correct\?|([\u4e00-\u9fff])[不没]\1(?!不)|没有[?？ ]*$|伐[?？ ]*$|成不|(?<![什怎多那这])[么嘛](?=[?？。，, ]|$)|能否|可否|是否|有没有|要不要|行不|对不对|对吧|是吧|没错吧|吧(?=[?？。,， ]|$)"
    r"|[^不]不[?？ ]*$|没[?？ ]*$|可以.{0,12}[?？]$|不行$|行不行|可不可以|违规不"
    r"|^(?:so |and |but |hi,? |hello,? )?(?:can|could|may|is|are|do|does|did|will|would|must|should|has|have|am)\b|(?<=[,，.] )(?:can|could|may|is|are|do|does|must|should|will)\b (?:i|we|it|they|the|a|an|our|my|this|that|one|there)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"什么|啥|谁|哪|几(?!天|乎)|多少|怎|咋|如何|何时|何地|多久|多长|为何|吗|呢|么(?!的)|能否|是否|可否|有没有|区别|不一样|请问|\?|？|不$|没$"
    r"|\b(?:what|which|who|whom|when|where|how|why|can|could|may|is|are|do|does|must|should|will)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"告诉|说说|说下|列|介绍|查|求|给我|给个|发我|讲讲|解释|要|报一下|\b(?:tell|list|give|explain|show)\b",
    re.IGNORECASE,
)
_PART_END = re.compile(r"(?<=[?？!！。;；\n])")
_JOINT = re.compile(
    r"[，,]?(?:另外|还有(?:就是)?(?!哪|什么|啥|几|多少|没)|顺便(?:问下|问一下|问)?|再问(?:一下|下)?|此外|以及|同时|并且)[，,：:]?|(?<=[a-z]), and (?=(?:what|which|who|when|where|how|is|can|do)\b)| and (?=(?:what|which|who|when|where|how)\b)"
)
_OWN_QUESTION = re.compile(
    r"([\u4e00-\u9fff])不\1|有没有|谁|哪|几(?:个|家|份|名|人|次|项|分钟|年|号|月|位|成|回|天|步|种|类|条|倍|周|页)|百分之几|多少|多大|怎么|咋|如何|什么|啥|多久|多长|吗|能不能|是否|\b(?:what|which|who|when|where|how)\b",
    re.IGNORECASE,
)
_UNIT_ASKED = re.compile(
    r"(?:百分之|第)?(?:几|多少)\s*(?:个(?=\S))?\s*(企业|供应商|家|份|本|项目|方向|场景|人次|名|人|万次|次|年|分钟|毫秒|秒|工作日|个月|月|天|大类|类|种|套|张|平方米|平米|亩|页|字|分(?!钟|类)|钱|元|万|亿|兆|台|层|室|倍|成|周|级|吨|度|个|项|条)"
)
_ITEM_BY_ITEM = re.compile(r"逐[项条一]|一样样|一条条|列(?:出|全|清|个)|清单|\blist\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"(?:分别|各自?|都|具体|到底|怎么|如何|咋|说|规定|要求|讲|写|是|的|什么|啥|样|呢|一?下)+")
_WHOM = re.compile(r"[找问]谁|谁管|电话")
_SHORT_PART = 5
_MOST_PARTS = 6
_FILED = re.compile(r"报|申请|apply|submit|file", re.IGNORECASE)
_PERCENT_ASKED = re.compile(r"百分之几|百分之多少|比例|占比|几成|percent")
_UNIT_ASKED_EN = re.compile(
    r"how many (?:\w+ ){0,2}?(copies|enterprises|companies|firms|projects|directions|categories|classes|scenarios|people|suppliers|years|minutes|talents|persons|trainees|participants)",
    re.IGNORECASE,
)
_UNITS_EN = {
    "copies": "份", "enterprises": "家", "companies": "家", "firms": "家", "projects": "个", "directions": "个", "categories": "类", "classes": "类",
    "scenarios": "个", "people": "人", "suppliers": "家", "years": "年", "minutes": "分钟", "talents": "人", "persons": "人", "trainees": "人", "participants": "人",
}  # fmt: skip
_UNITS = {
    "企业": "家", "供应商": "家", "项目": "个", "方向": "个", "场景": "个", "项": "个", "名": "人", "人次": "人", "万次": "次", "大类": "类", "本": "份",
    "钱": "元", "万": "元", "亿": "元", "个月": "月", "平米": "平方米",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked.

    Attributes:
        text: The words, simplified and mended; for an English question the English words.
        search: What is searched for by words: `text`, for English the Chinese words for it.
        kinds: Kinds of answer that would do; empty if the words don't tell.
        yes_no: True if a verdict is asked for.
        entities: Directions and classes named here, or else around it.
        quantities: Numbers with units that the user states.
        unit: The unit asked for (`家` in 几家企业), or "".
        background: What the user says of himself around the question.
        previous: Clauses cited in the turn before, `(document, path)`, for a follow-up; else empty.
        own_entities: True if the entities stand in this part itself.
        filed: Directions or classes that are to be filed together, where that is what is asked; then `entities` is empty.
    """

    text: str
    search: str
    kinds: frozenset[Kind]
    yes_no: bool
    entities: tuple[Entity, ...]
    quantities: tuple[Quantity, ...]
    unit: str
    background: str = ""
    previous: tuple[tuple[str, str], ...] = ()
    own_entities: bool = True
    filed: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood: the words as typed, as mended, and the parts to answer, at least one."""

    asked: str
    text: str
    language: Language
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads questions with the names and the vocabulary of the documents at hand."""

    names: NameIndex
    homophones: Homophones

    def wording(self, asked: str) -> tuple[str, Language]:
        """The words that are meant, and the language to answer in."""
        text = clean(asked)
        if not is_chinese(text):
            return text, Language.ENGLISH
        return self.homophones.mend(simplify(text)), Language.CHINESE

    def read(self, asked: str) -> Question:
        """Understand a question that stands for itself; for a follow-up see `conversation.resolve`."""
        text, language = self.wording(asked)
        return Question(asked, text, language, self.parts(text, language))

    def parts(self, text: str, language: Language) -> tuple[Part, ...]:
        asked, background = _split(text)
        around = self.names.find(background) if background else ()
        first_named: tuple[Entity, ...] = ()
        parts: list[Part] = []
        for words in asked:
            part = _about_filing(self._part(_with_subject(words, parts, language), language, background))
            if part.entities or part.filed:
                first_named = first_named or part.entities or part.filed
            elif around or first_named:
                part = replace(part, entities=(first_named or around)[:2], own_entities=False)
            parts.append(part)
        return tuple(parts)

    def _part(self, words: str, language: Language, background: str) -> Part:
        search = f"{translate(words)} {words}" if language is Language.ENGLISH else words
        return Part(
            text=words,
            search=search,
            kinds=kinds_of(words) | _manner(background),
            yes_no=_YES_NO.search(words) is not None or (words.endswith("?") and _ASKS.search(words[:-1]) is None),
            entities=self.names.find(words),
            quantities=quantities(words),
            unit=_unit(words),
            background=background,
        )


def _manner(background: str) -> frozenset[Kind]:
    """What words that ask nothing say of the answer's form: `请逐项列出`."""
    return frozenset({Kind.LIST}) if _ITEM_BY_ITEM.search(background) else frozenset()


def _about_filing(part: Part) -> Part:
    """Whether several things may be filed together is asked of the applicant, not of the things: their names are dropped."""
    narrow = [e for e in part.entities if not any(e is not o and e.path.holds(o.path) for o in part.entities)]
    several = len(narrow) > 1 or (bool(part.entities) and any(q.unit == "个" and q.value > 1 for q in part.quantities))
    if part.yes_no and several and _FILED.search(part.text) and Kind.COMPARE not in part.kinds:
        return replace(part, entities=(), own_entities=True, filed=part.entities)
    return part


def _with_subject(words: str, before: Sequence[Part], language: Language) -> str:
    """`最晚哪天` after `材料寄到哪` → `材料最晚哪天`: a part without content words takes the first of the part before it."""
    short = len(re.sub(r"\W", "", words)) <= _SHORT_PART
    if not before or language is Language.ENGLISH or not short or _WHOM.search(words) or before[-1].entities:
        return words
    nouns = [t.word for t in terms_of(before[-1].text) if len(t.word) > 1]
    return nouns[0] + words if nouns else words


def _unit(words: str) -> str:
    if _PERCENT_ASKED.search(words):
        return "％"
    match = _UNIT_ASKED.search(words)
    if match:
        return _UNITS.get(match[1], match[1])
    english = _UNIT_ASKED_EN.search(words)
    return _UNITS_EN[english[1].lower()] if english else ""


def _split(text: str) -> tuple[list[str], str]:
    """The parts that ask, and everything else as background. If nothing seems to ask, all of it is the question."""
    pieces = [
        p.strip()
        for sentence in _PART_END.split(text)
        for p in _JOINT.split(sentence)
        if p and p.strip(" ，,。?？!！;；:：")
    ]
    asks = _ASKS if any(_ASKS.search(piece) for piece in pieces) else _WANTS
    asking = [piece for piece in pieces if asks.search(piece)]
    if not asking:
        return [text], ""
    background = " ".join(piece for piece in pieces if not asks.search(piece))
    parts = _whole([part for piece in asking for part in _comma_parts(piece)])
    return list(dict.fromkeys(parts))[:_MOST_PARTS], background


def _whole(parts: Sequence[str]) -> list[str]:
    """Parts with the scraps (`啥来着`, `对吧？`) put back to the part before them."""
    found: list[str] = []
    for part in parts:
        bare = re.sub(r"[\W_]", "", part)
        scrap = len(bare) < 4 and not part.isascii() and not re.search("谁|哪|电话", part)
        if found and (scrap or _SAYS_NOTHING.fullmatch(bare)):
            found[-1] = f"{found[-1]}，{part}"
        else:
            found.append(part)
    return found


def _comma_parts(piece: str) -> list[str]:
    """`要几个场景，联系人是谁` → two; a stretch that asks nothing goes with the one after it."""
    stretches = re.split(r"[，,、](?!\d)", piece)
    if sum(bool(_OWN_QUESTION.search(s)) for s in stretches) < 2:
        return [piece]
    parts: list[str] = []
    waiting = ""
    for stretch in stretches:
        waiting = f"{waiting}，{stretch}" if waiting else stretch
        if _OWN_QUESTION.search(stretch) and (len(waiting.strip()) >= 4 or _WHOM.search(waiting)):
            parts.append(waiting.strip())
            waiting = ""
    if waiting and parts:
        parts[-1] = f"{parts[-1]}，{waiting.strip()}"
    return parts or [piece]
