"""`python -m eval run [dev|test]` judges the assistant; `python -m eval train` learns its weights."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from assistant.settings import Settings
from eval.dataset import load_sets
from eval.metrics import summary
from eval.run import Judged, assistant_of, embedder_of, judged


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval", description="评测与训练")
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="在用例上评测")
    run.add_argument("split", choices=("dev", "test"), nargs="?", default="test")
    run.add_argument("--failures", action="store_true", help="列出每个错例")
    run.add_argument("--json", action="store_true")
    match = verbs.add_parser("match", help="在项目描述上评测选方向")
    match.add_argument("--failures", action="store_true", help="列出每个错例")
    match.add_argument("--json", action="store_true")
    learn = verbs.add_parser("train", help="由开发集学习权重")
    learn.add_argument(
        "--public", type=Path, help="公开问答检索数据的文件夹（corpus.jsonl、queries.jsonl），适配矩阵也向它学习"
    )
    chosen = parser.parse_args()
    settings = Settings()
    if chosen.verb == "train":
        from eval.train import train

        print(json.dumps(train(settings, chosen.public), ensure_ascii=False))
        return 0
    if chosen.verb == "match":
        return _match(settings, failures=chosen.failures, as_json=chosen.json)
    embedder = embedder_of(settings)
    for cases in load_sets(chosen.split):
        found = list(judged(cases, assistant_of(cases, embedder, settings)))
        figures = {"set": cases.name, "questions": len(found), **summary([j.score for j in found])}
        print(json.dumps(figures, ensure_ascii=False))
        if not chosen.json:
            print(_by_type(found))
        if chosen.failures:
            sys.stdout.writelines(_failure(j) for j in found if j.score.cause)
    return 0


def _match(settings: Settings, *, failures: bool, as_json: bool) -> int:
    from assistant.service import from_settings
    from eval import directions

    assistant = from_settings(settings, exact=True)
    for document in assistant.documents:
        cases = directions.load_directions(document)
        if not cases:
            continue
        found = directions.found(cases, assistant.match)
        figures = {name.strip(): round(value, 4) for name, value in directions.figures(found).items()}
        print(json.dumps({"set": document.id, "descriptions": len(found), **figures}, ensure_ascii=False))
        if not as_json:
            sys.stdout.writelines(directions.report(found))
        if failures:
            sys.stdout.writelines(directions.failure(f) for f in found if f.case.gold and not f.first_right)
    return 0


def _by_type(found: list[Judged]) -> str:
    totals = Counter(j.case.type for j in found)
    right = Counter(j.case.type for j in found if j.score.right)
    causes = Counter(j.score.cause for j in found if j.score.cause)
    lines = [f"  {name:14} {right[name]:3}/{total}" for name, total in sorted(totals.items())]
    return "\n".join([*lines, "  " + "，".join(f"{c} {n}" for c, n in causes.most_common())])


def _failure(j: Judged) -> str:
    expected = j.case.turns[j.turn - 1]
    cited = ", ".join(dict.fromkeys(c.clause for c in j.answer.citations))
    return (
        f"✗ {j.case.id}#{j.turn} [{j.score.cause}] {expected.question}\n    答：{j.answer.text!r} {j.answer.verdict or ''} ⟨{cited}⟩\n"
        f"    应：{expected.must_include} {expected.polarity or ''} ⟨{', '.join(map(str, expected.gold))}⟩ 不应：{expected.must_not_include}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
