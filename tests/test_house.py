"""The house rules: what no file may say, what no import may load, and what the papers promise."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.facts import values
from corpus.library import BUILTIN, load_document

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "corpus", "index", "prompts", "eval")
TEXT_SUFFIXES = frozenset(
    {".py", ".js", ".css", ".md", ".toml", ".txt", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".example", ""}
)
# Files of a notice, and cases that ask about one: they hold its words by right.
NOTICES = ("corpus/documents/", "eval/cases/", "eval/notices/", "tests/golden/")
LONGEST_RUN = 8

# Put together here so that this file doesn't say what it forbids.
WORKPLACE = re.compile(
    "|".join(
        (
            "/wo" + "rk/",
            "iss" + "ue #",
            "iss" + r"ue \d",
            r'(?<![\w"=.])ses' + r'sions?(?![\w"=.:(])',
            r"\bsha" + "red/",
            "/ro" + "ot/",
        )
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.~}<>/:*])/(?:home|Users|opt|srv|tmp|var|mnt)/\w+")


@cache
def committed() -> tuple[str, ...]:
    """Paths of all files that are, or are about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(path for path in listed.split("\0") if path and (ROOT / path).is_file())


def texts(*starts: str) -> Iterator[tuple[str, str]]:
    for path in committed():
        if Path(path).suffix in TEXT_SUFFIXES and (not starts or path.startswith(starts)):
            yield path, (ROOT / path).read_text(encoding="utf-8")


def modules() -> Iterator[str]:
    for path in committed():
        if path.endswith(".py") and path.split("/")[0] in (*PACKAGES, "app.py"):
            yield path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


# ---- what no file says


def test_no_file_speaks_of_where_it_was_written() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        if not path.startswith(NOTICES)
        for number, line in enumerate(text.splitlines(), 1)
        if WORKPLACE.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path}: {match[0]}"
        for path, text in texts()
        if not path.startswith(NOTICES) and path != ".env.example"
        for match in MACHINE_PATH.finditer(text)
    ]
    assert not found, "\n".join(found)


# ---- what only a notice's own folder knows


@cache
def shipped() -> dict[str, str]:
    """The text of each notice that ships, white space removed."""
    files = sorted(BUILTIN.glob("*/*.txt"))
    assert files
    return {file.parent.name: _packed(file.read_text(encoding="utf-8-sig")) for file in files}


def _packed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def knowing_no_notice() -> list[tuple[str, str]]:
    """Code, prompts, lexicon and weights."""
    own = texts("assistant/", "corpus/", "index/", "prompts/", "eval/", "app.py")
    return [(path, text) for path, text in own if not path.startswith(NOTICES)]


@pytest.mark.parametrize("notice", sorted(path.name for path in BUILTIN.iterdir() if path.is_dir()))
def test_no_words_of_a_notice_stand_in_code_lexicon_or_weights(notice: str) -> None:
    source = shipped()[notice]
    grams = {source[i : i + LONGEST_RUN] for i in range(len(source) - LONGEST_RUN + 1)}
    found: list[str] = []
    for path, text in knowing_no_notice():
        for number, line in enumerate(text.splitlines(), 1):
            packed = _packed(line)
            for i in range(len(packed) - LONGEST_RUN + 1):
                run = packed[i : i + LONGEST_RUN]
                if run in grams and not _is_ordinary(run):
                    found.append(f"{path}:{number}: {run}")
    assert not found, "\n".join(found)


def _is_ordinary(run: str) -> bool:
    """A list of ordinals is anybody's, and so are single words of Latin letters and digits."""
    return re.fullmatch(r"[一二三四五六七八九十零〇百、（）()\d]+|[\x00-\x7f]+", run) is not None


def contact_values() -> set[str]:
    kinds = {"phone", "email"}
    found: set[str] = set()
    for folder in BUILTIN.iterdir():
        if (folder / "document.toml").is_file():
            for clause in load_document(folder).clauses:
                found |= {fact.text for fact in values(clause.text) if fact.kind in kinds}
    return found


def test_no_phone_or_mailbox_of_a_notice_stands_in_code_or_tests() -> None:
    known = contact_values()
    assert known
    readable = [*knowing_no_notice(), *((p, t) for p, t in texts("tests/") if not p.startswith(NOTICES))]
    assert not [f"{path}: {value}" for path, text in readable for value in known if value in text]


def test_no_clause_of_a_notice_is_named_in_code_lexicon_or_weights() -> None:
    # Messages show what a path looks like, and docstrings explain it: paths of documents at large, not answers.
    shown = {"通知/二/（四）", "附件1/六/（十五）", "附件1/六/（十五）/应用场景/3", "通知/二/（五）", "通知/二/（六）"}
    clause = re.compile(r"(?:通知|附件\d*)/[^\s\"'“”「」`,，。；;]+")
    found = [
        f"{path}: {match[0]}"
        for path, text in knowing_no_notice()
        for match in clause.finditer(text)
        if match[0] not in shown and not re.match(r"(?:通知|附件\d*)/(?:引言|\.\.\.|…|\{)", match[0])
    ]
    assert not found, "\n".join(found)


# ---- imports


def test_package_files_are_empty() -> None:
    assert not [path for path in committed() if path.endswith("__init__.py") and (ROOT / path).stat().st_size]


def test_tests_are_no_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "llama_index",
    "gradio",
    "onnx",
    "onnxruntime",
    "sklearn",
)


def loaded_by(module: str) -> dict[str, Any]:
    code = (
        "import json, os, sys\n"
        "before = dict(os.environ)\n"
        f"import {module}\n"
        f"print(json.dumps({{'heavy': [n for n in {HEAVY!r} if n in sys.modules], 'env': dict(os.environ) != before}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "module",
    ["assistant.assembly", "assistant.cli", "assistant.web.service", "index.build", "index.prepare", "eval.run", "app"],
)
def test_importing_loads_nothing_heavy_and_sets_nothing(module: str) -> None:
    assert loaded_by(module) == {"heavy": [], "env": False}


def test_the_entrance_of_the_page_only_opens_it() -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"assistant.cli", "assistant.web.page", "assistant.settings", "__future__"}


def test_settings_are_read_at_the_entrances_only() -> None:
    readers = {path for path, text in knowing_no_notice() if re.search(r"(?<![\w.])Settings\(\)", text)}
    assert readers <= {"app.py", "assistant/cli.py", "eval/__main__.py", "eval/bench.py"}


# ---- papers


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_pinned_and_its_licence_listed() -> None:
    licences = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    for requirement in (*project()["dependencies"], *project()["optional-dependencies"]["dev"]):
        name, _, version = requirement.partition("==")
        assert version, requirement
        assert f"| {name} | {version} |" in licences


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md"])
def test_make_commands_of_the_papers_exist(paper: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = (ROOT / paper).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|[`\s])make ([a-z]+)", text))
    assert {"run", "test"} & named
    assert named <= targets


def test_the_readme_starts_with_the_two_commands() -> None:
    top = (ROOT / "README.md").read_text(encoding="utf-8")[:400]
    assert "make run" in top
    assert "make test" in top


def test_links_between_papers_lead_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts()
        if path.endswith(".md")
        for target in re.findall(r"\]\(([^)\s#]+)", text)
        if "://" not in target and not (ROOT / path).parent.joinpath(target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_the_environment_example_names_every_setting() -> None:
    from assistant.settings import Settings

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"POLICY_ASSISTANT_{name.upper()}=" in example
        assert f"`POLICY_ASSISTANT_{name.upper()}`" in readme
