"""Prompt files: strict about names and variables."""

from __future__ import annotations

from pathlib import Path
from string import Template

import pytest

import prompts.loader
from prompts.loader import PromptError, render

FOLDER = Path(prompts.loader.__file__).parent
FILLED = {"language": "中文", "passages": "[1] 某处\n某条", "question": "几份？"}


def test_every_placeholder_is_filled() -> None:
    text = render("answer.user", **FILLED)
    assert all(value in text for value in FILLED.values())
    assert "$" not in text


def test_a_dollar_sign_in_a_variable_stays_as_it_is() -> None:
    assert "$passages $$ ${x}" in render("answer.user", **{**FILLED, "question": "$passages $$ ${x}"})


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(PromptError, match="缺少变量：passages"):
        render("answer.user", language="中文", question="几份？")


def test_a_superfluous_variable_is_named() -> None:
    with pytest.raises(PromptError, match="不认得变量：mood"):
        render("answer.user", **FILLED, mood="好")


@pytest.mark.parametrize("name", ["answer.nobody", "../README", "answer.user.md", "", "loader", "/etc/passwd"])
def test_an_unknown_name_is_refused_and_the_known_ones_are_told(name: str) -> None:
    with pytest.raises(PromptError, match=r"没有提示词.*answer\.user"):
        render(name)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.name)
def test_every_prompt_is_well_formed_and_named_by_use_and_role(path: Path) -> None:
    assert Template(path.read_text(encoding="utf-8")).is_valid()
    use, role = path.stem.split(".")
    assert use and role in {"system", "user"}
