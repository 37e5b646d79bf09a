"""The outermost handler of what the page asks for: whatever happens, the visitor gets a sentence and a way on."""

from __future__ import annotations

import binascii
import logging
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from corpus.errors import PolicyError

Reply = dict[str, Any]

_log = logging.getLogger(__name__)
_REFRESH = "请刷新页面后重试"


def replied(work: Callable[[], Reply], unforeseen: str, refresh: str = _REFRESH) -> Reply:
    """What `work` gives, or `{"error": {"what", "where", "next"}}` with what a visitor is told of its failure.

    Args:
        unforeseen: What happened, where nobody foresaw it; the rest goes to the log.
        refresh: What to do about a request that can't be read.
    """
    try:
        return work()
    except (ValidationError, binascii.Error):
        error = nonsense(refresh)
    except PolicyError as failure:
        error = failure
    except Exception:
        _log.exception("%s", unforeseen)
        error = PolicyError(unforeseen, next_step="请重试；若仍出错，请联系管理员查看日志")
    return {"error": {"what": error.what, "where": error.where, "next": error.next_step}}


def nonsense(refresh: str = _REFRESH) -> PolicyError:
    """Of a request that this page's script doesn't send."""
    return PolicyError("页面送来的内容无法识别", next_step=refresh)
