"""Yes or no by the shape of a rule: bans, permissions, duties, waivers, bounds, exceptions, each asked both ways."""

from __future__ import annotations

import pytest

from assistant.model import Verdict
from assistant.verdict import verdict_of
from tests.test_assistant_service import asked_of, unit_of

YES, NO = Verdict.YES, Verdict.NO
Table = list[tuple[str, str, Verdict]]


def verdict(question: str, sentence: str, governing: str = "") -> Verdict:
    return verdict_of(asked_of(question), unit_of(sentence), governing)


LEADING = "咨询公司和培训学校可以作为成员参加，不得作为牵头单位。"
CHANGING = "名单公布以后，队员不得更换。"
REPEATING = "同一作品不得重复参赛。"
SPENDING = "奖金由获奖班组统一安排，不得用于偿还贷款、购买股票。"
BANS: Table = [
    ("我们是培训学校，想牵头可以吗？", LEADING, NO),
    ("培训学校当成员参加行不行", LEADING, YES),
    ("名单公布后还能换队员吗", CHANGING, NO),
    ("公布名单以后想更换一名队员，允许不", CHANGING, NO),
    ("同一个作品参赛两次，分别挂两个组，可以么", REPEATING, NO),
    ("同一作品再报一次行吗", REPEATING, NO),
    ("拿奖金偿还贷款可以吗", SPENDING, NO),
    ("用奖金购买股票行不行", SPENDING, NO),
    ("政府机关能当主办单位吗", "政府机关不作为主办单位，可以作为指导单位。", NO),
    ("政府机关当指导单位可以吧", "政府机关不作为主办单位，可以作为指导单位。", YES),
]

VIDEO = "参赛队必须提交演示视频，否则视为无效报名。"
OWN = "参赛队应当具备独立账户，配备专职教练。"
TESTED = "参赛车辆应当取得第三方机构出具的检测报告。"
SIGNED = "承诺书应当由领队本人签字。"
DUTIES: Table = [
    ("只交报名表行吗，视频来不及拍", VIDEO, NO),
    ("不交视频可以吗", VIDEO, NO),
    ("光有报名表，没拍视频，能通过不", VIDEO, NO),
    ("交了视频，算有效报名吗", VIDEO, YES),
    ("演示视频是不是必须提交", VIDEO, YES),
    ("教练是兼职的行吗", OWN, NO),
    ("教练是专职的，符合要求吗", OWN, YES),
    ("我们没有独立账户，能参赛吗", OWN, NO),
    ("检测报告我们自己写一份行不行", TESTED, NO),
    ("检测报告是第三方机构出的，可以吧", TESTED, YES),
    ("领队出差了，让副领队代签行吗", SIGNED, NO),
    ("我们学院出面，由学校来牵头可以吗", "牵头单位应当为企业。", NO),
    ("由我们公司来牵头可以吗", "牵头单位应当为企业。", YES),
    ("我们在外省注册的，能报名吗", "报名单位应当在本省注册。", NO),
    ("我们在本省注册，能报名吗", "报名单位应当在本省注册。", YES),
]

PAPER = "报名表网上提交，不需要寄送纸质件。"
BOND = "保证金不作要求。"
ALUMNI = "参赛队须提交体检证明，校友队可以不提交。"
WAIVERS: Table = [
    ("纸质件要不要寄送", PAPER, NO),
    ("不寄纸质件可以吗", PAPER, YES),
    ("是不是必须交保证金", BOND, NO),
    ("不交保证金行吗", BOND, YES),
    ("我们是校友队，体检证明不交可以吗", ALUMNI, YES),
    ("校友队也必须交体检证明吗", ALUMNI, NO),
    ("体检证明必须提交吗", ALUMNI, YES),
    ("志愿队占不占学校的名额", "志愿队不占学校名额。", NO),
    ("志愿队会占学校名额吗", "志愿队不占学校名额。", NO),
    ("替补队员算不算人数", "替补队员不计入参赛人数。", NO),
    ("获奖队有没有优先", "对连续获奖的队，优先支持。", YES),
]

