"""Folders that appear whole or not at all, and the lock that keeps a second writer out.

A folder is written aside under a name that starts with a dot, flushed to the disk and renamed. A writer that is killed
leaves such a folder behind; the next holder of the lock sweeps it away.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from index.errors import IndexBusy

LOCK_TIMEOUT: Final = 1800.0
_ASIDE: Final = ".building-"
_RETIRED: Final = ".retired-"
_REPLACED: Final = ".replaced-"
_POLL_SECONDS: Final = 2.0
_log = logging.getLogger(__name__)


@contextmanager
def exclusive(
    lock_file: Path, waiting: Callable[[float], None] | None = None, timeout: float = LOCK_TIMEOUT
) -> Generator[None]:
    """Hold a lock that the operating system drops when its holder dies.

    Args:
        lock_file: Created with its folder if absent, and never removed.
        waiting: Called about every two seconds with the seconds waited, while another process holds the lock.
        timeout: Seconds until giving up.

    Raises:
        IndexBusy: If the lock was not to be had in time.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file, thread_local=False)
    started = time.monotonic()
    announced = False
    while True:
        left = timeout - (time.monotonic() - started)
        try:
            lock.acquire(timeout=max(0.0, min(_POLL_SECONDS if announced else 0.0, left)), poll_interval=0.05)
            break
        except Timeout as error:
            waited = time.monotonic() - started
            if waited >= timeout:
                raise IndexBusy.waited(lock_file, waited) from error
            if waiting is not None:
                waiting(waited)
            elif not announced:
                _log.info("另一个进程正在准备，等待其完成……")
            announced = True
    try:
        yield
    finally:
        lock.release()


@contextmanager
def published(final: Path) -> Generator[Path]:
    """Yield an empty folder beside `final`; when the block ends without an error, it becomes `final`.

    An older `final` is replaced. The caller holds the lock of the parent folder.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=final.parent))
    try:
        yield aside
        aside.chmod(0o755)
        _flush(aside)
        _replace(aside, final)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove what killed writers left in `parent`, and put back what one was about to replace.

    The caller holds the lock.
    """
    for replaced in parent.glob(f"{_REPLACED}*/*"):
        if not (parent / replaced.name).exists():
            replaced.rename(parent / replaced.name)
    for prefix in (_ASIDE, _RETIRED, _REPLACED):
        for leftover in parent.glob(f"{prefix}*"):
            shutil.rmtree(leftover, ignore_errors=True)


def retire(folder: Path) -> None:
    """Remove a folder so that nobody sees half of it: rename, then delete."""
    away = _moved_away(folder, _RETIRED)
    shutil.rmtree(away, ignore_errors=True)


def _replace(aside: Path, final: Path) -> None:
    away = _moved_away(final, _REPLACED) if final.exists() else None
    aside.rename(final)
    _flush_folder(final.parent)
    if away is not None:
        shutil.rmtree(away, ignore_errors=True)


def _moved_away(folder: Path, prefix: str) -> Path:
    away = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        folder.rename(away / folder.name)
    except OSError as error:
        # Windows keeps a folder whose files another process has open; a later turn gets it.
        _log.debug("%s is still in use: %s", folder, error)
    return away


def _flush(folder: Path) -> None:
    for root, _, files in os.walk(folder):
        for name in files:
            with (Path(root) / name).open("rb+") as file:
                os.fsync(file.fileno())
        _flush_folder(Path(root))


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
