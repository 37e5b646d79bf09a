"""Classifiers on the disk: learned once from the same examples, clauses and encoder, as plain arrays and JSON.

<folder>/<fingerprint>/classifier.npz   weights (float32) and terms (UTF-8); nothing that could run
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.matching.classifier import Calibration, Classifier, View
from assistant.matching.learn import FORMAT
from assistant.matching.terms import Terms, grams, words
from index.errors import IndexBroken
from index.publish import exclusive, published, retire, sweep

_FILE: Final = "classifier.npz"
_LOCK: Final = ".match.lock"
_NAME_LENGTH: Final = 24
_KEPT: Final = 3
_ANALYZERS: Final = (grams, words)
_DAMAGED: Final = (
    *(OSError, EOFError, ValueError, KeyError, TypeError),  # cut short, or not what was written
    *(zipfile.BadZipFile, zlib.error, struct.error, RuntimeError),  # RuntimeError: a flipped bit says it is encrypted
)
_log = logging.getLogger(__name__)


def fingerprint(parts: Sequence[str]) -> str:
    """The name of what is learned from these: any change of a text, a label or the encoder gives another."""
    digest = hashlib.sha256(f"{FORMAT}\n".encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:_NAME_LENGTH]


def open_or_learn(folder: Path, name: str, learned: Callable[[], Classifier]) -> Classifier:
    """The stored classifier of this name, learned and stored first if it is absent or damaged.

    One process learns, others wait. Killed at any moment, what is stored is whole or absent.

    Raises:
        IndexBusy: If another process learns for too long.
        IndexBroken: If what was learned can't be written.
    """
    place = folder / name
    if (found := _read(place)) is not None:
        return found
    with exclusive(folder / _LOCK):
        sweep(folder)
        if (found := _read(place)) is not None:
            return found
        classifier = learned()
        try:
            with published(place) as aside:
                np.savez(aside / _FILE, **_arrays(classifier))
            _remove_old(folder, place)
        except OSError as error:
            raise IndexBroken.unwritable(folder, str(error)) from error
    return classifier


def _arrays(classifier: Classifier) -> dict[str, Any]:
    said = {"labels": classifier.labels, "calibration": asdict(classifier.calibration)}
    arrays: dict[str, Any] = {
        "said": _bytes(json.dumps(said)),
        "centre": classifier.centre,
        "vector": classifier.vector_weights,
        "bias": classifier.bias,
    }
    for n, view in enumerate(classifier.views):
        ordered = sorted(view.terms.rows, key=view.terms.rows.__getitem__)
        arrays |= {
            f"terms{n}": _bytes(json.dumps(ordered, ensure_ascii=False)),
            f"rarity{n}": view.terms.rarity,
            f"weights{n}": view.weights,
        }
    return arrays


def _read(place: Path) -> Classifier | None:
    file = place / _FILE
    if not file.is_file():
        return None
    try:
        # opened here: of a damaged file NumPy leaves its own handle open
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            said = json.loads(held["said"].tobytes())
            views: list[View] = []
            for n, analyze in enumerate(_ANALYZERS):
                terms: list[str] = json.loads(held[f"terms{n}"].tobytes())
                rows = {term: row for row, term in enumerate(terms)}
                views.append(View(Terms(rows, held[f"rarity{n}"], analyze), held[f"weights{n}"]))
            return Classifier(
                tuple(said["labels"]),
                held["centre"],
                held["vector"],
                tuple(views),
                held["bias"],
                Calibration(**said["calibration"]),
            )
    except _DAMAGED as error:
        _log.warning("选方向的模型无法读取，将重新学习：%s（%s）", file, error)
        return None


def _bytes(text: str) -> Any:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _remove_old(folder: Path, current: Path) -> None:
    stored = [(file.stat().st_mtime_ns, file.parent) for file in folder.glob(f"[!.]*/{_FILE}")]
    for _, old in sorted(stored, key=lambda pair: -pair[0])[_KEPT:]:
        if old != current:
            retire(old)