VISITS = "日均接待游客不少于10万人次。"
SHOPS = "在不少于5家门店投入使用。"
DEBT = "资产负债率高于80%的单位不得参加。"
RUN = "设备连续运行不少于6个月。"
AGE = "领队年龄不超过57周岁。"
FUND = "项目总投资不低于300万元，其中自筹资金不低于40%。"
BOUNDS: Table = [
    ("日均接待八万来人次，过线了没", VISITS, NO),
    ("日均接待十二万人次，过线没有", VISITS, YES),
    ("在6家门店用上了，满足数量要求吗", SHOPS, YES),
    ("才在四家门店用上，够吗", SHOPS, NO),
    ("负债率八成三，能参加吗", DEBT, NO),
    ("资产负债率75%，能不能参加", DEBT, YES),
    ("设备跑了四个月，行吗", RUN, NO),
    ("设备跑了半年，够了吗", RUN, YES),
    ("设备已经连续运行一年半，够不够", RUN, YES),
    ("领队58了，可以吗", AGE, NO),
    ("领队五十六岁，可以吗", AGE, YES),
    ("总投资两千多万，自筹三成，符合要求吗", FUND, NO),
    ("总投资两千多万，自筹一半，符合要求吗", FUND, YES),
    ("总投资280万，自筹一半，符合吗", FUND, NO),
    ("想报仨项目，让不让", "每个单位申报不超过2个项目。", NO),
    ("俩项目一起报，行吗", "每个单位申报不超过2个项目。", YES),
    ("三条只做到一条可以吗", "满足以下两项以上。", NO),
    ("三条做到两条可以吗", "满足以下两项以上。", YES),
    ("渔船只有120艘，堆场4000平方米，能报吗", "渔船不少于200艘或者堆场不少于3000平方米。", YES),
    ("渔船120艘，堆场2000平方米，能报吗", "渔船不少于200艘或者堆场不少于3000平方米。", NO),
    ("总共花了1200万，里面地价占500万，够吗", "总投资不低于800万元，地价不计入总投资。", NO),
    ("总共花了1500万，里面地价占500万，够吗", "总投资不低于800万元，地价不计入总投资。", YES),
]

DEADLINE = "报名材料于6月20日前送达，逾期不予受理。"
DAYS: Table = [
    ("6月24号寄到，赶得上吗", DEADLINE, NO),
    ("6月15号送到来得及吧", DEADLINE, YES),
    ("月底再交行吗", DEADLINE, NO),
    ("22号才弄完，还能交吗", DEADLINE, NO),
    ("截止日期是6月30日，对吧", DEADLINE, NO),
    ("截止日期是6月20日，没错吧", DEADLINE, YES),
]

KINDS_DIFFER = "每个单位可以申报2个项目，但应当属于不同类别。"
ONE_OF_A_KIND = "同一类型只能申报一个项目，总数不超过2个项目。"
SHARES = "实现以下一个或多个场景。"
KINDS: Table = [
    ("报两个项目，都属于绿化类，允许吗", KINDS_DIFFER, NO),
    ("两个绿化类的一起报，行吗", KINDS_DIFFER, NO),
    ("一个绿化类、一个照明类，两个一起报行吗", KINDS_DIFFER, YES),
    ("不同类别各报一个，总共两个，违规吗", ONE_OF_A_KIND, YES),
    ("同一类型报两个可以吗", ONE_OF_A_KIND, NO),
    ("一个绿化类、一个照明类，总共三个，行吗", ONE_OF_A_KIND, NO),
    ("四个场景是不是得全做齐", SHARES, NO),
    ("场景只做了一个，够吗", SHARES, YES),
]

EXCEPTED = "个体工商户不在遴选范围，已登记为家庭农场的个体工商户除外。"
BRANCH = "不具有法人资格的分社，可由总社出具授权书后报名，总社不在本市的除外。"
LOSS = "上年度亏损的企业不予受理，但研发费用同比增长超过30%的除外。"
CAMERA = "更衣室不得安装摄像设备，不成像的传感器除外。"
EXCEPTIONS: Table = [
    ("我是个体工商户，能报吗", EXCEPTED, NO),
    ("我是个体工商户，不过登记成家庭农场了，能报吗", EXCEPTED, YES),
    ("分社没有法人资格，总社在本市，给了授权书，行吗", BRANCH, YES),
    ("总社在外省，出了授权书，我们分社报名可以吧", BRANCH, NO),
    ("去年亏损，研发费用涨了三成五，还受理吗", LOSS, YES),
    ("去年亏损，研发费用只涨了两成，还受理吗", LOSS, NO),
    ("更衣室装个摄像设备行吗", CAMERA, NO),
    ("更衣室装不成像的传感器，违规吗", CAMERA, YES),
    ("打算申请三十来万，没做审计，可以吗", "报表可以不审计，但申请金额超过40万元的应当提供审计报告。", YES),
    ("打算申请五十万，没做审计，可以吗", "报表可以不审计，但申请金额超过40万元的应当提供审计报告。", NO),
]

