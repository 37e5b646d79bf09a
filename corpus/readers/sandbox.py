"""Has a file parsed in a process of its own, with limits, and waits for it no longer than allowed.

The time allowed is processor time; a busy machine may take twice as long. On Linux memory, processor time, writing,
processes and the network are limited by the kernel; on macOS memory is not; on Windows only the wall time is enforced,
and what Python itself refuses.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any, Final

from corpus.readers.errors import ReadError
from corpus.readers.kind import NAMES, Kind
from corpus.readers.model import Extracted, Limits

_ROOT: Final = Path(__file__).parent.parent.parent
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from corpus.readers.inside import main; main()"
_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_BYTES_PER_CHARACTER: Final = 6
_PATIENCE: Final = 2.0
_TIME_IS_UP: Final = 24
_LAST_WORDS: Final = 2.0
Found = Callable[[str, bytes], None]


def read_confined(kind: Kind, data: bytes, limits: Limits) -> Extracted:
    """The text of a file, parsed in a child process that has ended when this returns.

    Raises:
        ReadError: If the file can't be read, or not within the limits.
    """
    return _extracted(_confined(kind.value, NAMES[kind], data, limits, lambda _name, _data: None), limits)


def unpack_confined(data: bytes, limits: Limits) -> list[tuple[str, bytes]]:
    """(name, content) of the files in a zip.

    Raises:
        ReadError: As `read_confined`.
    """
    found: list[tuple[str, bytes]] = []
    _confined(Kind.ZIP.value, NAMES[Kind.ZIP], data, limits, lambda name, file: found.append((name, file)))
    return found


def recognise_confined(data: bytes, page: int, limits: Limits) -> dict[str, Any]:
    """Lines, confidence and agreement of one page of a PDF, from 1, or of a picture, 0.

    Raises:
        ReadError: As `read_confined`.
    """
    own = replace(
        limits,
        memory_bytes=limits.picture_memory_bytes,
        seconds=limits.picture_wall_seconds,
        cpu_seconds=limits.picture_seconds * 2,
    )
    return _confined(f"picture:{page}", NAMES[Kind.PDF if page else Kind.IMAGE], data, own, lambda _name, _data: None)


def _confined(kind: str, name: str, data: bytes, limits: Limits, found: Found) -> dict[str, Any]:
    try:
        child = _started(kind, limits)
    except OSError as error:
        raise ReadError.not_started() from error
    try:
        return _answer(child, name, data, limits, found)
    finally:
        _end(child)


def _started(kind: str, limits: Limits) -> subprocess.Popen[bytes]:
    options = ("-I", "-B", "-X", "utf8", "-c", _START)
    return subprocess.Popen(
        [sys.executable, *options, str(_ROOT), kind, json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        start_new_session=True,
    )


def _answer(child: subprocess.Popen[bytes], name: str, data: bytes, limits: Limits, found: Found) -> dict[str, Any]:
    assert child.stdin and child.stdout
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_feed, args=(child.stdin, data), daemon=True).start()
    most = limits.characters * _BYTES_PER_CHARACTER
    threading.Thread(target=_collect, args=(child.stdout, lines, most), daemon=True).start()
    begun = time.monotonic()
    allowed = limits.seconds
    is_ready = False
    while True:
        try:
            line = lines.get(timeout=max(0.0, begun + allowed * _PATIENCE - time.monotonic()))
        except queue.Empty:
            raise ReadError.timeout(allowed) from None
        said = _parsed(line)
        if "ready" in said:
            is_ready = True
        elif "pages" in said:
            allowed = limits.seconds + limits.seconds_per_page * min(int(said["pages"]), limits.pages)
        elif "error" in said:
            raise ReadError(*map(str, said["error"]))
        elif "result" in said:
            return said["result"]
        elif "file" in said:
            found(str(said["file"][0]), base64.b64decode(said["file"][1]))
        elif _ended_by(child) == -_TIME_IS_UP:
            raise ReadError.timeout(limits.cpu_seconds or allowed)
        else:
            raise ReadError.damaged(name) if is_ready else ReadError.not_started()


def _ended_by(child: subprocess.Popen[bytes]) -> int | None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(timeout=_LAST_WORDS)
    return None


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError), stdin:  # the child may end before it has read all
        stdin.write(data)


def _collect(stdout: IO[bytes], lines: queue.SimpleQueue[bytes], most: int) -> None:
    """Put each line into the queue; an empty one says that no more will come."""
    with contextlib.suppress(OSError, ValueError):
        while line := stdout.readline(most):
            lines.put(line)
    lines.put(b"")


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        return json.loads(line)
    except ValueError:
        return {}


def _extracted(result: dict[str, Any], limits: Limits) -> Extracted:
    pages = result["pages"]
    text = result["text"] if pages is None else "\n".join(filter(None, pages))
    if len(text) > limits.characters:
        raise ReadError.too_long(limits.characters)
    found = None if pages is None else tuple(pages)
    return Extracted(text, found, tuple(result["notes"]), tuple(result["silent"]))


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it may have started, and leave no zombie."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        with contextlib.suppress(OSError, ValueError):
            if stream:
                stream.close()
