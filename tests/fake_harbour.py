"""A notice of two directions about fishing harbours that no code knows of, with examples and a boundary, for matching."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.adapter import identity
from assistant.features import NAMES
from assistant.match import Matcher
from assistant.matching.prepare import Matchers
from assistant.service import Assistant
from corpus.boundaries import BOUNDARIES
from corpus.examples import EXAMPLES
from corpus.library import Library, load_library
from corpus.numerals import to_int
from index.build import open_or_build
from index.embedder import Embedder
from index.passages import passages_of
from tests.fakes import HashEmbedder
from tests.test_assistant_service import ALWAYS, linear, refusing

HARBOUR = "harbour-2024"
BOATS, COLD = "渔船定位救援", "渔获冷链鲜运"

_HEAD = """湾头市渔业局关于征集2024年渔港改造试点的函

湾渔函〔2024〕12号

各镇渔业站：

为让渔港更安全、渔获更新鲜，现征集2024年渔港改造试点。有关事项如下：

一、征集范围

围绕海上类、岸上类2类2个方向征集，详见附件1。

二、基本条件

（一）申报主体应当在湾头市登记，具备独立法人资格。

（二）每个申报主体只能选一个方向。

三、联系方式

海上类：周望潮 0999-5552001

岸上类：吴晒网 0999-5552002

湾头市渔业局

2024年3月5日

附件1：渔港改造试点方向
"""

_BOATS = """{class_}、海上类试点

（{number}）渔船定位救援

渔业合作社按照海事要求，为出海渔船装配定位终端，实现遇险及时救援。

应用场景——包括但不限于以下场景：

1.位置回传：渔船定位终端定时回传位置，岸上值守人员随时看到船在哪里。

2.遇险报警：船员落水或者渔船遇险时一键报警，就近船只赶来救援。

3.越界提醒：渔船驶近禁渔海域时自动语音提醒船长返航。

应用成效——装配定位终端的渔船不少于40艘，报警到救援出动不超过15分钟，参与的渔业合作社不少于6家。
"""

_COLD = """{class_}、岸上类试点

（{number}）渔获冷链鲜运

水产企业应当具备自有冷库，把渔获从码头冷藏运到市场，实现全程不断链。

应用场景——包括但不限于以下场景：

1.码头制冰：码头制冰机就地供冰，渔获卸船后立即加冰降温。

2.冷库存储：冷库按鱼种分区存储，温度超限自动告警。

3.冷藏运输：冷藏车全程记录车厢温度，市场收货时扫码查看。

应用成效——冷库容量不少于500吨，渔获损耗率不超过5%，服务的水产企业不少于8家。
"""

_DIRECTIONS = {BOATS: _BOATS, COLD: _COLD}

ON_BOATS = (
    "合作社给六十条渔船装了定位终端，位置每分钟回传岸上值守室。",
    "渔船遇险时船员按下报警按钮，就近船只十分钟内赶来救援。",
    "我们为拖网船装北斗终端，越过禁渔海域自动语音提醒船长。",
    "船员戴上落水报警手环，落水后自动发出位置并通知救援艇。",
    "镇渔业站建了值守大屏，所有出海渔船的位置一目了然。",
    "项目在渔船上加装雷达与定位设备，避免与货轮相撞。",
    "出海前扫码登记船员，遇险报警时救援队知道船上有几个人。",
    "渔船定位终端断线超过半小时，值守人员就打卫星电话联系船长。",
    "合作社与海事救援中心联网，报警信号直接送到救援艇。",
    "给老旧渔船换装带报警功能的定位终端，夜里也能看到位置。",
    "大风来临前按位置逐船通知返航，未返航的渔船派救援船引导。",
    "渔船之间组网，信号到不了岸上时由邻船转发位置和报警。",
    "冷藏运输船也装定位终端，船员遇险时救援艇从码头出动。",
    "码头值守室登记卸货渔船的位置，逾期未归就通知救援。",
)
ON_COLD = (
    "码头新建制冰机，渔获卸船五分钟内加冰降温。",
    "水产公司建了八百吨冷库，按鱼种分区存储，温度超限自动告警。",
    "冷藏车装温度记录仪，市场收货扫码就能看到全程温度。",
    "我们把鲜鱼从码头用冷藏车运到省城市场，损耗率从一成降到百分之三。",
    "冷库改造成多温区，带鱼和虾分开存储，氨改二氧化碳制冷。",
    "渔获上岸后分级打包加冰，当晚冷藏运输到批发市场。",
    "公司自有冷库和冷藏车队，给十几家水产商户做冷链配送。",
    "码头设预冷间，鲜虾先降温再装箱，运到市场仍是活鲜。",
    "冷链平台把制冰、冷库、冷藏车的温度连成一条线，断链就告警。",
    "鱼货保鲜用流态冰代替碎冰，冷库损耗减少四成。",
    "扫描箱上的码可以看到这箱鱼在冷库和车厢里的温度曲线。",
    "为冷库装上节能压缩机，鲜鱼存储电费下降三成。",
    "冷藏车装定位终端，位置和车厢温度一起回传，偏离路线就报警。",
    "渔船上装小冷柜，渔获捕上来就加冰，卸船时已经降温。",
)
ON_NOTHING = (
    "小学食堂更新桌椅，并为学生开设书法课。",
    "社区医院建设挂号系统，病人可以预约门诊。",
    "镇里修一条环村公路，并在路边种树。",
    "开发一款手机游戏，玩家可以收集卡牌。",
    "图书馆购置自助借书机，读者刷脸借书。",
    "银行网点改造，新增自助柜员机与贵宾室。",
    "果园引进新品种苹果，采用滴灌施肥。",
    "剧院排演话剧，演员到各县巡回演出。",
)

BOUNDARY = """
[[boundary]]
ask = "要解决的是人和船的安全，还是渔获的保鲜？"

