"""`python -m eval` judges the assistant; `python -m eval train` learns its weights. `--help` tells the other verbs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.settings import Settings
from corpus.errors import PolicyError
from eval.dataset import load_sets
from eval.run import assistant_of, embedder_of, judged


def main() -> int:
    chosen = _parser().parse_args(sys.argv[1:] or ["run"])
    settings = Settings()
    try:
        return _VERBS[chosen.verb](chosen, settings)
    except PolicyError as error:
        _tell(str(error))
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="评测与训练；不写动作即 run")
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="评测全部用例，写报告，与基线相比；写明 dev 或 test 则只列问答")
    run.add_argument("split", choices=("dev", "test"), nargs="?")
    run.add_argument("--out", type=Path, help="报告写到哪个文件夹")
    run.add_argument("--update-baseline", action="store_true", help="把这次的结果记为基线")
    run.add_argument("--failures", action="store_true", help="列出每个错例")
    run.add_argument("--json", action="store_true")
    match = verbs.add_parser("match", help="在项目描述上评测选方向")
    match.add_argument("--failures", action="store_true", help="列出每个错例")
    match.add_argument("--json", action="store_true")
    bench = verbs.add_parser("bench", help="在公开的检索数据上评测")
    bench.add_argument(
        "--data", type=Path, required=True, help="数据的文件夹，各子文件夹含 corpus.jsonl 与 queries.jsonl"
    )
    bench.add_argument("--json", action="store_true")
    speed = verbs.add_parser("speed", help="测量速度与内存，与 LlamaIndex 的默认流程对照")
    speed.add_argument("--json", action="store_true")
    learn = verbs.add_parser("train", help="由开发集学习权重")
    learn.add_argument(
        "--public", type=Path, help="公开问答检索数据的文件夹（corpus.jsonl、queries.jsonl），适配矩阵也向它学习"
    )
    return parser


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    if chosen.split:
        return _questions(chosen, settings)
    from eval.full import evaluate

    out = chosen.out or settings.report_dir
    return evaluate(
        settings, out, _tell, update=chosen.update_baseline, as_json=chosen.json, with_failures=chosen.failures
    )


def _questions(chosen: argparse.Namespace, settings: Settings) -> int:
    from eval.answers_table import by_type, failure
    from eval.metrics import summary

    embedder = embedder_of(settings)
    for cases in load_sets(chosen.split):
        found = list(judged(cases, assistant_of(cases, embedder, settings)))
        figures = {"set": cases.name, "questions": len(found), **summary([j.score for j in found])}
        print(json.dumps(figures, ensure_ascii=False))
        if not chosen.json:
            print(by_type(found))
        if chosen.failures:
            sys.stdout.writelines(failure(j) for j in found if j.score.cause)
    return 0


def _match(chosen: argparse.Namespace, settings: Settings) -> int:
    from assistant.assembly import from_settings
    from eval import directions

    assistant = from_settings(settings, exact=True)
    for document in assistant.documents:
        cases = directions.load_directions(document)
        if not cases:
            continue
        found = directions.found(cases, assistant.match)
        figures = {name.strip(): round(value, 4) for name, value in directions.figures(found).items()}
        print(json.dumps({"set": document.id, "descriptions": len(found), **figures}, ensure_ascii=False))
        if not chosen.json:
            sys.stdout.writelines(directions.report(found))
        if chosen.failures:
            sys.stdout.writelines(directions.failure(f) for f in found if f.case.gold and not f.first_right)
    return 0


def _bench(chosen: argparse.Namespace, settings: Settings) -> int:
    from eval.public import load_pools
    from eval.public_bench import PoolResult, json_data, run_pool, table

    pools = load_pools(chosen.data)
    embedder = embedder_of(settings)
    results: list[PoolResult] = []
    for pool in pools:
        result = run_pool(pool, embedder, settings, _tell, baselines=not chosen.json)
        results.append(result)
        if not chosen.json:
            _print(table(result))
    if chosen.json:
        print(json.dumps(json_data(results), ensure_ascii=False))
    return 0


def _speed(chosen: argparse.Namespace, settings: Settings) -> int:
    from eval import speed

    figures = speed.measured(settings, speed.chosen_questions(load_sets("dev"), speed.QUESTIONS))
    print(speed.report(figures, as_json=chosen.json))
    return 0


def _train(chosen: argparse.Namespace, settings: Settings) -> int:
    from eval.train import train

    print(json.dumps(train(settings, chosen.public), ensure_ascii=False))
    return 0


_VERBS = {"run": _run, "match": _match, "bench": _bench, "speed": _speed, "train": _train}


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
