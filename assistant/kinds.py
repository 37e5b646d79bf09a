"""What kind of thing would answer a question, told by the words that ask."""

from __future__ import annotations

import re
from enum import StrEnum


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


_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.EMAIL, r"邮箱|邮件|e-?mail|信箱|电邮|mailbox"),
        (Kind.CONTACT, r"联系人|归(?:谁|哪个?(?:处|科|部门|司|局|人|单位))管|(?:哪里?|哪儿|谁)(?:去)?(?:举报|投诉|反映)|联系方式|电话|号码|找谁|问谁|打给谁|打给|打哪|对接人|咨询谁|联系谁|联系哪|找哪位|哪位(?:老师|同志)?|哪个(?:老师|电话)|问哪|对口|窗口|答疑|咨询人|咨询电话|哪个号|拨哪|打什么|寄给谁|写谁|谁收|收件人|contact|phone|\bcall\b|telephone|\bwhom?\b.*(?:ask|call|contact|talk)"),
        (Kind.ADDRESS, r"地址|寄(?!托|宿)|邮编|邮政编码|快递|(?:mailing|postal|the|which|what|what's the|your) address\b(?! (?:the|of))|\bpost(?:al)?\b|zip ?code|mail(?:ed|ing)? (?:it |them |the )?.*(?:to|where)|where .*(?:send|mail|deliver)"),
        (Kind.ISSUED, r"(?:发布|印发|发文|成文|落款|下发|出台|签发|发出)(?:的|于|是)*(?:日期|时间|哪天|什么时候|何时|几号|几月)|(?:哪天|什么时候|何时|几月几号|几号|啥时候)(?:发布|印发|发文|下发|出台|发的|出的|签发)|落款(?:是)?(?:哪天|什么时候|几|何)|when .*(?:issued|published|dated)|issue date|date of the notice"),
        (Kind.DATE, r"什么时候|啥时候|几时|何时|几号|几月|哪天|截止|截至|期限|时间节点|日期|最晚|最迟|时间(?:是|要求|点)|多会儿|哪一天|\bwhen\b|deadline|due|cut-?off|last day|what date"),
        (Kind.DURATION, r"多久|多长|几年|几分钟|多少(?:年|分钟|天|个月)|几个月|时长|有效期|how long|minutes|duration"),
        (Kind.NUMBER, r"多少|几(?:个|家|份|名|人|次|项|分钟|年|类|种|条|套|大|张|处|道|步|方)|[几多]大|上限|下限|最多|最少|至少|不少于|数量|名额|指标|门槛|how many|how much|number of|minimum|maximum|at least|at most|quota|threshold|\bmin\b|\bmax\b|limit"),
        (Kind.MEMBERS, r"(?:哪|几|多少|什么|啥)(?:些|几)?个?(?:具体|细分)?(?:的)?(?:方向|赛道|大类|类别|小类|项目方向)|方向(?:都)?(?:有|分|是)?(?:哪|几|什么|啥|多少)|(?:下面|底下|里头|里面|里|下)(?:都|又|还)?(?:有|分|包括|包含|设)(?:了)?(?:哪|几|什么|啥|多少)|which (?:directions|categories|classes)|what (?:directions|categories|classes)|how many (?:directions|categories|classes)"),
        (Kind.CATEGORY, r"(?:归|属于|算|是)(?:在)?[\u4e00-\u9fff]{2,8}类(?:的)?(?:还是|吗|么|不|吧|里)|(?:归在|归到|属于|划在|划到|划进|算在|分在)[\u4e00-\u9fff]{2,4}类|(?:属于|归|算|是|在|划到|归到|划在|放在)(?:于|在)?(?:哪|什么|啥)(?:个|一|种)?(?:大)?(?:类别|类型|类)(?=$|[,，。?？!！吧呢啊呀里下的管]|方向|赛道|项目)|(?:哪|什么|啥)(?:个|一)?(?:大)?类(?:别|项目)?(?=$|[,，。?？!！吧呢啊呀里下]|方向|赛道)|which (?:class|category)|what (?:class|category)"),
        (Kind.LIST, r"哪些|哪几|哪[一二两三四五六七八九\d]+(?:个|块|条|种|类|项|方面|点|样|份|步)|有什么|有啥|都有|包括|包含|列出|列一下|罗列|分别|各是|各(?:自)?(?:管|负责|要|需|有|占|算|是).{0,4}(?:哪|什么|啥)|逐[项条一]|一样样|一条条|一一|列(?:个|全|清)|清单|哪.{0,4}(?:条件|要求|材料|方面|环节|场景|技术|内容)|什么(?:条件|要求|材料|技术|内容|能力)|要求(?:是|有)|\blist\b|which|what are|what (?:kinds?|types?|requirements?|materials?|scenarios?|documents?)"),
        (Kind.WHO, r"谁|哪个(?:部门|单位|司局|局|机构)|哪家(?:单位|机构)|什么(?:部门|单位|机构)|哪里负责|由哪|\bwho\b|which (?:department|authority|ministry|agency|office)"),
        (Kind.PROCEDURE, r"怎么(?:报|申|交|提|走|弄|办|送|操作|寄|个流程|搞)|如何(?:申|报|提|办|送)|流程|步骤|程序|环节|咋(?:报|交|弄|办|整|走)|how (?:do|should|can|to)|procedure|process|steps"),
        (Kind.DEFINITION, r"是什么|什么是|啥是|是啥|什么意思|啥意思|指什么|指的是|指啥|怎么理解|干什么|干啥|干嘛|讲什么|讲了什么|讲的是|说的是|解释|定义|what is|what does .* mean|meaning|define|definition"),
        (Kind.COMPARE, r"区别|区分|相差|差(?:多少|几)|谁的?.{0,6}(?:多|少|高|低)|哪个.{0,6}(?:多|少|高|低|严)|不同|不一样|差别|差异|对比|比较(?:一下|下|两|而言)|[作做]比较|相比|有啥差|差在|哪个(?:更|高|多|少|低|严)|谁(?:更|多|少|高|低)|一样吗|一样不|同一[位人]|是不是一样|一致吗|同一个|versus|\bvs\b|differ|compare|\bsame\b"),
        (Kind.TITLE, r"(?:通知|文件|附件\s*[\d一二三四五六]*)(?:的)?(?:全称|标题|名称|题目|名字|叫什么|叫啥)|全称|\btitle\b|full name"),
        (Kind.DOCUMENT_NUMBER, r"文号|发文字号|发文号|文件编号|几号文|多少号文|哪号文|document number|reference number|file number"),
        (Kind.ISSUER, r"(?:谁|哪个(?:部门|单位|机构)|哪里|哪家|什么(?:部门|单位))(?:发|印发|出|下发|发布|制定|签发)(?:的|布|文)?|发文(?:机关|单位|部门)|印发(?:单位|部门|机关)|谁印发|落款(?:是|的)?(?:哪|什么|谁)?(?:个|家)?(?:单位|部门|机关|机构)|who issued|issu(?:ed by|ing (?:body|authority|agency))|which .* issued"),
        (Kind.DIRECTION, r"(?:该|应该|适合|可以|能|合适|应|要|想|得)?(?:报|申报|归|属于|算|对应|走|选|投|归到|落在)(?:的)?(?:是|在|到)?(?:[\u4e00-\u9fff]{2,3}类)?(?:的|里)?(?:哪|什么|啥)(?:一|个)*(?:个|条|块)?(?:方向|赛道|[,，。?？]|$)|(?:方向|赛道)(?:名称|名字)?(?:叫|是)(?:什么|啥|哪)|哪个(?:方向|赛道)(?:合适|最?适合|对口|更?合适|比较合适|能报|可以报)|which direction (?:should|fits|suits|do we|would|is (?:right|suitable|best))|what direction"),
        (Kind.ADDRESSEES, r"发给谁|发给哪|主送|抄送|发到哪些单位|addressed to|addressee"),
        (Kind.REASON, r"为什么|为啥|目的|凭什么|依据|根据什么|按什么|照什么|初衷|why|purpose|based on|basis|on what"),
    )
)  # fmt: skip


def kinds_of(words: str) -> frozenset[Kind]:
    """Kinds of answer that would do; empty if the words don't tell."""
    return frozenset(kind for kind, pattern in _PATTERNS if pattern.search(words))
