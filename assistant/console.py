"""Where a command reads and writes: its streams, its progress bar and its log lines."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO

from assistant.results import encodable
from corpus.errors import PolicyError

if TYPE_CHECKING:
    from assistant.service import Progress

_OWN_LOGS: Final = ("assistant", "corpus", "index")


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command reads and writes: UTF-8, whatever the locale."""

    stdin: BinaryIO
    stdout: BinaryIO
    stderr: TextIO

    @classmethod
    def of_process(cls) -> Console:
        reconfigure = getattr(sys.stderr, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
        # a stream that was closed before the start is None
        stdin, stdout = (getattr(stream, "buffer", None) or io.BytesIO() for stream in (sys.stdin, sys.stdout))
        return cls(stdin, stdout, sys.stderr)

    def line(self, text: str) -> None:
        """Write a line to stdout, at once.

        Raises:
            BrokenPipeError: If the reader is gone. Nothing is written after that, nor after a PolicyError.
            PolicyError: If it can't be written for another reason, such as a full disk.
        """
        try:
            self.stdout.write(encodable(text).encode() + b"\n")
            self.stdout.flush()
        except BrokenPipeError:
            _discard(self.stdout)
            raise
        except OSError as error:
            _discard(self.stdout)
            raise PolicyError("结果无法写出", error.strerror or "", "请检查磁盘空间与输出位置") from error


@contextmanager
def progress_on(stream: TextIO) -> Generator[Progress]:
    """A bar on `stream` for each run from 0 to 1; none while there is nothing to tell."""
    bar: Any = None

    def told(what: str, share: float) -> None:
        nonlocal bar
        from tqdm import tqdm

        if bar is None or share * 100 < bar.n:
            if bar is not None:
                bar.close()
            bar = tqdm(total=100, desc=what, file=stream, bar_format="{desc}：{percentage:3.0f}%|{bar:30}| {elapsed}")
        bar.set_description_str(what, refresh=False)
        bar.update(share * 100 - bar.n)
        bar.refresh()

    try:
        yield told
    finally:
        if bar is not None:
            bar.close()


class _OneLine(logging.Formatter):
    """What went wrong without where in the code: no traceback."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        return f"{said}（{type(error).__name__}: {error}）" if error else said


@contextmanager
def logs_to(stream: TextIO, *, debug: bool) -> Generator[None]:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s") if debug else _OneLine())
    root = logging.getLogger()
    loggers = [logging.getLogger(name) for name in _OWN_LOGS]
    before = [logger.level for logger in loggers]
    root.addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG if debug else logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _discard(stream: BinaryIO) -> None:
    """Send what is still buffered nowhere, so that nothing is said about it when the process ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
