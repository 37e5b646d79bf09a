"""What the tab 评测 asks the server for: the newest report, read anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.evaluation import EvaluationError, load_report
from assistant.web.evaluation_html import report_html, trouble_html
from assistant.web.failures import Reply, replied
from assistant.web.service import Answering

_UNFORESEEN = "读取评测结果时出了意外的错误"


def shown(reports: Sequence[Path], service: Answering) -> Reply:
    """`{"html"}`, also where there is no report to read; `{"error"}` if something unforeseen happened."""

    def work() -> Reply:
        try:
            return {"html": report_html(load_report(reports), service.documents)}
        except EvaluationError as error:
            return {"html": trouble_html(error)}

    return replied(work, _UNFORESEEN)
