"""argparse in Chinese: what is typed wrongly is answered in a sentence, and printing and ending are left to the caller."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

from corpus.errors import PolicyError


class HelpAsked(Exception):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class WrongUsage(PolicyError):
    def __init__(self, what: str, usage: str, program: str) -> None:
        super().__init__(what, next_step=f"运行 {program} --help 查看用法")
        self.usage = usage


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


# argparse's own sentences, which it offers in no other language
_SAID: Final = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"one of the arguments (\S+) (\S+) is required", r"缺少参数：\1 或 \2"),
    (r"one of the arguments (\S+) (\S+) (\S+) is required", r"缺少参数：\1、\2 或 \3"),
    (r"unrecognized arguments: (.*)", r"无法识别的参数：\1"),
    (r"argument (.*?): invalid choice: '(.*)' \(choose from (.*)\)", r"\1 不能是「\2」，可选：\3"),
    (r"argument (.*?): expected .*", r"\1 后面缺少值"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 与 \2 不能同时使用"),
    (r"argument (.*?): ignored explicit argument '(.*)'", r"\1 不带值，多了「\2」"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and leaves printing and ending to its caller."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **options)
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示这段说明")

    def print_help(self, file: Any = None) -> NoReturn:
        raise HelpAsked(self.format_help())

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _SAID:
            if re.fullmatch(pattern, message, re.DOTALL):
                message = re.sub(pattern, chinese, message, flags=re.DOTALL)
                break
        raise WrongUsage(message, self.format_usage(), self.prog)

    def verb(self, run: Callable[..., None]) -> Parser:
        """Give the options that every verb has."""
        self.options.add_argument("--json", action="store_true", help="在标准输出只打印一个 JSON 对象")
        self.options.add_argument("--debug", action="store_true", help="在标准错误打印调试日志")
        self.set_defaults(run=run)
        return self
