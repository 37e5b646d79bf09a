"""What each verb of the command line does."""

from __future__ import annotations

import argparse
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant import results
from assistant.console import Console, progress_on
from assistant.results import Data
from corpus.errors import PolicyError

if TYPE_CHECKING:
    from assistant.jsonl import Handle
    from assistant.service import Assistant, Progress
    from assistant.settings import Settings


class AlreadyTold(Exception):
    """The command has failed, and what is to be said of it has been said."""


class Build(Protocol):
    """Makes the assistant; `assistant.assembly.from_settings` is one."""

    def __call__(
        self, settings: Settings, progress: Progress | None = None, rebuild: bool = False, *, exact: bool = False
    ) -> Assistant: ...


@dataclass(frozen=True, slots=True)
class Run:
    """One command: what was typed, and what it works with."""

    given: argparse.Namespace
    console: Console
    settings: Settings
    build: Build

    def assistant(self, *, rebuild: bool = False, exact: bool = False) -> Assistant:
        with progress_on(self.console.stderr) as told:
            return self.build(self.settings, told, rebuild, exact=exact)

    def tell(self, data: Data, text: str) -> None:
        self.console.line(results.json_line(data) if self.given.json else text)

    def tell_each(self, handle: Handle) -> None:
        """A result for every line of stdin."""
        from assistant.jsonl import results as told

        for data in told(self.console.stdin, handle):
            self.console.line(results.json_line(data))


def ask(run: Run) -> None:
    from assistant.cases import asked
    from assistant.model import AskOptions
    from assistant.service import today

    given = run.given
    options = AskOptions(given.as_of or today(), tuple(given.document))
    if given.jsonl:
        run.tell_each(asked(run.assistant(), options))
        return
    assistant = run.assistant(exact=True)
    answer = replace(assistant.ask(given.question, options=options), id="1")
    run.tell(results.answer_data(answer), results.answer_text(answer, assistant.documents))


def match(run: Run) -> None:
    from assistant.cases import matched

    given = run.given
    if given.jsonl:
        run.tell_each(matched(run.assistant(), given.document))
        return
    description = _described(given.file) if given.file else given.description
    assistant = run.assistant(exact=True)
    with progress_on(run.console.stderr) as told:
        assistant.prepare(told)
    found = replace(assistant.match(description, given.document), id="1")
    run.tell(results.match_data(found), results.match_text(found))


def assess(run: Run) -> None:
    """Needs the rules only: neither model nor index."""
    from assistant.assessing.cases import assessed, facts_file
    from assistant.assessing.results import case_text
    from assistant.rulebook import RuleShelf
    from assistant.service import today
    from corpus.library import load_library

    given = run.given
    library = load_library(run.settings.document_dirs)
    handle = assessed(RuleShelf(library), given.as_of or today(), given.document)
    if given.jsonl:
        run.tell_each(handle)
        return
    data = {"id": "1"} | handle("1", facts_file(given.file, run.console.stdin))
    run.tell(data, case_text(data))


def index(run: Run) -> None:
    from index.passages import passages_of

    started = time.perf_counter()
    assistant = run.assistant(rebuild=run.given.rebuild)
    with progress_on(run.console.stderr) as told:
        assistant.prepare(told)
    documents = assistant.documents
    passages = sum(len(passages_of(document)) for document in documents)
    seconds = time.perf_counter() - started
    where = str(run.settings.data_dir)
    run.tell(
        {"documents": len(documents), "passages": passages, "data_dir": where, "ms": round(seconds * 1000, 1)},
        f"模型与索引已就绪：{len(documents)} 份文件，{passages} 个检索单元，用时 {seconds:.1f} 秒（{where}）",
    )


def serve(run: Run) -> None:
    host = run.given.host or run.settings.host
    port = run.given.port or run.settings.port
    assistant = run.assistant()
    with progress_on(run.console.stderr) as told:
        assistant.prepare(told)
    from assistant.acquire import desk_of
    from assistant.evaluation import reports_of
    from assistant.live import Live
    from assistant.web.keeping import Keeper
    from assistant.web.page import launch

    live = Live(assistant)
    keeper = Keeper(lambda told: desk_of(run.settings, told, live.assistant.embedder), live.look)
    try:
        page = launch(live, host, port, keeper, reports_of(run.settings.report_dir), prevent_thread_lock=True)
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


def library_add(run: Run) -> None:
    """Adds what can be added; fails at the end if anything couldn't."""
    from assistant.acquire import desk_of
    from assistant.library_results import added_data, added_text

    with progress_on(run.console.stderr) as told:
        desk = desk_of(run.settings, told)
        outcomes = [outcome for path in run.given.files for outcome in desk.add_file(path)]
    run.tell(added_data(outcomes), added_text(outcomes))
    if any(outcome.error for outcome in outcomes):
        raise AlreadyTold


def library_list(run: Run) -> None:
    from assistant.holdings import Holdings
    from assistant.library_results import library_data, library_text

    held = Holdings(run.settings.document_dirs, run.settings.library_dir).held()
    run.tell(library_data(held), library_text(held))


def library_show(run: Run) -> None:
    from assistant.holdings import Holdings
    from assistant.library_results import held_data, held_text
    from assistant.service import today

    held = Holdings(run.settings.document_dirs, run.settings.library_dir).find(run.given.id)
    run.tell(held_data(held, today()), held_text(held, today()))


def library_remove(run: Run) -> None:
    from assistant.acquire import desk_of

    with progress_on(run.console.stderr) as told:
        document = desk_of(run.settings, told).remove(run.given.id)
    run.tell({"removed": document.id, "title": document.title}, f"已移除：{document.title}（{document.id}）")


def _described(path: Path) -> str:
    from corpus.reader import read_file

    return read_file(path).text
