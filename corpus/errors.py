"""What can go wrong with documents.

PolicyError
├── CorpusError
│   ├── ClausePathError     a path that can't be read, or names no clause
│   ├── DocumentError       a document folder that can't be loaded
│   └── UnknownDocumentError
├── IndexError_ …           see index/errors.py
└── AssistantError …        see assistant/errors.py
"""

from __future__ import annotations

from typing import Self


class PolicyError(Exception):
    """A failure a user can act on: `what` happened, `where`, and what to do `next`. All in Chinese."""

    def __init__(self, what: str, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        return "；".join(part for part in (self.what, self.where, self.next_step) if part)


class CorpusError(PolicyError):
    """Something about documents."""


class ClausePathError(CorpusError):
    """A clause path that can't be read or that names no clause."""

    @classmethod
    def malformed(cls, text: str) -> Self:
        return cls(f"条款路径「{text}」无法识别", next_step="请写成「通知/二/（四）」或「附件1/六/（十五）」的样子")

    @classmethod
    def unknown(cls, text: str, nearest: str | None = None) -> Self:
        return cls(f"没有条款「{text}」", next_step=f"是否指「{nearest}」？" if nearest else "")


class DocumentError(CorpusError):
    """A document folder that can't be loaded."""


class UnknownDocumentError(CorpusError):
    """A document id that the library doesn't hold."""

    @classmethod
    def unknown(cls, document: str, known: tuple[str, ...]) -> Self:
        return cls(f"资料库中没有文件「{document}」", next_step=f"现有：{'、'.join(known) or '（空）'}")
