"""An invented notice whose clauses take up one another: contacts in one line, classes compared, steps, lists, kinds told apart."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.model import Document
from tests.test_assistant_service import written

QUARRY = """岭南矿业局关于组织申报2025年绿色矿山示范项目的通知

岭矿〔2025〕3号

各县矿业局：

现组织申报2025年绿色矿山示范项目。有关事项通知如下：

一、申报条件

（一）露天开采类按投入的30%补助，单个不超过60万元；地下开采类按25%补助，单个不超过80万元。

（二）申报材料包括：

1. 采矿许可证复印件，已建成矿山另附竣工验收证明；

2. 三年开采方案，不超过20页；

3. 在建矿山附形象进度证明，由监理单位出具。

（三）矿山按规模分级。其中，甲级矿山年产量在百万吨以上；乙级矿山年产量在十万吨以上；丙级矿山为其余矿山。

二、申报程序

（一）网上填报。企业于2025年4月1日前填报。

（二）县级审核。县矿业局于2025年5月1日前审核，各县推荐项目按先后排序，推荐不超过6个。

（三）专家评审。市局组织专家评审，公示7个工作日。

三、联系方式

（一）业务咨询。露天开采类：石一川，0999-5550001。地下开采类：金二水，0999-5550002。

（二）材料接收。市矿业发展中心，铁三山，0999-5550003，地址：岭南市碧湖区松柏路5号。

（三）技术支持。平台技术支持电话0999-5550004。

岭南矿业局

2025年2月1日

附件1

一、露天开采类

（一）边坡监测与预警

对高陡边坡布设位移传感器，提前发现滑坡。

（二）粉尘治理与喷淋

在采场和道路布设喷淋，减少粉尘。

二、地下开采类

（三）井下通风节能

根据人员位置调节风量，减少用电。
"""


@cache
def quarry() -> Document:
    with TemporaryDirectory() as folder:
        return written(Path(folder), "quarry", QUARRY)
