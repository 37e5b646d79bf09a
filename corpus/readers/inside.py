"""The process in which a stranger's file is parsed. Started by `sandbox`, never imported by it.

It is given everything it needs — the file on stdin, the limits as an argument — and needs nothing else: no file but
Python's own modules, no network, no other process. One JSON object a line on stdout: `{"ready"}` once it is confined,
`{"pages": n}` for a PDF, `{"file": [name, base64]}` for each file in a zip, then `{"result"}` or `{"error"}`. Anything it doesn't catch ends it without a word.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from corpus.readers.errors import ReadError
from corpus.readers.model import Extracted, Limits

Tell = Callable[[dict[str, Any]], None]
Reader = Callable[[bytes, Limits, Tell], dict[str, Any]]

_NEW_USER_AND_NETWORK: Final = 0x10000000 | 0x40000000
_NO_NEW_PRIVILEGES: Final = 38
_DIE_WITH_PARENT: Final = 1
_KILL: Final = 9
_FOREIGN: Final = "ctypes."
_FOREIGN_LOADING: Final = ("ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function")
_REFUSED: Final = (
    *("socket.", "subprocess.", "pty.", "shutil.", "webbrowser.", "winreg.", "urllib.", "http.", "ftplib."),
    *("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "os.kill", "os.putenv"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("os.utime", "os.setxattr", "os.removexattr", "signal.pthread_kill"),
)
_PICTURE: Final = "picture:"
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Read one file. Arguments: kind, limits as JSON."""
    kind, limits = sys.argv[-2], Limits(**json.loads(sys.argv[-1]))
    tell = _answers()
    data = sys.stdin.buffer.read()
    leave_network()
    read = _reader(kind)
    limit_resources(limits)
    refuse_events(_FOREIGN_LOADING if kind.startswith(_PICTURE) else (_FOREIGN,))
    tell({"ready": True})
    out_of_memory = _error(ReadError.memory())  # made while there is some
    try:
        tell({"result": read(data, limits, tell)})
    except ReadError as error:
        tell(_error(error))
    except RecursionError:
        tell(_error(ReadError.too_deep()))
    except MemoryError as error:
        error.__traceback__ = None  # frees what its frames hold
        tell(out_of_memory)


def _error(error: ReadError) -> dict[str, Any]:
    return {"error": [error.what, error.where, error.next_step]}


def limit_resources(limits: Limits) -> None:
    """As far as the system has such limits: Windows has none, macOS not that of memory."""
    try:
        import resource
    except ImportError:
        return
    cpu = int(limits.cpu_seconds or limits.seconds + limits.seconds_per_page * limits.pages) + 1
    wanted = {
        "RLIMIT_AS": limits.memory_bytes,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_NOFILE": 64,
    }
    for name, most in wanted.items():
        if hasattr(resource, name):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (most, most))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))  # at the first it is told to end, at the second it is


def leave_network() -> None:
    """On Linux, where the system allows it, a network of its own without any device; and it dies with its parent."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_DIE_WITH_PARENT, _KILL, 0, 0, 0)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        libc.unshare(_NEW_USER_AND_NETWORK)


def refuse_events(more: tuple[str, ...] = (_FOREIGN,)) -> None:
    """From now on Python itself refuses sockets, processes, writing, and reading anything but its own modules.

    Args:
        more: Beginnings of further events: foreign functions, of which a renderer needs those it has loaded.
    """
    refused = (*_REFUSED, *more)
    places = (*sys.path, sys.prefix, sys.base_prefix)
    roots = tuple({f"{Path(place).absolute()}{os.sep}" for place in places if place})

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not _is_own_module(arguments, roots):
            raise PermissionError(event)
        if event.startswith(refused):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _is_own_module(arguments: tuple[Any, ...], roots: tuple[str, ...]) -> bool:
    path, mode, flags = arguments
    if not isinstance(path, str) or ".." in path or not path.startswith(roots):
        return False
    reads = isinstance(mode, str) and set(mode) <= set("rbt")
    return reads or (mode is None and isinstance(flags, int) and not flags & _WRITING)


def _reader(kind: str) -> Reader:
    """Imported before the process is confined, and only the one that is needed; what starts threads, started too."""
    logging.disable()
    if kind == "pdf":
        from corpus.readers.pdf import read_pdf

        return lambda data, limits, tell: _plain(read_pdf(data, limits, lambda count: _opened(count, limits, tell)))
    if kind == "html":
        from corpus.readers.html import read_html

        return lambda data, limits, _: _plain(read_html(data, limits))
    if kind == "zip":
        return _members
    if kind.startswith(_PICTURE):
        from corpus.readers.ocr import engine, recognise_page

        page, found = int(kind.removeprefix(_PICTURE)), engine()
        return lambda data, limits, _: recognise_page(found, data, page, limits)
    from corpus.readers.docx import read_docx

    return lambda data, limits, _: _plain(read_docx(data, limits))


def _opened(pages: int, limits: Limits, tell: Tell) -> None:
    """Now that the pages are counted, the time for them is known."""
    limit_resources(replace(limits, pages=pages))
    tell({"pages": pages})


def _plain(extracted: Extracted) -> dict[str, Any]:
    text = extracted.text if extracted.pages is None else None
    return {"text": text, "pages": extracted.pages, "notes": extracted.notes, "silent": extracted.silent}


def _members(data: bytes, limits: Limits, tell: Tell) -> dict[str, Any]:
    from corpus.readers.package import members

    def found(name: str, content: bytes) -> None:
        tell({"file": [name, base64.b64encode(content).decode("ascii")]})

    members(data, limits, found)
    return {}


def _answers() -> Tell:
    """Writes to the stdout given; what else prints, prints to nowhere."""
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def tell(answer: dict[str, Any]) -> None:
        stream.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        stream.flush()

    return tell
