"""What can go wrong with the model and the index.

PolicyError
└── IndexFailure
    ├── ModelUnavailable   the weights can't be had, or are not what they should be
    ├── ModelRejected      a folder or name of a model that is not safe, or not a model
    ├── IndexBusy          another process is building, and the wait was too long
    └── IndexBroken        an index folder that can't be read or written
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from corpus.errors import PolicyError

INDEX_COMMAND = "policy-assistant index"


class IndexFailure(PolicyError):
    """Something about the model or the index."""


class ModelUnavailable(IndexFailure):
    """The weights can't be had; `next_step` names the files that may be put in place by hand."""

    @classmethod
    def not_prepared(cls, folder: Path) -> Self:
        return cls("向量模型尚未准备", f"目录「{folder}」中没有可用的模型", f"请先运行 {INDEX_COMMAND}")

    @classmethod
    def not_fetched(cls, reason: str, incoming: Path, files: tuple[tuple[str, str], ...]) -> Self:
        listed = "、".join(f"{name}（sha256 {digest}）" for name, digest in files)
        return cls(
            f"取不到向量模型：{reason}",
            f"目标目录「{incoming}」",
            f"请在能联网的机器上取得 {listed}，或准备好的模型文件夹，放入「{incoming}」后再运行 {INDEX_COMMAND}；"
            "也可以在设置中填写另一个 sentence-transformers 模型的名称或文件夹",
        )

    @classmethod
    def altered(cls, file: str, expected: str, found: str) -> Self:
        return cls(
            f"模型文件「{file}」与登记的不一致",
            f"应为 sha256 {expected}，实为 {found}",
            f"请删除该文件，重新取得后再运行 {INDEX_COMMAND}",
        )

    @classmethod
    def malformed(cls, file: str, reason: str) -> Self:
        return cls(f"模型文件「{file}」无法读取", reason, f"请删除该文件，重新取得后再运行 {INDEX_COMMAND}")

    @classmethod
    def unequal(cls, cosine: float, least: float) -> Self:
        return cls(
            "转换后的模型与原模型结果不一致",
            f"余弦相似度最低 {cosine:.5f}，应不低于 {least}",
            f"请重新运行 {INDEX_COMMAND}；若仍如此，请检查 onnxruntime 与 torch 的版本",
        )


class ModelRejected(IndexFailure):
    """A model that is not loaded: it could run code, or it can't be found."""

    @classmethod
    def unsafe(cls, folder: Path, names: tuple[str, ...]) -> Self:
        return cls(
            "拒绝加载该模型文件夹：其中有可能执行代码的文件",
            f"「{folder}」中的 {'、'.join(names)}",
            "请只使用 safetensors 格式的模型，删去 .bin、.pkl、.py 文件后再试",
        )

    @classmethod
    def not_a_model(cls, folder: Path) -> Self:
        return cls(
            "该文件夹不是 sentence-transformers 模型",
            f"「{folder}」",
            "请检查路径，其中应有 config.json 和 .safetensors 文件",
        )

    @classmethod
    def not_loaded(cls, name: str, reason: str) -> Self:
        return cls(f"无法加载模型「{name}」", reason, "请检查模型名称与网络，或把模型文件夹拷贝到本机后填写其路径")


class IndexBusy(IndexFailure):
    """Another process holds the lock of the index or of the model."""

    @classmethod
    def waited(cls, lock: Path, seconds: float) -> Self:
        return cls(
            f"另一个进程正在建立索引或准备模型，已等待 {seconds:.0f} 秒", f"锁文件「{lock}」", "请待其完成后重试"
        )


class IndexBroken(IndexFailure):
    """An index folder that can't be read or written."""

    @classmethod
    def unreadable(cls, folder: Path, reason: str) -> Self:
        return cls("索引无法读取", f"「{folder}」：{reason}", f"请运行 {INDEX_COMMAND} --rebuild 重建")

    @classmethod
    def unwritable(cls, folder: Path, reason: str) -> Self:
        return cls("索引无法写入", f"「{folder}」：{reason}", "请检查磁盘空间与目录权限后重试")