[[boundary.side]]
reason = "为了船员与渔船安全的是渔船定位救援"
quote = "船员落水或者渔船遇险时一键报警"

[[boundary.side]]
reason = "为了渔获新鲜的是渔获冷链鲜运"
quote = "渔获卸船后立即加冰降温"
"""


@dataclass(frozen=True)
class Arranged:
    """Which direction comes first in the notice, and under which ordinals the two stand."""

    order: tuple[str, str] = (BOATS, COLD)
    ordinals: tuple[str, str] = ("一", "二")

    @property
    def numbers(self) -> dict[str, int]:
        """Name of a direction → its number."""
        return {name: to_int(ordinal) or 0 for name, ordinal in zip(self.order, self.ordinals, strict=True)}

    @property
    def text(self) -> str:
        parts = zip("一二", self.order, self.ordinals, strict=True)
        return "\n".join(
            [_HEAD, *(_DIRECTIONS[name].format(class_=class_, number=ordinal) for class_, name, ordinal in parts)]
        )


AS_USUAL = Arranged()


def harbour_examples(numbers: Mapping[str, int], *, nothing: bool = True) -> str:
    """Lines of `examples.jsonl`.

    Args:
        numbers: Name of a direction → its number.
    """
    rows = [(text, numbers[BOATS]) for text in ON_BOATS] + [(text, numbers[COLD]) for text in ON_COLD]
    rows += [(text, None) for text in ON_NOTHING] if nothing else []
    return "".join(json.dumps({"description": text, "direction": n}, ensure_ascii=False) + "\n" for text, n in rows)


def harbour(folder: Path, arranged: Arranged = AS_USUAL, *, examples: bool = True, nothing: bool = True) -> Library:
    """A library that holds the notice alone, read from `folder`."""
    place = folder / HARBOUR
    place.mkdir(parents=True)
    (place / "document.toml").write_text(f'id = "{HARBOUR}"\n', encoding="utf-8")
    (place / "notice.txt").write_text(arranged.text, encoding="utf-8")
    if examples:
        (place / EXAMPLES).write_text(harbour_examples(arranged.numbers, nothing=nothing), encoding="utf-8")
        (place / BOUNDARIES).write_text(BOUNDARY, encoding="utf-8")
    return load_library((folder,))


def matchers(
    library: Library,
    store: Path,
    embedder: Embedder | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Matchers:
    """What finds directions in the library; what is learned and the index lie under `store`."""
    used = embedder or HashEmbedder(dimensions=256)
    passages = [passage for document in library.documents for passage in passages_of(document)]
    index = open_or_build(passages, used, store / "index", chroma=False)
    return Matchers(library, index, used, store / "match", progress)


def matcher(folder: Path, arranged: Arranged = AS_USUAL, *, examples: bool = True, nothing: bool = True) -> Matcher:
    return matchers(harbour(folder / "library", arranged, examples=examples, nothing=nothing), folder).of()


def harbour_assistant(folder: Path) -> Assistant:
    """An assistant over the notice, for the command line."""
    library = harbour(folder / "library")
    embedder = HashEmbedder(dimensions=256)
    passages = [passage for document in library.documents for passage in passages_of(document)]
    index = open_or_build(passages, embedder, folder / "index", chroma=False)
    finding = Matchers(library, index, embedder, folder / "match")
    return Assistant(
        library, index, embedder, linear(NAMES), refusing(ALWAYS), identity(embedder.dimensions), None, finding
    )
