"""How fast and how large the product is, beside LlamaIndex's own default pipeline in the same run."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.assembly import from_settings
from assistant.model import AskOptions
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.model import Document
from eval.baselines import running_text, vector_store_index
from eval.dataset import CaseSet
from eval.run import AS_OF, assistant_of
from eval.speed_matching import learning_seconds, match_times
from index.build import open_or_build
from index.embedder import Embedder, Progress, load_embedder
from index.passages import passages_of

QUESTIONS: Final = 60
_WARM: Final = 3
_COLD_RUNS: Final = 3
_TOP: Final = 5
_ROOT: Final = Path(__file__).parent.parent

Questions = Sequence[tuple[CaseSet, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement.

    Attributes:
        limit: What it must not exceed, if anything is demanded.
        baseline: The same of LlamaIndex's default pipeline, where it has one; of matching, embedding the text alone.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the baseline's."""
        return self.value / self.baseline if self.baseline else None

    @property
    def held(self) -> bool:
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        cells = [
            f"{self.value:.1f} {self.unit}",
            "" if self.limit is None else f"≤ {self.limit:.3g} {self.unit}{'' if self.held else ' 未达到'}",
            "" if self.baseline is None else f"{self.baseline:.1f} {self.unit}",
            "" if self.ratio is None else f"{self.ratio:.2f}",
        ]
        return f"| {self.name} | {' | '.join(cells)} |"


class StopWatch:
    """An embedder that knows how long it has been at work on questions.

    Attributes:
        seconds: Spent in `embed_queries` so far.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        started = time.perf_counter()
        try:
            return self._embedder.embed_queries(texts)
        finally:
            self.seconds += time.perf_counter() - started

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        return self._embedder.embed_passages(texts, progress)


def report(figures: Sequence[Figure], *, as_json: bool) -> str:
    """The figures as a table, or as one JSON object."""
    if as_json:
        return json.dumps({"figures": [{**asdict(f), "ratio": f.ratio} for f in figures]}, ensure_ascii=False)
    return "\n".join(("| 项目 | 实测 | 要求 | 对照 | 比值 |\n|---|---|---|---|---|", *map(str, figures)))


def chosen_questions(sets: Sequence[CaseSet], wanted: int) -> Questions:
    """First questions of cases, evenly spaced over all sets; about `wanted`, at least one of each set."""
    total = sum(len(cases.cases) for cases in sets)
    chosen: list[tuple[CaseSet, Sequence[str]]] = []
    for cases in sets:
        count = max(1, round(wanted * len(cases.cases) / total))
        places: list[int] = np.linspace(0, len(cases.cases) - 1, count).astype(int).tolist()
        chosen.append((cases, [cases.cases[place].turns[0].question for place in places]))
    return chosen


def measured(settings: Settings, questions: Questions) -> list[Figure]:
    """All figures. The process's own memory is read before the baseline comes in.

    Raises:
        PolicyError: If the model or the index can't be prepared.
    """
    _tell("准备模型与索引……")
    assistant = from_settings(settings)
    assistant.prepare(_progress)
    started = time.perf_counter()
    embedder = StopWatch(load_embedder(settings.model, settings.models_dir))
    load = time.perf_counter() - started
    _tell("提问……")
    total, embedding = _question_times(settings, embedder, questions)
    rest = [a - b for a, b in zip(total, embedding, strict=True)]
    answering = _peak_megabytes()
    _tell("选方向……")
    matched, embedded, longest = match_times(assistant, embedder)
    matching = _peak_megabytes() - answering
    _tell("建立索引……")
    # one document, so that both sides build from the same text
    document = questions[0][0].document
    build, opening = _index_times(document, embedder)
    building = _peak_megabytes()
    _tell("命令行冷启动……")
    cold = _cold_seconds()
    _tell("学习选方向……")
    learning = learning_seconds(assistant)
    _tell("对照：LlamaIndex 默认流程……")
    theirs, their_build = _baseline(embedder, questions)
    return [
        Figure("提问 p50", _ms(total, 50), "ms", 60, _ms(theirs, 50)),
        Figure("提问 p95", _ms(total, 95), "ms", 200, _ms(theirs, 95)),
        Figure("其中问题向量化 p50", _ms(embedding, 50), "ms"),
        Figure("其中问题向量化 p95", _ms(embedding, 95), "ms"),
        Figure("其余 p50", _ms(rest, 50), "ms", 15),
        Figure("其余 p95", _ms(rest, 95), "ms"),
        Figure("选方向（约 300 字）p50", _ms(matched, 50), "ms", 80, _ms(embedded, 50)),
        Figure("选方向（约 300 字）p95", _ms(matched, 95), "ms", 250, _ms(embedded, 95)),
        Figure("选方向（20,000 字）", longest, "s", 3),
        Figure("学习选方向（含向量化）", learning, "s", 60),
        Figure("选方向增加的内存", matching, "MB", 100),
        Figure("装载模型", load, "s"),
        Figure("建立索引（含向量化）", build, "s", 60 - load, their_build),
        Figure("打开索引", opening, "s", 1),
        Figure("冷启动 ask", cold, "s", 8),
        Figure("提问后内存峰值", answering, "MB"),
        Figure("建立索引后内存峰值", building, "MB"),
    ]


def _question_times(settings: Settings, embedder: StopWatch, questions: Questions) -> tuple[list[float], list[float]]:
    """Seconds of each question, in all and in its embedding."""
    total: list[float] = []
    embedding: list[float] = []
    for cases, asked in questions:
        assistant: Assistant = assistant_of(cases, embedder, settings)
        for question in asked[:_WARM]:
            assistant.ask(question, options=AskOptions(AS_OF))
        for question in asked:
            before = embedder.seconds
            total.append(_seconds(lambda q=question, a=assistant: a.ask(q, options=AskOptions(AS_OF))))
            embedding.append(embedder.seconds - before)
    return total, embedding


def _index_times(document: Document, embedder: Embedder) -> tuple[float, float]:
    """Seconds to build the index of a document from nothing, and to open it again."""
    passages = passages_of(document)
    with tempfile.TemporaryDirectory() as folder:
        build = _seconds(lambda: open_or_build(passages, embedder, Path(folder)).close())
        return build, _seconds(lambda: open_or_build(passages, embedder, Path(folder)).close())


def _cold_seconds() -> float:
    """The median wall time of `policy-assistant ask` in a process of its own."""
    command = [sys.executable, "-m", "assistant", "ask", "需要准备哪些材料？", "--json"]

    def run() -> None:
        subprocess.run(command, cwd=_ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=True)

    return statistics.median(_seconds(run) for _ in range(_COLD_RUNS))


def _baseline(embedder: Embedder, questions: Questions) -> tuple[list[float], float]:
    """Seconds of each question, retrieval only, and of building the first document's index."""
    asked: list[float] = []
    builds: list[float] = []
    for cases, texts in questions:
        started = time.perf_counter()
        retriever = vector_store_index(running_text(cases.document)[0], embedder).as_retriever(similarity_top_k=_TOP)
        builds.append(time.perf_counter() - started)
        for text in texts[:_WARM]:
            retriever.retrieve(text)
        asked += [_seconds(lambda q=text, r=retriever: r.retrieve(q)) for text in texts]
    return asked, builds[0]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _ms(seconds: Sequence[float], percent: float) -> float:
    return float(np.percentile(seconds, percent)) * 1000


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _progress(what: str, share: float) -> None:
    del what, share


def _tell(what: str) -> None:
    print(what, file=sys.stderr)
