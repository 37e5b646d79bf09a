"""Matching with the real model and the notice that ships: plain descriptions, the contract, long texts, learning anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.assembly import from_settings
from assistant.matching.description import LONGEST
from assistant.matching.model import Fit, Match
from assistant.matching.prepare import Matchers
from assistant.results import match_data
from assistant.service import Assistant
from assistant.settings import Settings
from index.build import Index, open_or_build
from index.embedder import Embedder, load_embedder
from index.passages import passages_of

pytestmark = pytest.mark.model

SHIPPED = "miit-2023-319"

PLAIN = (
    (1, "造船厂在自建算力上微调了一个百亿参数的语言模型，焊工用手机问工艺参数，模型从二十年的工艺卡里找出答案并写好焊接方案初稿。"),
    (3, "风电齿轮箱工厂按一比一建了虚拟车间，现实产线的振动、转速实时映射进去，换产方案先在虚拟车间跑一遍仿真再下发到机床。"),
    (5, "玻璃厂把推理盒子装在退火窑旁边，相机图像在窑边就地处理，二十毫秒内控制剔除气缸，断网时也照常工作，只把结果上传。"),
    (6, "家电总装厂建了5G专网，机器视觉质检、AGV调度、远程控制、设备预测维护等11个场景都跑在5G上，项目已录入全国5G工厂管理平台。"),
    (7, "市里的转型促进中心有3000平方米展厅和32人的运营团队，汇集150家服务商，一年为80家企业做诊断评估，培训工人700人次。"),
    (8, "开发区管委会搭建园区能碳平台，园内67家企业的电、气、蒸汽用量都接进来，统一调度光伏和储能，园区碳排放下降9%。"),
    (13, "我们运营的二级节点给轴承行业的每个零件赋码，日均解析量25万次，接入52家上下游企业，并已接入国家顶级节点。"),
    (15, "化工厂用平台把气体泄漏、储罐液位、人员定位和动火作业票连在一起，隐患自动预警，重大危险源一屏看清，全年未发生事故。"),
    (17, "轮胎厂上线质量平台，从炼胶到硫化的检测数据汇到一起，缺陷由AI视觉在线识别，质量问题可逐条追溯，不良率由2%降到0.4%。"),
    (20, "我公司是联网的钢铁企业，已经完成自主定级、定级核查和风险评估，正按三级要求逐项整改防护，管理制度也已建立。"),
    (24, "针对工控主机感染勒索病毒的风险，研制了防勒索软件，能识别加密行为、自动隔离并恢复备份，已在14家工厂部署。"),
    (27, "学院与龙头企业共建工控安全实训靶场，开设攻防课程和认证考试，一年培养既懂生产又懂网络安全的学员260名。"),
)  # fmt: skip
NOTHING = "三甲医院建设互联网医院平台，患者用手机挂号、问诊、查报告，药品由物流送到家，门诊排队时间缩短一半。"
VAGUE = "我们公司打算申报一个示范项目。"
TWO = (
    "项目一：化工厂建设安全生产平台，接入气体泄漏、储罐液位和动火作业监测，隐患自动预警，事故应急一键联动。\n"
    "项目二：另外，我们研制了工控主机防勒索病毒软件，能识别加密行为并自动隔离、恢复备份，已在14家工厂部署。"
)


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return from_settings(Settings(), exact=True)


def assert_contract(assistant: Assistant, description: str, match: Match) -> None:
    """At least five directions unless none fits, best first; all quotes verbatim; scores that are probabilities."""
    data = match_data(match)
    directions = data["directions"]
    assert data["document"] == SHIPPED
    assert data["fit"] in ("clear", "close", "none")
    assert data["fit"] == "none" or len(directions) >= 5
    assert (data["fit"] == "close") == bool(data["ask"])
    scores = [found["score"] for found in directions]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)
    assert sum(scores) <= 1 + 1e-9
    texts = {str(clause.path): clause.text for clause in assistant.library.document(SHIPPED).clauses}
    for found in directions:
        assert found["why"] and found["evidence"] and found["contact"]
        for quoted in (*found["evidence"], *found["requirements"], found["contact"]):
            assert texts[quoted["clause"]][quoted["start"] : quoted["end"]] == quoted["quote"] != ""
        for pair in (*found["evidence"], *found["requirements"]):
            if pair["said"] is not None:
                assert description[pair["said_start"] : pair["said_end"]] == pair["said"]
        for pair in found["evidence"]:
            assert pair["said"] and (pair["clause"] + "/").startswith(found["clause"] + "/")
    for contrast in data["contrasts"]:
        for quoted in (contrast["own"], contrast["other"]):
            assert texts[quoted["clause"]][quoted["start"] : quoted["end"]] == quoted["quote"]


@pytest.mark.parametrize(("direction", "description"), PLAIN)
def test_a_plain_description_gets_its_direction_first(assistant: Assistant, direction: int, description: str) -> None:
    match = assistant.match(description, SHIPPED)
    assert_contract(assistant, description, match)
    assert match.directions[0].direction.number == direction
    assert match.fit is not Fit.NONE


def test_a_hospital_fits_nothing(assistant: Assistant) -> None:
    match = assistant.match(NOTHING, SHIPPED)
    assert_contract(assistant, NOTHING, match)
    assert match.fit is Fit.NONE and "没有合适的方向" in match.note


def test_what_is_too_vague_asks_for_more(assistant: Assistant) -> None:
    match = assistant.match(VAGUE, SHIPPED)
    assert_contract(assistant, VAGUE, match)
    assert match.fit is Fit.CLOSE


def test_two_projects_both_stand_first(assistant: Assistant) -> None:
    match = assistant.match(TWO, SHIPPED)
    assert_contract(assistant, TWO, match)
    assert match.fit is Fit.CLEAR
    assert {found.direction.number for found in match.directions[:2]} == {15, 24}


def test_thresholds_are_compared_with_what_the_description_says(assistant: Assistant) -> None:
    by_number = dict(PLAIN)
    for number, text in ((13, by_number[13]), (7, by_number[7]), (24, by_number[24])):
        found = assistant.match(text, SHIPPED).directions[0]
        told = [demand for demand in found.requirements if demand.met is not None]
        assert found.direction.number == number
        assert told and all(demand.met for demand in told)


def test_20000_characters_are_read_in_seconds(assistant: Assistant) -> None:
    number, text = PLAIN[7]
    long = (text * (LONGEST // len(text) + 1))[:LONGEST]
    started = time.process_time()
    match = assistant.match(long, SHIPPED)
    assert time.process_time() - started < 40, "of all threads together; what else the machine does isn't counted"
    assert_contract(assistant, long, match)
    assert match.directions[0].direction.number == number


class Remembering:
    """The real encoder, that embeds a batch of queries once.

    Attributes:
        held: Batches and their vectors.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.held: dict[tuple[str, ...], NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        batch = tuple(texts)
        if batch not in self.held:
            self.held[batch] = self._embedder.embed_queries(batch)
        return self.held[batch]

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        return self._embedder.embed_passages(texts, progress)


@pytest.fixture(scope="module")
def encoder() -> Remembering:
    settings = Settings()
    return Remembering(load_embedder(settings.model, settings.models_dir))


@pytest.fixture(scope="module")
def index(assistant: Assistant, encoder: Remembering) -> Index:
    passages = [passage for document in assistant.library.documents for passage in passages_of(document)]
    return open_or_build(passages, encoder, Settings().index_dir, chroma=False)


def test_without_examples_the_right_direction_is_among_the_first_by_likeness(
    assistant: Assistant, encoder: Remembering, index: Index
) -> None:
    finder = Matchers(assistant.library, index, encoder, None).of(SHIPPED)
    matches = [(number, finder.match(text)) for number, text in PLAIN]
    found = [number in [d.direction.number for d in match.directions[:3]] for number, match in matches]
    assert sum(found) >= len(PLAIN) - 2
    assert all("把握较小" in match.note for _, match in matches)


def test_learning_anew_gives_the_same_bytes(assistant: Assistant, tmp_path: Path) -> None:
    assistant.match(PLAIN[0][1])  # learned by now, and stored
    assistant.matchers.stored_in(tmp_path).of(SHIPPED)
    (anew,) = tmp_path.glob("*/classifier.npz")
    held = Settings().match_dir / anew.parent.name / anew.name
    assert held.read_bytes() == anew.read_bytes()
