"""Self-assessment rules for the invented notice of `fake_assistant`, of every kind the form knows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from assistant.rulebook import Rulebook, RulebookError
from corpus.errors import UnknownDocumentError
from corpus.model import Document
from corpus.rules import RULES, read_rules

TEA_RULES = """
groups = ["单位", "茶园", "方向", "材料", "优先"]

[[field]]
name = "本市登记"
type = "bool"
group = "单位"
ask = "在本市登记满三年了吗？"
[field.prefill]
said = ["登记满三年"]

[[field]]
name = "单位类型"
type = "choice"
group = "单位"
ask = "是哪一类单位？"
choices = ["茶叶合作社", "茶厂", "茶叶研究所"]
other = true

[[field]]
name = "已提出茶园数"
type = "count"
group = "单位"
ask = "另外提出了几个茶园？"
unit = "个"
hint = "没有填 0"

[[field]]
name = "已选方向"
type = "directions"
group = "单位"
ask = "另外选了哪些方向？"

[[field]]
name = "在𠮷田片区"
type = "bool"
group = "茶园"
ask = "茶园在𠮷田片区吗？"

[[field]]
name = "面积"
type = "number"
group = "茶园"
ask = "茶园有多少亩？"
unit = "亩"

[[field]]
name = "已有举措"
type = "choices"
group = "方向"
ask = "做了哪些事？"
choices = ["遮阴调温", "以鸟治虫", "落叶还田"]

[[field]]
name = "减药比例"
type = "number"
group = "方向"
ask = "农药少用了百分之几？"
unit = "%"

[[field]]
name = "影像分钟"
type = "number"
group = "材料"
ask = "影像有几分钟？"
unit = "分钟"
[field.prefill]
near = ["影像"]

[[field]]
name = "申请书份数"
type = "count"
group = "材料"
ask = "申请书备了几份？"
unit = "份"

[[field]]
name = "寄出日期"
type = "date"
group = "材料"
ask = "哪天寄出？"
optional = true

[[field]]
name = "片区优先"
type = "bool"
group = "优先"
ask = "想按片区优先吗？"
optional = true

[[rule]]
id = "registered"
clause = "通知/二/（一）"
quote = "在云杉市登记满三年的茶叶合作社、茶厂或者茶叶研究所"
field = "本市登记"
is = true

[[rule]]
id = "kind"
clause = "通知/二/（一）"
quote = "在云杉市登记满三年的茶叶合作社、茶厂或者茶叶研究所"
field = "单位类型"
one_of = ["茶叶合作社", "茶厂", "茶叶研究所"]
effect = "confirm"
mend = "请问区农业局"

[[rule]]
id = "three-gardens"
clause = "通知/二/（三）"
quote = "合计不超过3个茶园"
field = "已提出茶园数"
at_most = 3
including_this = true

[[rule]]
id = "one-direction"
clause = "通知/二/（三）"
quote = "每家单位同一类只能选一个方向"
field = "已选方向"
same_class_at_most = 1
including_this = true

[[rule]]
id = "area"
clause = "通知/二/（二）"
quote = "𠮷田片区以外的茶园，面积不得少于30亩"
field = "面积"
at_least = 30
when = { "在𠮷田片区" = false }

[[rule]]
id = "works"
direction = "附件1/一/（一）"
clause = "附件1/一/（一）/应用场景/1"
quote = "用落叶乔木调节夏季茶树冠层的温度"
field = "已有举措"
includes = ["遮阴调温"]

[[rule]]
id = "less-poison"
direction = "附件1/一/（一）"
clause = "附件1/一/（一）/应用成效"
quote = "化学农药用量下降不少于40%"
field = "减药比例"
at_least = 40

[[rule]]
id = "film"
clause = "通知/二/（三）"
quote = "附上8至12分钟的茶园影像"
field = "影像分钟"
between = [8, 12]

[[rule]]
id = "copies"
clause = "通知/三/（一）"
quote = "申请书一式四份"
field = "申请书份数"
at_least = 4
effect = "mend"
mend = "请补足申请书"

[[rule]]
id = "in-time"
clause = "通知/三/（一）"
quote = "各区农业局于2019年6月30日前"
field = "寄出日期"
not_after = 2019-06-30

[[rule]]
id = "first"
clause = "通知/二/（二）"
quote = "𠮷田片区的茶园可以优先"
field = "片区优先"
is = true
effect = "bonus"

[[contradiction]]
field = "片区优先"
facts = { "在𠮷田片区" = false, "片区优先" = true }
problem = "填报不在片区，却又想按片区优先"
allowed = "在片区的请改前一题"

[[open]]
clause = "通知/三/（二）"
quote = "市茶叶站组织评议"
text = "没有写明怎样评议"

[[portfolio]]
id = "gardens-together"
clause = "通知/二/（三）"
quote = "每家单位同一类只能选一个方向"
max_per_class = 1
unit = "个"

[[portfolio]]
id = "garden-once"
clause = "通知/二/（三）"
quote = "同一茶园不得重复提出"
distinct_projects = true

[[material]]
item = "申请书"
copies = 4
unit = "份"
clause = "通知/三/（一）"
quote = "申请书一式四份"
who = "单位编写，区农业局寄送"
to_clause = "通知/三/（一）"
to_quote = "电子稿发到chazhan@yunshan.example"

[[step]]
what = "备齐申请书"
days_before = 10
who = "单位"

[[step]]
what = "寄到"
days_before = 0
who = "区农业局"
clause = "通知/三/（一）"
quote = "各区农业局于2019年6月30日前"
"""


def tea_rulebook(document: Document) -> Rulebook:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / RULES).write_text(TEA_RULES, encoding="utf-8")
        rules = read_rules(Path(folder), document)
    assert rules
    return Rulebook(document, rules)


class FakeShelf:
    """Rules for one document of a library, as `RuleShelf` hands them out."""

    def __init__(self, documents: tuple[Document, ...], with_rules: str) -> None:
        self._documents = documents
        self._rulebooks = {d.id: tea_rulebook(d) for d in documents if d.id == with_rules}

    def rulebook(self, document: str | None = None) -> Rulebook:
        if document is None:
            if not self._rulebooks:
                raise RulebookError.none_at_all()
            return next(iter(self._rulebooks.values()))
        found = next((d for d in self._documents if d.id == document), None)
        if found is None:
            raise UnknownDocumentError.unknown(document, tuple(d.id for d in self._documents))
        if document not in self._rulebooks:
            raise RulebookError.none_for(found)
        return self._rulebooks[document]