FACTS: Table = [
    ("收不收报名费", "报名不收取任何费用。", NO),
    ("主办方委托过代办机构吗", "主办方未委托任何机构代办。", NO),
    ("超时就整个报名作废，是这样吧", "视频超时的，不影响报名效力。", NO),
    ("连着三年没交年报，会不会被撤销称号", "连续两年未提交年报的，撤销称号。", YES),
    ("年报漏了一年，是不是马上撤销称号", "连续两年未提交年报的，撤销称号。", NO),
    ("称号延过一次了，还想再延，行得通吗", "称号只能延续一次。", NO),
]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [*BANS, *DUTIES, *WAIVERS, *BOUNDS, *DAYS, *KINDS, *EXCEPTIONS, *FACTS],
)
def test_the_shape_of_the_rule_decides(question: str, sentence: str, expected: Verdict) -> None:
    assert verdict(question, sentence) is expected


BARRED = "有下列情形之一的，不得报名："
UNPAID = "（一）拖欠队员工资被通报且未整改完毕的；"
LISTED = "（二）被列入失信名单且尚未移出的；"
ACCIDENT = "（三）近三年内发生较大及以上安全事故的；"
SUIT = "（四）核心技术存在未了结诉讼的；"
PUNISHED = "（五）近两年受到处罚的，仅受到警告的除外；"


@pytest.mark.parametrize("governing", [BARRED, ""])
@pytest.mark.parametrize(
    ("question", "item", "expected"),
    [
        ("拖欠过工资被通报，还没整改完，能报吗", UNPAID, NO),
        ("以前拖欠工资被通报过，早就整改完毕了，还能报吗", UNPAID, YES),
        ("进过失信名单，上个月移出来了，可以报名吗", LISTED, YES),
        ("还在失信名单里，没移出，可以报名吗", LISTED, NO),
        ("去年出过一起一般事故，还能报吗", ACCIDENT, YES),
        ("去年出过一起较大事故，还能报吗", ACCIDENT, NO),
        ("四年前出过一起重大事故，还能报吗", ACCIDENT, YES),
        ("专利还在打官司，没判，可以报吗", SUIT, NO),
        ("去年受过处罚，只给了警告，能报吗", PUNISHED, YES),
        ("去年受过处罚，罚了五万，能报吗", PUNISHED, NO),
    ],
)
def test_an_item_bars_only_what_falls_under_it(governing: str, question: str, item: str, expected: Verdict) -> None:
    assert verdict(question, item, governing) is expected


REQUIRED = "报名单位应当同时符合下列条件："


@pytest.mark.parametrize(
    ("question", "item", "expected"),
    [
        ("去年出过一次一般事故，较大的没有，能报吗", "近三年未发生较大及以上事故；", YES),
        ("去年出过一次重大事故，能报吗", "近三年未发生较大及以上事故；", NO),
        ("负债率60%，能报吗", "资产负债率不高于75%；", YES),
        ("负债率78%，能报吗", "资产负债率不高于75%；", NO),
        ("我们公共交通单位负债率78%，能报吗", "公共交通单位不受资产负债率限制。", YES),
        ("成立一年半，能报吗", "成立满两年；", NO),
        ("去年十一月才成立，能报吗", "成立满两年；", NO),
        ("成立两年零三个月，能报吗", "成立满两年；", YES),
    ],
)
def test_an_item_of_a_list_of_conditions_says_for_itself_what_it_asks(
    question: str, item: str, expected: Verdict
) -> None:
    assert verdict(question, item, REQUIRED) is expected


def test_the_item_goes_before_a_head_that_permits() -> None:
    head = "两个以上单位可以联合报名，并遵守下列规定："
    assert verdict("我们咨询公司牵头可以吗", "咨询公司不得作为牵头单位。", head) is NO
