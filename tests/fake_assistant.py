"""An assistant with canned answers over an invented notice, for the tests of the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

from assistant.matching.model import Match
from assistant.model import Answer, AnswerDoubt, AskOptions, Citation, ClauseRef, Status, Turn, Verdict
from corpus.clause_path import ClausePath
from corpus.errors import PolicyError
from corpus.model import Clause, Direction, Document, Doubt
from tests.fake_match import matched
from tests.fake_tea_rules import FakeShelf

NOTICE = "tea-2019-7"

_CLAUSES: tuple[tuple[str, str, str], ...] = (
    (
        "通知/引言",
        "",
        "关于征集2019年云杉市茶园改造试点的函\n云农函〔2019〕7号\n各区农业局、各茶叶合作社：\n"
        "为让老茶园焕发新的生机，市里决定征集一批改造试点。有关事项如下：",
    ),
    ("通知/一", "征集范围", "一、征集范围\n分生态类、加工类2类4个方向，详见附件1。"),
    ("通知/二", "基本条件", "二、基本条件"),
    ("通知/二/（一）", "", "（一）申请单位应当是在云杉市登记满三年的茶叶合作社、茶厂或者茶叶研究所。"),
    ("通知/二/（二）", "", "（二）𠮷田片区的茶园可以优先；𠮷田片区以外的茶园，面积不得少于30亩。"),
    (
        "通知/二/（三）",
        "",
        "（三）每家单位同一类只能选一个方向，合计不超过3个茶园，同一茶园不得重复提出。"
        + "还须附上8至12分钟的茶园影像，没有影像的不予受理。",
    ),
    ("通知/三", "办理流程", "三、办理流程"),
    (
        "通知/三/（一）",
        "",
        "（一）各区农业局于2019年6月30日前把推荐表（见附件2）和申请书一式四份寄到市茶叶站，电子稿发到chazhan@yunshan.example。",
    ),
    ("通知/三/（二）", "", "（二）市茶叶站组织评议，评议结果在秋茶采收前公布，试点期为18个月。"),
    (
        "通知/四",
        "联系方式",
        "四、联系方式\n生态类：林知秋 0999-5550101\n加工类：许南烛 0999-5550102\n邮箱：chazhan2@yunshan.example\n2019年4月2日",
    ),
    ("附件1/引言", "", "附件1：茶园改造试点方向\n本次共设2类、4个方向。"),
    ("附件1/一", "生态类试点", "一、生态类试点"),
    ("附件1/一/（一）", "茶林共生", "（一）茶林共生\n在茶园内套种乔木，形成复层林相，并取得可核实的成效。"),
    ("附件1/一/（一）/应用场景", "应用场景", "应用场景——包括但不限于："),
    ("附件1/一/（一）/应用场景/1", "", "1.遮阴调温：用落叶乔木调节夏季茶树冠层的温度。"),
    ("附件1/一/（一）/应用场景/2", "", "2.以鸟治虫：设置巢箱引来益鸟，减少用药次数。"),
    ("附件1/一/（一）/应用场景/3", "", "3.落叶还田：收集落叶堆成腐熟肥料，回施到茶行之间。"),
    ("附件1/一/（一）/应用成效", "应用成效", "应用成效——化学农药用量下降不少于40%，并由第三方检测。"),
    ("附件1/一/（二）", "水土保持", "（二）水土保持\n在坡度15度以上的茶园修筑梯壁和蓄水沟。"),
    ("附件1/二", "加工类试点", "二、加工类试点"),
    ("附件1/二/（三）", "清洁炒青", "（三）清洁炒青\n以电力或者生物质颗粒替代柴灶，改造炒青车间不少于2条生产线。"),
    ("附件1/二/（四）", "匠作传习", "（四）匠作传习\n由手工制茶师傅带徒传艺，每年开班不少于6期。"),
)


def _path(text: str) -> ClausePath:
    return ClausePath.parse(text)


def _directions() -> tuple[Direction, ...]:
    rows = ((1, "附件1/一/（一）", "茶林共生"), (2, "附件1/一/（二）", "水土保持"))
    more = ((3, "附件1/二/（三）", "清洁炒青"), (4, "附件1/二/（四）", "匠作传习"))
    green = tuple(Direction(n, _path(p), name, "生态类", _path("附件1/一")) for n, p, name in rows)
    return green + tuple(Direction(n, _path(p), name, "加工类", _path("附件1/二")) for n, p, name in more)


MAILBOXES = "电子邮箱前后不一：三（一）为 chazhan@yunshan.example，四为 chazhan2@yunshan.example，报送前请电话确认。"


def notice() -> Document:
    """A closed, invented call with an annex, two classes, four directions and two doubts."""
    return Document(
        id=NOTICE,
        title="关于征集2019年云杉市茶园改造试点的函",
        number="云农函〔2019〕7号",
        issuer="云杉市农业局",
        issued=date(2019, 4, 2),
        deadline=date(2019, 6, 30),
        clauses=tuple(Clause(_path(path), heading, text) for path, heading, text in _CLAUSES),
        directions=_directions(),
        doubts=(
            Doubt("conflict", MAILBOXES, (_path("通知/三/（一）"), _path("通知/四"))),
            Doubt("missing_attachment", "文中提到附件2，资料库里没有这份附件。", (_path("通知/三/（一）"),)),
        ),
    )


def cite(document: Document, clause: str, quote: str) -> Citation:
    text = next(item.text for item in document.clauses if str(item.path) == clause)
    start = text.index(quote)
    return Citation(document.id, clause, quote, start, start + len(quote))


class FakeAssistant:
    """Answers by a word in the question: 几个, 片区, 清单, 邮箱, 补贴, 天气, 失败, 崩溃, 慢; anything else like 几个.

    Attributes:
        release: A question with 慢 waits in its second stage until this is set.
        asked: Questions in order, with the number of earlier turns each came with.
        stages: Stages that were begun, of all questions.
        matched: Descriptions in order, with the document each was matched against.
    """

    def __init__(self, documents: Sequence[Document] = ()) -> None:
        self.documents = tuple(documents) or (notice(),)
        self.rules = FakeShelf(self.documents, NOTICE)
        self.release = threading.Event()
        self.asked: list[tuple[str, int]] = []
        self.stages: list[str] = []
        self.matched: list[tuple[str, str | None]] = []

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        options: AskOptions | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Answer:
        self.asked.append((question, len(history)))
        for stage in ("理解", "检索", "核对"):
            if on_stage:
                on_stage(stage)
            self.stages.append(stage)
            if stage == "检索" and "慢" in question:
                self.release.wait(30)
        if "失败" in question:
            raise PolicyError("索引正在更新，暂时不能检索", "检索", "请一分钟后重试")
        if "崩溃" in question:
            raise RuntimeError("boom")
        return self._answer(question)

    def match(self, description: str, document: str | None = None) -> Match:
        """See `fake_match`; 失败, 崩溃 and 慢 do as in a question."""
        self.matched.append((description, document))
        if "慢" in description:
            self.release.wait(30)
        if "失败" in description:
            raise PolicyError("索引正在更新，暂时不能比对", "比对", "请一分钟后重试")
        if "崩溃" in description:
            raise RuntimeError("boom")
        chosen = next((item for item in self.documents if item.id == document), self.documents[0])
        return matched(description, chosen)

    def suggest(self, history: Sequence[Turn]) -> tuple[str, ...]:
        return ("影像有什么要求？", "申请书要交几份？") if history else ()

    def prepare(self, progress: Callable[[str, float], None]) -> None:
        progress("学习选方向", 1.0)

    def examples(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("能不能报", ("一家单位最多报几个茶园？", "片区以外的茶园有面积要求吗？")),
            ("怎么报", ("申请书交几份，什么时候截止？", "电子稿发到哪个邮箱？")),
            ("报什么", ("有哪些方向，列个清单", "清洁炒青要改造几条生产线？")),
        )

    def _answer(self, question: str) -> Answer:
        for word, write in (
            ("片区", self._area),
            ("清单", self._list),
            ("邮箱", self._mailbox),
            ("补贴", self._unstated),
            ("天气", self._elsewhere),
        ):
            if word in question:
                return write(question)
        return self._count(question)

    def _cite(self, clause: str, quote: str) -> Citation:
        return cite(self.documents[0], clause, quote)

    def _count(self, question: str) -> Answer:
        return Answer(
            question,
            Status.ANSWERED,
            "可以报多个，合计不超过3个茶园；同一类只能选一个方向。[1]同一茶园不得重复提出。[2]",
            (
                self._cite("通知/二/（三）", "同一类只能选一个方向，合计不超过3个茶园"),
                self._cite("通知/二/（三）", "同一茶园不得重复提出"),
            ),
            verdict=Verdict.YES,
            open_parts=("外地单位能否与本地合作社联合提出",),
        )

    def _area(self, question: str) -> Answer:
        quote = self._cite("通知/二/（二）", "𠮷田片区以外的茶园，面积不得少于30亩")
        return Answer(question, Status.ANSWERED, "有要求：片区以外的茶园面积不得少于30亩。[1]", (quote,))

    def _list(self, question: str) -> Answer:
        clauses = [clause for clause in self.documents[0].clauses if clause.path.annex and len(clause.path.steps) > 1]
        quotes = tuple(self._cite(str(clause.path), clause.text.split("\n")[-1]) for clause in clauses)
        items = "\n".join(f"{n}. {quote.quote[:18]}[{n}]" for n, quote in enumerate(quotes, 1))
        return Answer(question, Status.ANSWERED, f"附件1写明以下各项：\n{items}", quotes)

    def _mailbox(self, question: str) -> Answer:
        quotes = (
            self._cite("通知/三/（一）", "电子稿发到chazhan@yunshan.example"),
            self._cite("通知/四", "邮箱：chazhan2@yunshan.example"),
        )
        both = tuple(ClauseRef(NOTICE, quote.clause) for quote in quotes)
        doubt = AnswerDoubt("conflict", MAILBOXES, both)
        missing = AnswerDoubt(
            "missing_attachment", "文中提到附件2，资料库里没有这份附件。", (ClauseRef(NOTICE, "通知/三/（一）"),)
        )
        text = "电子稿发到chazhan@yunshan.example[1]，联系方式一节写的是chazhan2@yunshan.example。[2]"
        return Answer(question, Status.ANSWERED, text, quotes, doubts=(doubt, missing))

    def _unstated(self, question: str) -> Answer:
        return Answer(
            question,
            Status.NOT_STATED,
            "通知没有写补贴金额。",
            nearest=(ClauseRef(NOTICE, "通知/三/（二）"), ClauseRef(NOTICE, "附件1/一/（一）/应用成效")),
            contact=self._cite("通知/四", "生态类：林知秋 0999-5550101"),
        )

    def _elsewhere(self, question: str) -> Answer:
        return Answer(question, Status.OUT_OF_SCOPE, "这个问题与资料库里的通知无关，没有可以引用的条款。")
