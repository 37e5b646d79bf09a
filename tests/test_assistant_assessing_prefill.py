"""Descriptions as users write them → facts: what is recognised, and above all what isn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assessing.facts import read_facts
from assistant.assessing.prefill import LONGEST, Recognised, prefill
from assistant.assessing.results import plain
from tests.fake_rules import CASES_RULES, VOUCHER_RULES, invented, shipped

LISTED, PERIOD, KIND, PERSON = "前期已列入试点示范", "是否在示范期", "主体类型", "独立法人"
HOME, STATE, OUTCOME, AGAIN = "境内注册", "项目状态", "创新发展工程验收状态", "同一项目已另行申报"
FILED, SAME, VIDEO, COPIES = "已申报项目数", "同类型已申报方向", "视频时长分钟", "申报书份数"
CHANNEL, SENT, PLACES = "推荐渠道", "报送日期", "推荐单位已推荐数"
PLATFORM, SCENES, SITE, TEAM = "已纳入5G发展管理平台", "5G场景数", "固定场地", "专职团队"
SUPPLIERS, TRAINED, SERVED, DEPLOYED = "供应商数", "培训人次", "年度服务企业数", "部署企业数"
RESOLVED, NODE_SERVED, LICENCE, TOP = "日均解析量_万次", "服务企业数", "标识注册许可证", "接入国家顶级节点"
DONE, BUILDER, COVERED, TAUGHT = "已完成工作", "监测平台建设方", "监测覆盖", "培养人数"


def told(direction: int, text: str) -> dict[str, Any]:
    book = shipped()
    found = prefill(book, book.direction(direction), text)
    assert all(text[r.start : r.end] == r.said and r.said for r in found)
    return {r.field: plain(r.value) for r in found}


STATED: list[tuple[int, str, dict[str, Any]]] = [
    # the applicant
    (1, "我们是深圳的民营制造企业，独立法人，去年入选过试点示范", {KIND: "工业企业", PERSON: True, LISTED: True}),
    (1, "咱们厂是做轴承的加工厂，注册在宁波，有独立法人资格", {KIND: "工业企业", HOME: True, PERSON: True}),
    (1, "我司系在浙江省杭州市注册的软件公司，具备独立法人资格。", {KIND: "信息技术企业", HOME: True, PERSON: True}),
    (1, "某互联网公司，国内注册，独立法人", {KIND: "互联网企业", HOME: True, PERSON: True}),
    (1, "我校想报这个，我校是独立法人", {KIND: "高校", PERSON: True}),
    (1, "我们是一所职业技术学院，不具备独立法人资格", {KIND: "高校", PERSON: False}),
    (1, "我们公司没有独立法人资格", {PERSON: False}),
    (1, "我们只是集团的分公司", {PERSON: False}),
    (1, "我们不是独立法人，是中国移动的分公司", {PERSON: False}),
    (1, "独立法人：是；境内注册：否", {PERSON: True, HOME: False}),
    (1, "独立法人资格我们没有", {PERSON: False}),
    (1, "公司在香港注册", {HOME: False}),
    (1, "我們是深圳的製造企業，獨立法人", {KIND: "工业企业", PERSON: True}),
    (1, "我们是独力法人", {PERSON: True}),
    (1, "我们是独立发人，注册在青岛", {PERSON: True, HOME: True}),
    (1, "我们这边是园区运营公司，　独立　法人", {KIND: "园区运营管理机构", PERSON: True}),
    (1, "作为一家基础电信运营商，我们在国内注册", {KIND: "基础电信企业", HOME: True}),
    (1, "本单位为科研院所", {KIND: "科研院所"}),
    (1, "我们是给制造企业做系统的软件公司", {KIND: "信息技术企业"}),
    (1, "不是高校，我们是软件公司", {KIND: "信息技术企业"}),
    # the project
    (1, "项目已经建成投产，还没有列入过试点示范", {STATE: "已建", LISTED: False}),
    (1, "平台2022年建成，目前已上线运行", {STATE: "已建"}),
    (1, "项目还在建设中", {STATE: "在建"}),
    (1, "项目尚未开工", {STATE: "未建"}),
    (1, "项目打算明年开工", {STATE: "未建"}),
    (1, "这个项目前年被评为工信部试点示范项目，示范期已经过了", {LISTED: True, PERIOD: False}),
    (1, "2021年入选过试点示范，现在还在示范期内", {LISTED: True, PERIOD: True}),
    (1, "试点示范我们从来没有入选过", {LISTED: False}),
    (1, "我们从未入选试点示范", {LISTED: False}),
    (1, "项目没被列入过试点示范名单，不是创新发展工程项目", {LISTED: False, OUTCOME: "非创新发展工程项目"}),
    (1, "曾经入选过试点示范，但已不在示范期", {LISTED: True, PERIOD: False}),
    (1, "我们的创新发展工程项目去年通过了验收", {OUTCOME: "已验收通过"}),
    (1, "创新发展工程项目还没验收", {OUTCOME: "未验收"}),
    (1, "创新发展工程验收没通过", {OUTCOME: "验收未通过"}),
    (1, "同一项目没有重复申报", {AGAIN: False}),
    (1, "这个项目已经在别的渠道申报过了", {AGAIN: True}),
    (1, "除本项目外还申报了1个项目", {FILED: 1}),
    (1, "我们没有申报其他项目", {FILED: 0, SAME: []}),
    # material
    (1, "视频8分钟，申报书打印了五份", {VIDEO: 8, COPIES: 5}),
    (1, "申报书一式五份都印好了，视频时长7.5分钟", {COPIES: 5, VIDEO: 7.5}),
    (1, "拍了个十二分钟的视频", {VIDEO: 12}),
    (1, "我们没有视频", {VIDEO: 0}),
    (1, "准备走省工信厅推荐", {CHANNEL: "省工信主管部门"}),
    (1, "由深圳市工信局推荐，计划2023年12月18日报送", {CHANNEL: "计划单列市工信主管部门", SENT: "2023-12-18"}),
    (1, "通过省通管局上报，他们已推荐28个", {CHANNEL: "省通信管理局", PLACES: 28}),
    (1, "我们是央企，直接报送", {}),
    (1, "央企直接报送，集团已经推荐了9个项目", {CHANNEL: "中央企业直接报送", PLACES: 9}),
    (1, "项目位于革命老区", {"革命老区": True}),
    (1, "厂区在国家新型工业化产业示范基地里", {"国家新型工业化产业示范基地": True}),
    # directions
    (6, "5G工厂实现了9个典型应用场景，已纳入项目库", {SCENES: 9, PLATFORM: True}),
    (6, "我们落地了八个场景，但还没录入发展管理平台", {SCENES: 8, PLATFORM: False}),
    (7, "汇集了120家供应商，培训六百人次，去年服务了近60家企业", {SUPPLIERS: 120, TRAINED: 600, SERVED: 60}),
    (7, "供应商100多家，有固定的运营场地和专职的运营团队", {SUPPLIERS: 100, SITE: True, TEAM: True}),
    (7, "超过1,200人次参加了培训", {TRAINED: 1200}),
    (7, "培训1.2万人次，场地是临时的", {TRAINED: 12000, SITE: False}),
    (7, "没有专职团队，场地倒是固定的", {TEAM: False, SITE: True}),
    (7, "平台汇集供应商120家、年度服务企业60家", {SUPPLIERS: 120, SERVED: 60}),
    (7, "入驻服务商两百家", {SUPPLIERS: 200}),
    (8, "园区实现了3个应用场景", {"实现场景数": 3}),
    (13, "日均解析量12万次，服务35家上下游企业，许可证正在办理", {RESOLVED: 12, NODE_SERVED: 35, LICENCE: "正在申请"}),
    (13, "每天解析150000次，已经接入国家顶级节点", {RESOLVED: 15, TOP: True}),
    (13, "我们已经拿到标识注册服务机构许可证", {LICENCE: "已获得"}),
    (13, "许可证还没申请，顶级节点也没有接入", {LICENCE: "未申请", TOP: False}),
    (20, "自主定级、风险评估都做完了，整改防护还没做", {DONE: ["自主定级", "风险评估"]}),
    (20, "我们是标识解析企业，已完成自主定级和定级核查", {"企业类别": "标识解析企业", DONE: ["自主定级", "定级核查"]}),
    (21, "我们是基础电信企业，监测覆盖了企业网络专线", {KIND: "基础电信企业", BUILDER: "基础电信企业", COVERED: ["工业互联网企业网络专线"]}),
    (21, "监测覆盖互联网出入口、工控网络", {COVERED: ["互联网出入口", "工业控制网络"]}),
    (22, "产品已在10家企业部署", {DEPLOYED: 10}),
    (22, "已部署十二家工厂", {DEPLOYED: 12}),
    (22, "目前在15家企业应用，计划明年推广到40家", {DEPLOYED: 15}),
    (24, "部署应用企业２０家", {DEPLOYED: 20}),
    (27, "三年来培养了130名技能人才", {TAUGHT: 130}),
    # longer, and as people write
    (1, "我们缺独立法人资格", {PERSON: False}),
    (1, "没问题，我们是独立法人，不少客户也是高校", {PERSON: True}),
    (1, "通知要求申报主体是独立法人，我们是独立法人", {PERSON: True}),
    (1, "本公司不是高校也不是科研院所，是工业企业", {KIND: "工业企业"}),
    (1, "甲方是工厂，我们是集成商", {KIND: "信息技术企业"}),
    (1, "我们不具备独立法人资格，但母公司具备独立法人资格", {PERSON: False}),
    (1, "如果没有独立法人资格呢。我们是软件公司。", {KIND: "信息技术企业"}),
    (1, "我们没有独立法人资格，可以报吗？", {PERSON: False}),
    (1, "公司注册在开曼，运营主体在北京", {HOME: False}),
    (1, "注册地址：湖南省长沙市", {HOME: True}),
    (1, "推荐单位：省工信厅", {CHANNEL: "省工信主管部门"}),
    (1, "项目预计2024年6月建成投产，目前正在建设中", {STATE: "在建"}),
    (1, "视频时长要求很严，视频我们做了 9 分 钟", {VIDEO: 9}),
    (1, "我们还报了数字孪生方向", {SAME: ["附件1/一/（三）"]}),
    (6, "梳理出20个场景，实现了9个场景", {SCENES: 9}),
    (7, "开展培训30场、800人次，每年为80家企业提供服务", {TRAINED: 800, SERVED: 80}),
    (7, "有专职运营团队15人，无固定场地", {TEAM: True, SITE: False}),
    (13, "许可证：正在申请", {LICENCE: "正在申请"}),
    (20, "我们完成了自主定级，正在做定级核查", {DONE: ["自主定级"]}),
    (22, "卖了50家企业，真正部署的有9家", {DEPLOYED: 9}),
    (22, "部署企业：11家", {DEPLOYED: 11}),
]  # fmt: skip


@pytest.mark.parametrize(("direction", "text", "expected"), STATED, ids=[text for _, text, _ in STATED])
def test_what_is_stated_is_recognised_and_nothing_else(direction: int, text: str, expected: dict[str, Any]) -> None:
    assert told(direction, text) == expected


UNSTATED: list[tuple[int, str]] = [
    # supposed, meant, asked, demanded
    (1, "如果我们是独立法人，在境内注册，能报吗"),
    (1, "假如项目已经建成，去年入选过试点示范呢？"),
    (1, "要是我们在杭州注册一家制造企业"),
    (1, "我们打算注册独立法人"),
    (1, "计划成立独立法人公司，正在办理"),
    (1, "独立法人资格正在办理中"),
    (1, "我们不是独立法人的话还能报吗"),
    (1, "高校能报吗？"),
    (1, "我们是不是独立法人？"),
    (1, "是否需要独立法人资格"),
    (1, "通知要求申报主体具备独立法人资格"),
    (1, "申报主体必须是独立法人"),
    (1, "同一项目不能重复申报"),
    (1, "独立法人这一条我不清楚"),
    (1, "可能是独立法人"),
    (1, "听说我们去年入选过试点示范"),
    (1, "以前是独立法人"),
    (1, "独立法人：待定"),
    (1, "不是没有独立法人资格"),
    # somebody else
    (1, "我们的客户是高校"),
    (1, "我们的客户都是制造企业，独立法人"),
    (1, "我们和浙江大学合作"),
    (1, "我们为制造企业提供服务"),
    (1, "我们是制造企业的供应商"),
    (1, "母公司是独立法人"),
    (1, "子公司在香港注册"),
    (1, "合作伙伴的项目入选过试点示范"),
    (1, "我们另一个项目去年入选过试点示范"),
    (1, "联合单位是中国科学院的研究所"),
    (1, "我们是高校的产业联盟"),
    # not this, not sure which
    (1, "去年入选过智能制造试点示范"),
    (1, "入选过省级试点示范"),
    (1, "一期已经建成，二期在建"),
    (1, "项目基本建成"),
    (1, "项目还没建成"),
    (1, "项目即将建成"),
    (1, "创新发展工程项目没有通过验收"),
    (1, "申报书和视频都在准备"),
    (1, "视频5到10分钟"),
    (1, "视频大概不到5分钟"),
    (1, "视频8分半"),
    (1, "去年是省工信厅推荐的"),
    (1, "2023年12月18日"),
    (1, "监控视频保存30分钟"),
    (1, "我们不是高校"),
    # numbers
    (7, "接近100家供应商"),
    (7, "供应商不到100家"),
    (7, "几十家供应商"),
    (7, "上百家供应商"),
    (7, "七八十家供应商"),
    (7, "供应商80-100家"),
    (7, "汇集供应商八十到一百家"),
    (7, "目标是汇集100家供应商"),
    (7, "要求不少于100家供应商"),
    (7, "还差20家供应商"),
    (7, "再增20家供应商"),
    (7, "去年服务40家企业，今年服务60家企业"),
    (7, "培训了600人"),
    (7, "我们有120家"),
    (7, "供应商很多"),
    (22, "打算部署到12家企业"),
    (22, "如果部署到12家企业就够了"),
    (22, "客户部署了多少家"),
    (22, "最多部署了12家企业"),
    (13, "日均解析量峰值20万次"),
    (13, "许可证还没拿到"),
    (20, "除了整改防护都做完了"),
    (1, "，。！？"),
    (1, ""),
    (1, "想咨询一下怎么申报"),
    (1, "我单位系事业单位法人，隶属于某高校"),
    (1, "等项目建成了再报"),
    (1, "我们旗下有两家独立法人公司"),
    (1, "我们没有独立法人资格的子公司"),
    (1, "海尔是独立法人"),
    (1, "视频还没拍，计划拍8分钟"),
    (1, "申报书要一式五份"),
    (1, "我们既是高校又是科研院所"),
    (1, "我们是一家工业互联网公司"),
    (1, "省工信厅和通管局都可以推荐"),
    (7, "供应商从80家增加到120家"),
    (7, "计划建设固定场地"),
    (22, "我们在不到10家企业部署"),
    (22, "去年部署了5家企业，今年又部署了6家企业"),
    (21, "我们自建了监测平台"),
    (1, "有一家制造企业，独立法人，去年入选过试点示范"),
    (1, "申报主体应在境内注册，具备独立法人资格"),
    (1, "我们服务的制造企业是独立法人"),
    (1, "独立法人资格除外"),
    (1, "我是工信局的，想帮企业问一下，独立法人可以报吗"),
]


@pytest.mark.parametrize(("direction", "text"), UNSTATED, ids=[text for _, text in UNSTATED])
def test_what_is_not_clearly_stated_is_not_recognised(direction: int, text: str) -> None:
    assert told(direction, text) == {}


def test_what_is_recognised_can_be_taken_as_facts() -> None:
    book = shipped()
    for direction, text, _ in STATED:
        wanted = book.direction(direction)
        facts = {r.field: r.value for r in prefill(book, wanted, text)}
        assert not read_facts(book, wanted, facts).problems


def test_the_words_said_hold_the_denial() -> None:
    book = shipped()
    found = prefill(book, book.direction(1), "我们公司 不具备独立法人资格。")
    assert found == (Recognised("独立法人", False, "不具备独立法人", 5, 12),)


def test_only_what_the_direction_asks_is_recognised() -> None:
    text = "部署了12家企业，汇集120家供应商"
    assert told(22, text) == {DEPLOYED: 12}
    assert told(7, text) == {SUPPLIERS: 120}
    assert told(1, text) == {}


def test_facts_come_in_the_order_of_the_form() -> None:
    book = shipped()
    found = prefill(book, book.direction(7), "视频8分钟，120家供应商，独立法人，公司注册在青岛")
    assert [r.field for r in found] == [HOME, PERSON, SUPPLIERS, VIDEO]


def test_a_contradiction_within_the_text_gives_nothing() -> None:
    assert told(1, "我们是独立法人。我们不是独立法人。") == {}
    assert told(7, "汇集120家供应商。后来又说供应商有90家。") == {}


def test_a_text_too_long_is_read_as_far_as_it_may_be() -> None:
    assert told(1, "很" * LONGEST + "。我们是独立法人。") == {}
    assert told(1, "我们是独立法人。" + "很" * LONGEST) == {PERSON: True}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_quoted_verbatim(text: str) -> None:
    for direction in (1, 7):
        told(direction, text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([text for direction, text, _ in STATED if direction == 1]), min_size=1, max_size=4),
    st.sampled_from(["如果", "假如", "假设", "要是"]),
)
def test_nothing_supposed_is_recognised(texts: list[str], supposed: str) -> None:
    text = "".join(f"{supposed}{part.rstrip('。').replace('。', '，').replace('；', '，')}。" for part in texts)
    assert told(1, text) == {}


# ---- another notice needs no code

CASES_HINTS = {
    "省内登记": """
