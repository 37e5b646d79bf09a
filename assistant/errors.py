"""What can go wrong while assisting; see corpus/errors.py for the tree."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from corpus.errors import PolicyError

LONGEST_QUESTION = 2000


class AssistantError(PolicyError):
    """Something about a request or the assistant's own files."""


class QuestionError(AssistantError):
    """A question that can't be taken as it is."""

    @classmethod
    def empty(cls) -> Self:
        return cls("问题是空的", next_step=f"请输入 1 至 {LONGEST_QUESTION} 字的问题")

    @classmethod
    def too_long(cls, length: int) -> Self:
        return cls(f"问题有 {length} 字，超过 {LONGEST_QUESTION} 字的上限", next_step="请删去背景材料，只留要问的内容")


class DescriptionError(AssistantError):
    """A description of a project that can't be taken as it is."""

    @classmethod
    def empty(cls, longest: int) -> Self:
        return cls("项目描述里没有文字", next_step=f"请写 1 至 {longest} 字：谁来建、建了什么、用在哪里、成效如何")

    @classmethod
    def too_long(cls, length: int, longest: int) -> Self:
        return cls(f"项目描述有 {length} 字，超过 {longest} 字的上限", next_step="请只留项目概述、建设内容和成效")

    @classmethod
    def no_directions(cls, document: str) -> Self:
        return cls(f"文件「{document}」没有可供申报的方向", next_step="请用 --document 指定一份列有方向的通知")


class InputError(AssistantError):
    """A line or file of input that can't be read."""

    @classmethod
    def bad_line(cls, reason: str) -> Self:
        return cls("这一行无法识别", reason, "每行应是一个 JSON 对象，各项见 docs/contract.md 的“Command line”")


class WeightsError(AssistantError):
    """Learned weights that don't fit the program."""

    @classmethod
    def unreadable(cls, path: Path) -> Self:
        return cls("权重文件无法读取", path.name, "请重新安装，或运行 python -m eval train 重新生成")

    @classmethod
    def other_features(cls, path: Path) -> Self:
        return cls("权重文件与程序版本不一致", path.name, "请运行 python -m eval train 重新生成")


class WriterError(AssistantError):
    """A language model that was asked and gave nothing usable."""

    @classmethod
    def not_installed(cls) -> Self:
        return cls(
            "设置了语言模型，但没有安装接入它的组件",
            next_step="请运行 .venv/bin/pip install -e '.[llm]'，或删去 POLICY_ASSISTANT_LLM_ 开头的设置",
        )

    @classmethod
    def too_slow(cls, seconds: float) -> Self:
        return cls(f"语言模型在 {seconds:g} 秒内没有答完", next_step="可调大 POLICY_ASSISTANT_LLM_TIMEOUT")

    @classmethod
    def failed(cls, reason: str) -> Self:
        return cls("语言模型没有应答", reason, "请检查 POLICY_ASSISTANT_LLM_ 开头的设置和模型服务")
