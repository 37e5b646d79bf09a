"""What is being asked: language, parts, kind of answer, yes or no, whom and what it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.entities import Entity, NameIndex, Quantity, quantities
from assistant.model import Language
from assistant.terms import terms_of
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
    ADDRESSEES = "addressees"
    DIRECTION = "direction"


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.EMAIL, r"邮箱|邮件|e-?mail|信箱|电邮|mailbox"),
        (Kind.CONTACT, r"联系人|联系方式|电话|号码|找谁|问谁|打给谁|打给|打哪|对接人|咨询谁|联系谁|联系哪|找哪位|哪位(?:老师|同志)?|哪个(?:老师|电话)|问哪|对口|窗口|答疑|咨询人|咨询电话|哪个号|拨哪|打什么|寄给谁|写谁|谁收|收件人|contact|phone|\bcall\b|telephone|\bwhom?\b.*(?:ask|call|contact|talk)"),
        (Kind.ADDRESS, r"地址|寄(?!托|宿)|邮编|邮政编码|快递|(?:mailing|postal|the|which|what|what's the|your) address\b(?! (?:the|of))|\bpost(?:al)?\b|zip ?code|mail(?:ed|ing)? (?:it |them |the )?.*(?:to|where)|where .*(?:send|mail|deliver)"),
        (Kind.ISSUED, r"(?:发布|印发|发文|成文|落款|下发|出台|签发|发出)(?:的|于|是)*(?:日期|时间|哪天|什么时候|何时|几号|几月)|(?:哪天|什么时候|何时|几月几号|几号|啥时候)(?:发布|印发|发文|下发|出台|发的|出的|签发)|落款(?:是)?(?:哪天|什么时候|几|何)|when .*(?:issued|published|dated)|issue date|date of the notice"),
        (Kind.DATE, r"什么时候|啥时候|几时|何时|几号|几月|哪天|截止|截至|期限|时间节点|日期|最晚|最迟|时间(?:是|要求|点)|多会儿|哪一天|\bwhen\b|deadline|due|cut-?off|last day|what date"),
        (Kind.DURATION, r"多久|多长|几年|几分钟|多少(?:年|分钟|天|个月)|几个月|时长|有效期|how long|minutes|duration"),
        (Kind.NUMBER, r"多少|几(?:个|家|份|名|人|次|项|分钟|年|类|种|条|套|大|张|处|道|步|方)|[几多]大|上限|下限|最多|最少|至少|不少于|数量|名额|指标|门槛|how many|how much|number of|minimum|maximum|at least|at most|quota|threshold|\bmin\b|\bmax\b|limit"),
        (Kind.MEMBERS, r"(?:哪|几|多少|什么|啥)(?:些|几)?个?(?:具体|细分)?(?:的)?(?:方向|赛道|大类|类别|小类|项目方向)|方向(?:都)?(?:有|分|是)?(?:哪|几|什么|啥|多少)|(?:下面|底下|里头|里面|里|下)(?:都|又|还)?(?:有|分|包括|包含|设)(?:了)?(?:哪|几|什么|啥|多少)|which (?:directions|categories|classes)|what (?:directions|categories|classes)|how many (?:directions|categories|classes)"),
        (Kind.CATEGORY, r"(?:归|属于|算|是)(?:在)?[\u4e00-\u9fff]{2,8}类(?:的)?(?:还是|吗|么|不|吧|里)|(?:归在|归到|属于)[\u4e00-\u9fff]{2,3}类|(?:属于|归|算|是|在|划到|归到|划在|放在)(?:于|在)?(?:哪|什么|啥)(?:个|一|种)?(?:大)?(?:类|类别|类型)|哪(?:个|一)?(?:大)?类(?!的)|which (?:class|category)|what (?:class|category)"),
        (Kind.LIST, r"哪些|哪几|哪[一二两三四五六七八九\d]+(?:个|块|条|种|类|项|方面|点|样|份|步)|有什么|有啥|都有|包括|包含|列出|列一下|罗列|分别|各是|哪.{0,4}(?:条件|要求|材料|方面|环节|场景|技术|内容)|什么(?:条件|要求|材料|技术|内容|能力)|要求(?:是|有)|\blist\b|which|what are|what (?:kinds?|types?|requirements?|materials?|scenarios?|documents?)"),
        (Kind.WHO, r"谁|哪个(?:部门|单位|司局|局|机构)|哪家(?:单位|机构)|什么(?:部门|单位|机构)|哪里负责|由哪|\bwho\b|which (?:department|authority|ministry|agency|office)"),
        (Kind.PROCEDURE, r"怎么(?:报|申|交|提|走|弄|办|送|操作|寄|个流程|搞)|如何(?:申|报|提|办|送)|流程|步骤|程序|环节|咋(?:报|交|弄|办|整|走)|how (?:do|should|can|to)|procedure|process|steps"),
        (Kind.DEFINITION, r"是什么|什么是|啥是|是啥|什么意思|啥意思|指什么|指的是|指啥|怎么理解|干什么|干啥|干嘛|讲什么|讲了什么|讲的是|说的是|解释|定义|what is|what does .* mean|meaning|define|definition"),
        (Kind.COMPARE, r"区别|区分|谁的?.{0,6}(?:多|少|高|低)|哪个.{0,6}(?:多|少|高|低|严)|不同|不一样|差别|差异|对比|比较|相比|有啥差|差在|哪个(?:更|高|多|少|低|严)|谁(?:更|多|少|高|低)|一样吗|一样不|同一[位人]|是不是一样|一致吗|同一个|versus|\bvs\b|differ|compare|\bsame\b"),
        (Kind.TITLE, r"(?:通知|文件|附件\s*[\d一二三四五六]*)(?:的)?(?:全称|标题|名称|题目|名字|叫什么|叫啥)|全称|\btitle\b|full name"),
        (Kind.DOCUMENT_NUMBER, r"文号|发文字号|发文号|文件编号|几号文|多少号文|哪号文|document number|reference number|file number"),
        (Kind.ISSUER, r"(?:谁|哪个(?:部门|单位|机构)|哪里|哪家|什么(?:部门|单位))(?:发|印发|出|下发|发布|制定|签发)(?:的|布|文)?|发文(?:机关|单位|部门)|印发(?:单位|部门|机关)|谁印发|落款(?:是|的)?(?:哪|什么|谁)?(?:个|家)?(?:单位|部门|机关|机构)|who issued|issu(?:ed by|ing (?:body|authority|agency))|which .* issued"),
        (Kind.DIRECTION, r"(?:该|应该|适合|可以|能|合适|应|要|想|得)?(?:报|申报|归|属于|算|对应|走|选|投|归到|落在)(?:的)?(?:是|在|到)?(?:[\u4e00-\u9fff]{2,3}类)?(?:的|里)?(?:哪|什么|啥)(?:一|个)*(?:个|条|块)?(?:方向|赛道|[,，。?？]|$)|哪个(?:方向|赛道)(?:合适|最?适合|对口|更?合适|比较合适|能报|可以报)|which direction (?:should|fits|suits|do we|would|is (?:right|suitable|best))|what direction"),
        (Kind.ADDRESSEES, r"发给谁|发给哪|主送|抄送|发到哪些单位|addressed to|addressee"),
        (Kind.REASON, r"为什么|为啥|目的|凭什么|依据|根据什么|按什么|照什么|初衷|why|purpose|based on|basis|on what"),
    )
)  # fmt: skip
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
    r"[，,]?(?:另外|还有(?:就是)?|顺便(?:问下|问一下|问)?|再问(?:一下|下)?|此外|以及|同时|并且)[，,：:]?|(?<=[a-z]), and (?=(?:what|which|who|when|where|how|is|can|do)\b)| and (?=(?:what|which|who|when|where|how)\b)"
)
_OWN_QUESTION = re.compile(
    r"([\u4e00-\u9fff])不\1|有没有|谁|哪|几(?:个|家|份|名|人|次|项|分钟|年|号|月)|多少|怎么|咋|如何|什么|啥|多久|多长|吗|能不能|是否|\b(?:what|which|who|when|where|how)\b",
    re.IGNORECASE,
)
_UNIT_ASKED = re.compile(
    r"(?:百分之|第)?(?:几|多少)\s*(?:个(?=\S))?\s*(企业|供应商|家|份|本|项目|方向|场景|人次|名|人|万次|次|年|分钟|毫秒|秒|工作日|个月|月|天|大类|类|种|套|张|平方米|平米|亩|页|字|分(?!钟|类)|钱|元|万|亿|兆|台|层|室|倍|成|周|级|吨|度|个|项|条)"
)
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
        kinds = frozenset(kind for kind, pattern in _KINDS if pattern.search(words))
        return Part(
            text=words,
            search=search,
            kinds=kinds,
            yes_no=_YES_NO.search(words) is not None or (words.endswith("?") and _ASKS.search(words[:-1]) is None),
            entities=self.names.find(words),
            quantities=quantities(words),
            unit=_unit(words),
            background=background,
        )


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
    if not before or language is Language.ENGLISH or not short or "电话" in words or before[-1].entities:
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
        if found and len(re.sub(r"[\W_]", "", part)) < 4 and not part.isascii() and not re.search("谁|哪|电话", part):
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
        if _OWN_QUESTION.search(stretch) and len(waiting.strip()) >= 4:
            parts.append(waiting.strip())
            waiting = ""
    if waiting and parts:
        parts[-1] = f"{parts[-1]}，{waiting.strip()}"
    return parts or [piece]
