"""What is being asked: language, parts, kind of answer, yes or no, whom and what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.entities import Entity, NameIndex, Quantity, quantities
from assistant.model import Language
from assistant.wording import Homophones, clean, is_chinese, simplify, translate


class Kind(StrEnum):
    """What kind of thing would answer."""

    CONTACT = "contact"
    EMAIL = "email"
    ADDRESS = "address"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    LIST = "list"
    WHO = "who"
    PROCEDURE = "procedure"
    DEFINITION = "definition"
    COMPARE = "compare"
    MEMBERS = "members"
    CATEGORY = "category"
    TITLE = "title"
    DOCUMENT_NUMBER = "document_number"
    ISSUER = "issuer"
    ISSUED = "issued"
    REASON = "reason"


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.EMAIL, r"邮箱|邮件|e-?mail|信箱|电邮|mailbox"),
        (Kind.CONTACT, r"联系人|联系方式|电话|号码|找谁|问谁|打给谁|打给|打哪|对接人|咨询谁|联系谁|联系哪|找哪位|哪位(?:老师|同志)?|寄给谁|写谁|谁收|收件人|contact|phone|\bcall\b|telephone|\bwhom?\b.*(?:ask|call|contact|talk)"),
        (Kind.ADDRESS, r"地址|寄到|寄去|寄往|寄哪|邮寄|往哪寄|邮编|邮政编码|\baddress|\bpost(?:al)?\b|zip ?code|mail(?:ed|ing)? (?:it |them |the )?.*(?:to|where)|where .*(?:send|mail|deliver)"),
        (Kind.ISSUED, r"(?:发布|印发|发文|成文|落款|下发|出台|签发|发出)(?:的|于|是)*(?:日期|时间|哪天|什么时候|何时|几号|几月)|(?:哪天|什么时候|何时|几月几号|几号|啥时候)(?:发布|印发|发文|下发|出台|发的|出的|签发)|落款(?:是)?(?:哪|什么|几)|when .*(?:issued|published|dated)|issue date|date of the notice"),
        (Kind.DATE, r"什么时候|啥时候|几时|何时|几号|几月|哪天|截止|截至|期限|时间节点|日期|最晚|最迟|时间(?:是|要求|点)|多会儿|哪一天|\bwhen\b|deadline|due|cut-?off|last day|what date"),
        (Kind.DURATION, r"多久|多长|几年|几分钟|多少(?:年|分钟|天|个月)|几个月|时长|有效期|how long|minutes|duration"),
        (Kind.NUMBER, r"多少|几(?:个|家|份|名|人|次|项|分钟|年|类|种|条|套|大|张|处|道|步|方)|[几多]大|上限|下限|最多|最少|至少|不少于|数量|名额|指标|门槛|how many|how much|number of|minimum|maximum|at least|at most|quota|threshold|\bmin\b|\bmax\b|limit"),
        (Kind.MEMBERS, r"(?:哪|几|多少|什么|啥)(?:些|几)?个?(?:具体|细分)?(?:的)?(?:方向|赛道|大类|类别|小类|项目方向)|方向(?:都)?(?:有|分|是)?(?:哪|几|什么|啥|多少)|(?:下面|底下|里头|里面|里|下)(?:都|又|还)?(?:有|分|包括|包含|设)(?:了)?(?:哪|几|什么|啥|多少)|which (?:directions|categories|classes)|what (?:directions|categories|classes)|how many (?:directions|categories|classes)"),
        (Kind.CATEGORY, r"(?:属于|归|算|是|在|划到|归到|划在|放在)(?:于|在)?(?:哪|什么|啥)(?:个|一|种)?(?:大)?(?:类|类别|类型)|哪(?:个|一)?(?:大)?类(?!的)|which (?:class|category)|what (?:class|category)"),
        (Kind.LIST, r"哪些|哪几|有什么|有啥|都有|包括|包含|列出|列一下|罗列|分别|各是|哪.{0,4}(?:条件|要求|材料|方面|环节|场景|技术|内容)|什么(?:条件|要求|材料|技术|内容|能力)|要求(?:是|有)|\blist\b|which|what are|what (?:kinds?|types?|requirements?|materials?|scenarios?|documents?)"),
        (Kind.WHO, r"谁|哪个(?:部门|单位|司局|局|机构)|哪家(?:单位|机构)|什么(?:部门|单位|机构)|哪里负责|由哪|\bwho\b|which (?:department|authority|ministry|agency|office)"),
        (Kind.PROCEDURE, r"怎么(?:报|申|交|提|走|弄|办|送|操作|寄|个流程|搞)|如何(?:申|报|提|办|送)|流程|步骤|程序|环节|咋(?:报|交|弄|办|整|走)|how (?:do|should|can|to)|procedure|process|steps"),
        (Kind.DEFINITION, r"是什么|什么是|啥是|是啥|什么意思|啥意思|指什么|指的是|指啥|怎么理解|干什么|干啥|干嘛|讲什么|讲了什么|讲的是|说的是|解释|定义|what is|what does .* mean|meaning|define|definition"),
        (Kind.COMPARE, r"区别|不同|不一样|差别|差异|对比|比较|相比|有啥差|差在|哪个(?:更|高|多|少|低|严)|谁(?:更|多|少|高|低)|一样吗|一样不|是不是一样|一致吗|同一个|versus|\bvs\b|differ|compare|\bsame\b"),
        (Kind.TITLE, r"(?:通知|文件|附件\s*\d*)(?:的)?(?:全称|标题|名称|题目|名字|叫什么|叫啥)|全称|\btitle\b|full name"),
        (Kind.DOCUMENT_NUMBER, r"文号|发文字号|发文号|文件编号|几号文|多少号文|哪号文|document number|reference number|file number"),
        (Kind.ISSUER, r"(?:谁|哪个(?:部门|单位|机构)|哪里|哪家|什么(?:部门|单位))(?:发|印发|出|下发|发布|制定|签发)(?:的|布|文)?|发文(?:机关|单位|部门)|印发(?:单位|部门|机关)|谁印发|who issued|issu(?:ed by|ing (?:body|authority|agency))|which .* issued"),
        (Kind.REASON, r"为什么|为啥|目的|凭什么|依据|根据什么|按什么|照什么|初衷|why|purpose|based on|basis|on what"),
    )
)  # fmt: skip
_YES_NO = re.compile(
    r"吗|[么嘛](?=[?？。，, ]|$)|(能|可|行|是|要|有|会|算|得|该|让|许|用|够|需|合|够格)不\1?|能否|可否|是否|有没有|要不要|行不|对不对|对吧|是吧|没错吧|吧(?=[?？。,， ]|$)"
    r"|[^不]不[?？ ]*$|没[?？ ]*$|可以.{0,12}[?？]$|不行$|行不行|可不可以|违规不"
    r"|^(?:so |and |but |hi,? |hello,? )?(?:can|could|may|is|are|do|does|did|will|would|must|should|has|have|am)\b|(?<=[,，.] )(?:can|could|may|is|are|do|does|must|should|will)\b (?:i|we|it|they|the|a|an|our|my|this|that|one|there)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"什么|啥|谁|哪|几|多少|怎|咋|如何|何时|何地|多久|多长|为何|吗|呢|么|能否|是否|可否|有没有|区别|不一样|告诉|说说|列|介绍|查|请问|求|给我|发我|讲讲|解释|\?|？"
    r"|\b(?:what|which|who|whom|when|where|how|why|can|could|may|is|are|do|does|must|should|tell|list|give|explain|will)\b",
    re.IGNORECASE,
)
_PART_END = re.compile(r"(?<=[?？!！。;；\n])")
_JOINT = re.compile(r"[，,]?(?:另外|还有(?:就是)?|顺便(?:问下|问一下|问)?|再问(?:一下|下)?|此外|以及|同时|并且)[，,：:]?|(?<=[a-z]), and (?=(?:what|which|who|when|where|how|is|can|do)\b)| and (?=(?:what|which|who|when|where|how)\b)")
_OWN_QUESTION = re.compile(
    r"谁|哪|几(?:个|家|份|名|人|次|项|分钟|年|号|月)|多少|怎么|咋|如何|什么|啥|多久|多长|吗|能不能|是否|\b(?:what|which|who|when|where|how)\b",
    re.IGNORECASE,
)
_UNIT_ASKED = re.compile(r"(?:几|多少)\s*(?:个)?\s*(家|份|个|名|人次|人|次|项|年|分钟|万次|月|天|类|种|条|套|张|方向|企业|项目|场景|供应商)")
_UNIT_ASKED_EN = re.compile(
    r"how many (?:\w+ ){0,2}?(copies|enterprises|companies|firms|projects|directions|categories|classes|scenarios|people|suppliers|years|minutes|talents|persons|trainees|participants)",
    re.IGNORECASE,
)
_UNITS_EN = {
    "copies": "份", "enterprises": "家", "companies": "家", "firms": "家", "projects": "个", "directions": "个", "categories": "类", "classes": "类",
    "scenarios": "个", "people": "人", "suppliers": "家", "years": "年", "minutes": "分钟", "talents": "人", "persons": "人", "trainees": "人", "participants": "人",
}  # fmt: skip
_UNITS = {"企业": "家", "供应商": "家", "项目": "个", "方向": "个", "场景": "个", "名": "人", "万次": "次"}


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
            part = self._part(words, language, background)
            if part.entities:
                first_named = first_named or part.entities
            elif around or first_named:
                part = replace(part, entities=(first_named or around)[:2], own_entities=False)
            parts.append(part)
        return tuple(parts)

    def _part(self, words: str, language: Language, background: str) -> Part:
        search = f"{translate(words)} {words}" if language is Language.ENGLISH else words
        kinds = frozenset(kind for kind, pattern in _KINDS if pattern.search(words))
        return Part(
            text=words,
            search=search,
            kinds=kinds,
            yes_no=_YES_NO.search(words) is not None,
            entities=self.names.find(words),
            quantities=quantities(words),
            unit=_unit(words),
            background=background,
        )


def _unit(words: str) -> str:
    match = _UNIT_ASKED.search(words)
    if match:
        return _UNITS.get(match[1], match[1])
    english = _UNIT_ASKED_EN.search(words)
    return _UNITS_EN[english[1].lower()] if english else ""


def _split(text: str) -> tuple[list[str], str]:
    """The parts that ask, and everything else as background. If nothing seems to ask, all of it is the question."""
    pieces = [p.strip() for sentence in _PART_END.split(text) for p in _JOINT.split(sentence) if p and p.strip(" ，,。?？!！;；:：")]
    asking: list[str] = []
    background: list[str] = []
    for piece in pieces:
        (asking if _ASKS.search(piece) else background).append(piece)
    if not asking:
        return [text], ""
    return [part for piece in asking for part in _comma_parts(piece)], " ".join(background)


def _comma_parts(piece: str) -> list[str]:
    """`要几个场景，联系人是谁` → two; a stretch that asks nothing goes with the one after it."""
    stretches = re.split(r"[，,](?!\d)", piece)
    if sum(bool(_OWN_QUESTION.search(s)) for s in stretches) < 2:
        return [piece]
    parts: list[str] = []
    waiting = ""
    for stretch in stretches:
        waiting = f"{waiting}，{stretch}" if waiting else stretch
        if _OWN_QUESTION.search(stretch) and len(waiting.strip()) >= 4:
            parts.append(waiting.strip())
            waiting = ""
    if waiting and parts:
        parts[-1] = f"{parts[-1]}，{waiting.strip()}"
    return parts or [piece]
