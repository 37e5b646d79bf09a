"""A reader's hold on a generation of the index, so that it isn't removed while it is read.

The hold is a lock on a small file of the reader's own, with a folder beside it for what the reader alone may write: the
operating system drops the lock when the reader dies, and whoever comes next removes both.
"""

from __future__ import annotations

import itertools
import os
import shutil
import weakref
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

_FOLDER: Final = ".leases"
_LOCK: Final = ".lock"
_OWN: Final = ".own"
_numbers = itertools.count()


class Lease:
    """Holds one generation until it is released, collected, or the process ends.

    Attributes:
        own: Where a folder of the reader's own may be made.
    """

    def __init__(self, index_dir: Path, generation: str) -> None:
        leased(index_dir)
        folder = index_dir / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{generation}-{os.getpid()}-{next(_numbers)}"
        lock = FileLock(folder / f"{stem}{_LOCK}", thread_local=False)
        lock.acquire()
        self.own: Path = folder / f"{stem}{_OWN}"
        self._finish = weakref.finalize(self, _give_back, lock, self.own)

    def release(self) -> None:
        """Let go; a second call does nothing."""
        self._finish()


def leased(index_dir: Path) -> frozenset[str]:
    """The generations that somebody holds; what dead readers left is removed on the way."""
    held: set[str] = set()
    for file in sorted((index_dir / _FOLDER).glob(f"*{_LOCK}")):
        lock = FileLock(file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            held.add(file.name.split("-", 1)[0])
        else:
            _give_back(lock, file.with_suffix(_OWN))
    return frozenset(held)


def _give_back(lock: FileLock, own: Path) -> None:
    shutil.rmtree(own, ignore_errors=True)
    lock.release()
    Path(lock.lock_file).unlink(missing_ok=True)
