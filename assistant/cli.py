"""The command line: what may be typed, what is printed, and how it ends."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, TextIO

from assistant import results
from assistant.arguments import HelpAsked, Parser, WrongUsage
from assistant.results import Data
from corpus.errors import PolicyError

if TYPE_CHECKING:
    from datetime import date

    from assistant.service import Assistant, Progress
    from assistant.settings import Settings

DONE: Final = 0
FAILED: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130

_OWN_LOGS: Final = ("assistant", "corpus", "index")
_log = logging.getLogger(__name__)


class Build(Protocol):
    """Makes the assistant; `assistant.service.from_settings` is one."""

    def __call__(
        self, settings: Settings, progress: Progress | None = None, rebuild: bool = False, *, exact: bool = False
    ) -> Assistant: ...


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
            self.stdout.write(results.encodable(text).encode() + b"\n")
            self.stdout.flush()
        except BrokenPipeError:
            _discard(self.stdout)
            raise
        except OSError as error:
            _discard(self.stdout)
            raise PolicyError("结果无法写出", error.strerror or "", "请检查磁盘空间与输出位置") from error


@dataclass(frozen=True, slots=True)
class _Run:
    """One command: what was typed, and what it works with."""

    given: argparse.Namespace
    console: Console
    settings: Settings
    build: Build

    def assistant(self, *, rebuild: bool = False, exact: bool = False) -> Assistant:
        with _progress(self.console.stderr) as told:
            return self.build(self.settings, told, rebuild, exact=exact)

    def tell(self, data: Data, text: str) -> None:
        self.console.line(results.json_line(data) if self.given.json else text)


def main(argv: Sequence[str] | None = None, console: Console | None = None, build: Build | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage.

    Args:
        argv: Without the program's name; None for the process's own.
        build: What makes the assistant, for tests.
    """
    typed = list(sys.argv[1:] if argv is None else argv)
    console = console or Console.of_process()
    try:
        given = _parser().parse_args(typed)
        with _logs_to(console.stderr, debug=given.debug), redirect_stdout(console.stderr):
            return _guarded(given, console, build or _from_settings)
    except HelpAsked as asked:
        return _written(console, asked.text.rstrip("\n"), DONE)
    except WrongUsage as wrong:
        if "--json" in typed:
            return _written(console, results.json_line(results.error_data(wrong)), WRONG_USAGE)
        print(wrong.usage, results.error_text(wrong), sep="", file=console.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


def _guarded(given: argparse.Namespace, console: Console, build: Build) -> int:
    """The outermost handler: whatever happens, a user gets a sentence and a way on."""
    try:
        given.run(_Run(given, console, _settings(), build))
        return DONE
    except BrokenPipeError:
        return FAILED
    except PolicyError as error:
        failed = error
    except Exception as error:
        _log.exception("程序内部出了意外的错误")
        failed = results.unexpected(error)
    if given.json:
        return _written(console, results.json_line(results.error_data(failed)), FAILED)
    print(results.error_text(failed), file=console.stderr)
    return FAILED


def _written(console: Console, text: str, code: int) -> int:
    try:
        console.line(text)
    except (BrokenPipeError, PolicyError):
        return FAILED
    return code


def _ask(run: _Run) -> None:
    from assistant.jsonl import results as answered
    from assistant.model import AskOptions
    from assistant.service import today

    given = run.given
    options = AskOptions(given.as_of or today(), tuple(given.document))
    if given.jsonl:
        assistant = run.assistant()
        for data in answered(run.console.stdin, assistant, options):
            run.console.line(results.json_line(data))
        return
    assistant = run.assistant(exact=True)
    answer = replace(assistant.ask(given.question, options=options), id="1")
    run.tell(results.answer_data(answer), results.answer_text(answer, assistant.documents))


def _index(run: _Run) -> None:
    from index.passages import passages_of

    started = time.perf_counter()
    documents = run.assistant(rebuild=run.given.rebuild).documents
    passages = sum(len(passages_of(document)) for document in documents)
    seconds = time.perf_counter() - started
    where = str(run.settings.data_dir)
    run.tell(
        {"documents": len(documents), "passages": passages, "data_dir": where, "ms": round(seconds * 1000, 1)},
        f"模型与索引已就绪：{len(documents)} 份文件，{passages} 个检索单元，用时 {seconds:.1f} 秒（{where}）",
    )


def _serve(run: _Run) -> None:
    host = run.given.host or run.settings.host
    port = run.given.port or run.settings.port
    assistant = run.assistant()
    from assistant.web.page import launch

    try:
        page = launch(assistant, host, port, prevent_thread_lock=True)
    except OSError as error:
        raise PolicyError(
            f"页面无法在 {host}:{port} 上打开", str(error), "端口可能已被占用，请用 --port 换一个"
        ) from error
    try:
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        run.tell({"url": url}, f"页面已打开：{url}（按 Ctrl-C 结束）")
        threading.Event().wait()
    except KeyboardInterrupt:
        pass
    finally:
        page.close(verbose=False)


def _library_list(run: _Run) -> None:
    from corpus.library import load_library

    documents = load_library(run.settings.document_dirs).documents
    run.tell(results.library_data(documents), results.library_text(documents))


def _library_show(run: _Run) -> None:
    from assistant.service import today
    from corpus.library import load_library

    document = load_library(run.settings.document_dirs).document(run.given.id)
    run.tell(results.document_data(document, today()), results.document_text(document, today()))


def _from_settings(
    settings: Settings, progress: Progress | None = None, rebuild: bool = False, *, exact: bool = False
) -> Assistant:
    from assistant.service import from_settings  # half a second: not for --help

    return from_settings(settings, progress, rebuild, exact=exact)


def _settings() -> Settings:
    from assistant.settings import Settings

    try:
        return Settings()
    except ValueError as error:  # pydantic's and the decoder's alike
        found: list[Any] = getattr(error, "errors", list)()
        names = "、".join(f"POLICY_ASSISTANT_{item['loc'][0]}".upper() for item in found if item.get("loc"))
        raise PolicyError("设置无法识别", names or ".env", "请改正环境变量或 .env 文件") from error


@contextmanager
def _progress(stream: TextIO) -> Generator[Progress]:
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
def _logs_to(stream: TextIO, *, debug: bool) -> Generator[None]:
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


def _parser() -> Parser:
    parser = Parser(prog="policy-assistant", description="申报助手：就申报通知提问，得到逐句注明条款的回答。")
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True)
    _ask_arguments(verbs.add_parser("ask", help="提问", description="提一个问题，或逐行回答标准输入中的问题。"))
    index = verbs.add_parser("index", help="准备模型与索引", description="准备模型与索引；已就绪时只做检查。")
    index.verb(_index).options.add_argument("--rebuild", action="store_true", help="全部重新建立")
    serve = verbs.add_parser("serve", help="打开网页", description="在本机打开网页，直到按 Ctrl-C。").verb(_serve)
    serve.options.add_argument("--host", metavar="HOST", help="监听的地址（默认取自设置，否则 127.0.0.1）")
    serve.options.add_argument("--port", metavar="PORT", type=_port, help="监听的端口（默认取自设置，否则 7860）")
    library = verbs.add_parser("library", help="查看资料库", description="列出资料库中的文件，或显示其中一份。")
    held = library.add_subparsers(title="命令", metavar="命令", required=True)
    held.add_parser("list", help="列出所有文件", description="列出所有文件：编号、文号、标题、状态。").verb(
        _library_list
    )
    show = held.add_parser("show", help="显示一份文件", description="显示一份文件的要项、疑点和全部条款。")
    show.add_argument_group("参数").add_argument("id", metavar="ID", help="文件编号，见 library list")
    show.verb(_library_show)
    return parser


def _ask_arguments(ask: Parser) -> None:
    what = ask.add_argument_group("参数").add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?", metavar="QUESTION", help="要问的问题；以 - 开头时，前面加 --")
    what.add_argument("--jsonl", action="store_true", help="从标准输入逐行读 JSON，逐行回答")
    options = ask.verb(_ask).options
    options.add_argument("--document", metavar="ID", action="append", default=[], help="只查这份文件，可多次使用")
    options.add_argument("--as-of", metavar="DATE", type=_day, help="以这一天判断是否截止，如 2023-12-01（默认今天）")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"「{text}」不是端口，应为 1 至 65535 的整数")


def _day(text: str) -> date:
    from assistant.jsonl import parse_day

    try:
        return parse_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期，应写成 2023-12-01") from None
