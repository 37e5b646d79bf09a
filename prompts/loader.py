"""Prompt texts: one file a use and role, `prompts/<use>.<role>.md`, with `$placeholders`."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"[a-z_]+\.[a-z_]+")


class PromptError(ValueError):
    """A prompt file that can't be used, or variables that don't fit it. A fault of the program, not of its user."""


def render(name: str, /, **variables: str) -> str:
    """The text of `prompts/<name>.md` with every placeholder filled in; a `$` in a variable stays as it is.

    Args:
        name: `answer.system`.
        variables: Exactly the placeholders of the file.

    Raises:
        PromptError: If there is no such prompt, its file is malformed, or a variable is missing or superfluous.
    """
    template = Template(_text(name))
    if not template.is_valid():
        raise PromptError(f"提示词「{name}」里有不成变量名的 $；写作 $$ 才是一个 $")
    wanted = set(template.get_identifiers())
    _refuse(name, "缺少变量", wanted - variables.keys())
    _refuse(name, "不认得变量", variables.keys() - wanted)
    return template.substitute(variables)


def _text(name: str) -> str:
    path = _FOLDER / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = "、".join(sorted(p.stem for p in _FOLDER.glob("*.md")))
        raise PromptError(f"没有提示词「{name}」；现有：{known or '（空）'}")
    return path.read_text(encoding="utf-8").strip()


def _refuse(name: str, what: str, variables: set[str]) -> None:
    if variables:
        raise PromptError(f"提示词「{name}」{what}：{'、'.join(sorted(variables))}")
