"""The command line: what may be typed, and how it ends."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant import commands, results
from assistant.arguments import HelpAsked, Parser, WrongUsage
from assistant.commands import AlreadyTold, Build, Run
from assistant.console import Console, logs_to
from corpus.errors import PolicyError

if TYPE_CHECKING:
    from datetime import date

    from assistant.service import Assistant, Progress
    from assistant.settings import Settings

__all__ = ["Console", "main"]

DONE: Final = 0
FAILED: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130

_log = logging.getLogger(__name__)


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
        with logs_to(console.stderr, debug=given.debug), redirect_stdout(console.stderr):
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
        given.run(Run(given, console, _settings(), build))
        return DONE
    except (BrokenPipeError, AlreadyTold):
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


def _from_settings(
    settings: Settings, progress: Progress | None = None, rebuild: bool = False, *, exact: bool = False
) -> Assistant:
    from assistant.assembly import from_settings  # half a second: not for --help

    return from_settings(settings, progress, rebuild, exact=exact)


def _settings() -> Settings:
    from assistant.settings import Settings

    try:
        return Settings()
    except ValueError as error:  # pydantic's and the decoder's alike
        found: list[Any] = getattr(error, "errors", list)()
        names = "、".join(f"POLICY_ASSISTANT_{item['loc'][0]}".upper() for item in found if item.get("loc"))
        raise PolicyError("设置无法识别", names or ".env", "请改正环境变量或 .env 文件") from error


def _parser() -> Parser:
    parser = Parser(prog="policy-assistant", description="申报助手：就申报通知提问，得到逐句注明条款的回答。")
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True)
    _ask_arguments(verbs.add_parser("ask", help="提问", description="提一个问题，或逐行回答标准输入中的问题。"))
    _match_arguments(
        verbs.add_parser("match", help="选方向", description="为一个项目选方向，或逐行处理标准输入中的项目描述。")
    )
    _assess_arguments(
        verbs.add_parser("assess", help="自评", description="按通知的规则逐条自评，或逐行处理标准输入中的事实。")
    )
    index = verbs.add_parser("index", help="准备模型与索引", description="准备模型与索引；已就绪时只做检查。")
    index.verb(commands.index).options.add_argument("--rebuild", action="store_true", help="全部重新建立")
    serve = verbs.add_parser("serve", help="打开网页", description="在本机打开网页，直到按 Ctrl-C。").verb(
        commands.serve
    )
    serve.options.add_argument("--host", metavar="HOST", help="监听的地址（默认取自设置，否则 127.0.0.1）")
    serve.options.add_argument("--port", metavar="PORT", type=_port, help="监听的端口（默认取自设置，否则 7860）")
    library = verbs.add_parser("library", help="管理资料库", description="列出、显示、加入或移除资料库中的文件。")
    held = library.add_subparsers(title="命令", metavar="命令", required=True)
    held.add_parser("list", help="列出所有文件", description="列出所有文件：编号、文号、标题、状态。").verb(
        commands.library_list
    )
    show = held.add_parser("show", help="显示一份文件", description="显示一份文件的要项、疑点和全部条款。")
    show.add_argument_group("参数").add_argument("id", metavar="ID", help="文件编号，见 library list")
    show.verb(commands.library_show)
    add = held.add_parser("add", help="加入文件", description="读取文件，检查后加入资料库；已有相同内容时不重复加入。")
    add.add_argument_group("参数").add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="文件：.docx、.pdf、.txt、.md、.html，图片，或装有这些的 .zip",
    )
    add.verb(commands.library_add)
    remove = held.add_parser(
        "remove", help="移除一份文件", description="移除一份自己加入的文件，此后的回答不再引用它。"
    )
    remove.add_argument_group("参数").add_argument("id", metavar="ID", help="文件编号，见 library list")
    remove.verb(commands.library_remove)
    return parser


def _ask_arguments(ask: Parser) -> None:
    what = ask.add_argument_group("参数").add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?", metavar="QUESTION", help="要问的问题；以 - 开头时，前面加 --")
    what.add_argument("--jsonl", action="store_true", help="从标准输入逐行读 JSON，逐行回答")
    options = ask.verb(commands.ask).options
    options.add_argument("--document", metavar="ID", action="append", default=[], help="只查这份文件，可多次使用")
    options.add_argument("--as-of", metavar="DATE", type=_day, help="以这一天判断是否截止，如 2023-12-01（默认今天）")


def _match_arguments(match: Parser) -> None:
    what = match.add_argument_group("参数").add_mutually_exclusive_group(required=True)
    what.add_argument("description", nargs="?", metavar="DESCRIPTION", help="项目描述；以 - 开头时，前面加 --")
    what.add_argument("--file", metavar="FILE", type=Path, help="从文件读项目描述：.txt、.md、.docx 或 .pdf")
    what.add_argument("--jsonl", action="store_true", help="从标准输入逐行读 JSON，逐行选方向")
    options = match.verb(commands.match).options
    options.add_argument("--document", metavar="ID", help="在这份文件里选（默认：最新的一份列有方向的文件）")


def _assess_arguments(assess: Parser) -> None:
    what = assess.add_argument_group("参数").add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", metavar="FILE", type=Path, help='事实，JSON：{"direction": 22, "facts": {…}}；- 为标准输入'
    )
    what.add_argument("--jsonl", action="store_true", help="从标准输入逐行读 JSON，逐行自评")
    options = assess.verb(commands.assess).options
    options.add_argument("--document", metavar="ID", help="按这份文件的规则（默认：最新的一份有规则的文件）")
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
