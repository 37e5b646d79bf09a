"""Rulebooks for tests: the shipped one, and rules for two invented notices that no code knows of."""

from __future__ import annotations

import json
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assistant.rulebook import Rulebook
from corpus.library import BUILTIN, load_document
from corpus.rules import RULES, read_rules

ROOT = Path(__file__).parent.parent
SHIPPED = BUILTIN / "miit-2023-319"
IN_TIME = date(2023, 12, 1)

# For a notice with classes and directions.
CASES_RULES = """
groups = ["单位", "案例", "加分"]

[[field]]
name = "省内登记"
type = "bool"
group = "单位"
ask = "在省内登记注册吗？"

[[field]]
name = "运行月数"
type = "number"
group = "案例"
ask = "稳定运行了几个月？"
unit = "个月"

[[field]]
name = "投入运行日期"
type = "date"
group = "案例"
ask = "哪天投入运行？"

[[field]]
name = "牵头数"
type = "count"
group = "单位"
ask = "另外牵头申报了几个案例？"
unit = "个"

[[field]]
name = "往年入选"
type = "bool"
group = "案例"
ask = "往年入选过吗？"

[[field]]
name = "实质性升级"
type = "bool"
group = "案例"
ask = "有实质性升级吗？"

[[field]]
name = "上下游企业数"
type = "count"
group = "案例"
ask = "接入了几家上下游企业？"
unit = "家"

[[field]]
name = "跨市合作"
type = "bool"
group = "加分"
ask = "跨市合作吗？"
optional = true

[[rule]]
id = "registered"
clause = "通知/二/（一）"
quote = "申报主体应当在海渡省内登记注册"
field = "省内登记"
is = true

[[rule]]
id = "running"
clause = "通知/二/（二）"
quote = "至申报时稳定运行不少于6个月"
field = "运行月数"
at_least = 6

[[rule]]
id = "started"
clause = "通知/二/（二）"
quote = "案例应当在2024年12月31日前投入运行"
field = "投入运行日期"
not_after = 2024-12-31

[[rule]]
id = "two-cases"
clause = "通知/二/（四）"
quote = "每个申报主体牵头申报不超过2个案例"
field = "牵头数"
at_most = 2
including_this = true

[[rule]]
id = "chosen-before"
clause = "通知/二/（五）"
quote = "有实质性升级的，可以申报"
field = "实质性升级"
is = true
when = { "往年入选" = true }

[[rule]]
id = "partners"
direction = "工业数据协同"
clause = "附件1/一/（一）/申报条件"
quote = "接入数据共享的上下游企业不少于20家"
field = "上下游企业数"
at_least = 20

[[rule]]
id = "across-cities"
clause = "通知/二/（七）"
quote = "鼓励跨市合作的案例"
field = "跨市合作"
is = true
effect = "bonus"

[[portfolio]]
id = "cases-together"
clause = "通知/二/（四）"
quote = "每个申报主体牵头申报不超过2个案例"
max_projects = 2
unit = "个"

[[material]]
item = "演示视频"
clause = "通知/四/（二）"
quote = "演示视频时长3至6分钟"
who = "申报主体上传"

[[step]]
what = "网上填报"
days_before = 0
clause = "通知/四/（三）"
quote = "申报主体于2025年8月15日前"
"""

# For a notice of chapters and articles, without directions.
VOUCHER_RULES = """
groups = ["主体"]

[[field]]
name = "职工人数"
type = "count"
group = "主体"
ask = "职工多少人？"
unit = "人"

[[field]]
name = "主体"
type = "choice"
group = "主体"
ask = "是哪一种主体？"
choices = ["中小企业", "创业团队"]

[[rule]]
id = "staff"
clause = "通知/第二章/第五条/（一）"
quote = "职工人数不超过300人"
field = "职工人数"
at_most = 300
when = { "主体" = "中小企业" }
"""


@cache
def shipped() -> Rulebook:
    document = load_document(SHIPPED)
    rules = read_rules(SHIPPED, document)
    assert rules
    return Rulebook(document, rules)


def invented(folder: Path, notice: str, rules: str) -> Rulebook:
    """A copy of an invented notice in `folder`, with rules of its own."""
    target = folder / notice
    shutil.copytree(ROOT / "eval" / "notices" / notice, target, dirs_exist_ok=True)
    (target / RULES).write_text(rules, encoding="utf-8")
    document = load_document(target)
    read = read_rules(target, document)
    assert read
    return Rulebook(document, read)


@cache
def cases() -> tuple[dict[str, Any], ...]:
    """Cases in the form of the public contract."""
    lines = (ROOT / "tests/golden/assess_cases.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def clean_facts(direction: int) -> dict[str, Any]:
    """Facts that satisfy a direction, just."""
    return dict(next(case["facts"] for case in cases() if case["id"] == f"clean-{direction}"))