[field.prefill]
said = ["在|于…省内|海渡…登记|注册"]
not = ["省外…登记|注册"]
""",
    "运行月数": """
[field.prefill]
near = ["稳定运行", "运行"]
units = ["月"]
""",
    "投入运行日期": """
[field.prefill]
near = ["投入运行", "上线"]
past = true
""",
    "牵头数": """
[field.prefill]
near = ["牵头申报", "另…申报"]
none = ["牵头申报…其他|别的"]
""",
    "往年入选": """
[field.prefill]
said = ["入选…典型案例"]
past = true
""",
    "上下游企业数": """
[field.prefill]
near = ["接入", "上下游"]
""",
}
VOUCHER_HINTS = {
    "职工人数": """
[field.prefill]
near = ["职工", "员工"]
units = ["名"]
""",
    "主体": """
[field.prefill]
said = { "中小企业" = ["我们是…中小企业|小微企业"], "创业团队" = ["我们是…创业团队"] }
""",
}


def with_hints(rules: str, hints: dict[str, str]) -> str:
    for name, text in hints.items():
        head, rest = rules.split(f'name = "{name}"', 1)
        body, tail = rest.split("\n\n", 1)
        rules = f'{head}name = "{name}"{body}\n{text}\n\n{tail}'
    return rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们在海渡省内注册，系统2024年11月3日投入运行", {"省内登记": True, "投入运行日期": "2024-11-03"}),
        ("已稳定运行八个月，接入了25家上下游企业", {"运行月数": 8, "上下游企业数": 25}),
        ("没有入选过往年的典型案例，没有牵头申报其他案例", {"往年入选": False, "牵头数": 0}),
        ("公司在省外登记", {"省内登记": False}),
        ("如果运行满六个月呢", {}),
        ("打算接入30家企业", {}),
    ],
)
def test_rules_of_another_notice_need_no_code(tmp_path: Path, text: str, expected: dict[str, Any]) -> None:
    book = invented(tmp_path, "haidu-2025", with_hints(CASES_RULES, CASES_HINTS))
    found = prefill(book, book.direction("工业数据协同"), text)
    assert {r.field: r.value for r in found} == expected


def test_a_notice_without_directions_too(tmp_path: Path) -> None:
    book = invented(tmp_path, "jinqiao-vouchers", with_hints(VOUCHER_RULES, VOUCHER_HINTS))
    found = prefill(book, None, "我们是一家小微企业，职工二百八十人")
    assert {r.field: r.value for r in found} == {"主体": "中小企业", "职工人数": 280}


def test_rules_without_phrases_recognise_nothing(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    assert prefill(book, book.direction(1), "我们在海渡省内登记注册，稳定运行8个月") == ()
