"""Learning from labelled texts: the same from the same, probabilities that are some, and scikit-learn's own weights."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pytest

from assistant.matching.classifier import NOTHING, Classifier, softmax
from assistant.matching.description import normal
from assistant.matching.learn import Labelled, learn
from assistant.matching.terms import grams, learn_terms, vectorizer_of, words
from tests.fake_harbour import ON_BOATS, ON_COLD, ON_NOTHING
from tests.fakes import HashEmbedder

EMBEDDER = HashEmbedder(dimensions=128)
CLAUSES = {0: "为出海渔船装配定位终端，实现遇险及时救援。", 1: "把渔获从码头冷藏运到市场，冷库温度超限告警。"}
UNSEEN = (
    "船员遇险按下报警按钮，救援艇立即出动。",
    "码头制冰机给渔获加冰，冷藏车运到市场。",
    "学生在教室上音乐课。",
)


def labelled(numbers: Sequence[int] = (1, 2), *, nothing: Sequence[str] = ON_NOTHING) -> Labelled:
    """Examples of two directions under these numbers, and a clause of each."""
    rows = [(text, numbers[0]) for text in ON_BOATS] + [(text, numbers[1]) for text in ON_COLD]
    rows += [(text, NOTHING) for text in nothing]
    quoted = [(text, numbers[place]) for place, text in CLAUSES.items()]
    texts = tuple(normal(text) for text, _ in (*rows, *quoted))
    flags = (False,) * len(rows) + (True,) * len(quoted)
    return Labelled(texts, EMBEDDER.embed_queries(texts), tuple(label for _, label in (*rows, *quoted)), flags)


def shares(classifier: Classifier, text: str) -> list[float]:
    read = normal(text)
    found = classifier.probabilities(classifier.scores(read, EMBEDDER.embed_queries([read])[0]))
    return [float(share) for share in found]


def arrays(classifier: Classifier) -> list[bytes]:
    views = [part.tobytes() for view in classifier.views for part in (view.weights, view.terms.rarity)]
    return [classifier.centre.tobytes(), classifier.vector_weights.tobytes(), classifier.bias.tobytes(), *views]


@pytest.fixture(scope="module")
def learned() -> Classifier:
    return learn(labelled(), (1, 2))


def test_learning_twice_gives_the_same_bytes(learned: Classifier) -> None:
    again = learn(labelled(), (1, 2))
    assert arrays(again) == arrays(learned)
    assert again.calibration == learned.calibration
    assert [view.terms.rows for view in again.views] == [view.terms.rows for view in learned.views]


def test_what_was_not_seen_is_told_apart(learned: Classifier) -> None:
    boats, cold, nothing = (shares(learned, text) for text in UNSEEN)
    assert np.argmax(boats) == 1 and np.argmax(cold) == 2 and np.argmax(nothing) == 0
    assert nothing[0] > learned.calibration.nothing > boats[0]


@pytest.mark.parametrize("text", [*UNSEEN, ON_BOATS[0], "x", "，", "渔船" * 5000, "从未见过的词汇组合"])
def test_probabilities_sum_to_one(learned: Classifier, text: str) -> None:
    found = shares(learned, text)
    assert len(found) == len(learned.labels) == 3
    assert all(0 <= share <= 1 for share in found)
    assert sum(found) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("numbers", [(2, 1), (7, 3), (1, 27)])
def test_columns_follow_the_order_of_the_directions_whatever_their_numbers(
    learned: Classifier, numbers: tuple[int, int]
) -> None:
    other = learn(labelled(numbers), numbers)
    assert other.labels == (NOTHING, *numbers)
    assert other.calibration.temperature == learned.calibration.temperature
    for text in UNSEEN:
        assert shares(other, text) == pytest.approx(shares(learned, text), abs=2e-3)


def test_without_examples_of_nothing_all_that_is_left_is_shared_among_the_directions() -> None:
    classifier = learn(labelled(nothing=()), (1, 2))
    assert classifier.calibration.nothing == 1.0
    for text in UNSEEN:
        found = shares(classifier, text)
        assert found[0] < 1e-6
        assert sum(found) == pytest.approx(1.0, abs=1e-6)
    assert np.argmax(shares(classifier, UNSEEN[0])) == 1


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_examples_of_nothing_are_enough_to_learn(count: int) -> None:
    classifier = learn(labelled(nothing=ON_NOTHING[:count]), (1, 2))
    assert [int(np.argmax(shares(classifier, text))) for text in UNSEEN[:2]] == [1, 2]
    assert 0.3 <= classifier.calibration.nothing <= 1.0


def test_two_examples_a_direction_are_enough_to_learn() -> None:
    texts = tuple(map(normal, (*ON_BOATS[:2], *ON_COLD[:2], *CLAUSES.values())))
    flags = (False,) * 4 + (True,) * 2
    classifier = learn(Labelled(texts, EMBEDDER.embed_queries(texts), (1, 1, 2, 2, 1, 2), flags), (1, 2))
    assert sum(shares(classifier, UNSEEN[0])) == pytest.approx(1.0, abs=1e-6)


def test_three_directions_are_learned_as_two_are() -> None:
    base = labelled()
    labels = tuple(3 if label == NOTHING else label for label in base.labels)
    classifier = learn(Labelled(base.texts, base.vectors, labels, base.quoted), (1, 2, 3))
    assert [int(np.argmax(shares(classifier, text))) for text in (*UNSEEN[:2], "社区小学为学生更新桌椅。")] == [1, 2, 3]


def test_learning_says_nothing_of_steps_that_did_not_converge() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        learn(labelled(), (1, 2))


@pytest.mark.parametrize("analyze", [grams, words])
@pytest.mark.parametrize("rarest", [1, 2])
def test_our_weights_are_those_of_scikit_learn(analyze: object, rarest: int) -> None:
    chosen = grams if analyze is grams else words
    texts = [normal(text) for text in (*ON_BOATS, *ON_COLD)]
    terms, weights = learn_terms(texts, chosen, rarest)
    vectorizer = vectorizer_of(chosen, rarest)
    assert (vectorizer.fit_transform(texts) != weights).nnz == 0
    for text in (*texts[:5], *UNSEEN, "渔船渔船渔船，位置", "没有一个词在里面xyz", ""):
        own = np.zeros(len(terms.rows), np.float32)
        rows, values = terms.weigh(text)
        own[rows] = values
        theirs = vectorizer.transform([text]).toarray()[0]
        np.testing.assert_allclose(own, theirs, atol=1e-6)


def test_grams_are_runs_of_one_to_three_characters() -> None:
    assert grams("渔船a") == ["渔", "船", "a", "渔船", "船a", "渔船a"]
    assert grams("") == []


def test_words_have_no_numbers_or_blanks_among_them() -> None:
    found = words("冷库 500吨，损耗3.5%")
    assert "冷库" in found
    assert not {"500", "3.5", "%", "3.5%", " "} & set(found)


def test_softmax_is_not_frightened_by_large_scores() -> None:
    found = softmax(np.array([[1e4, 0.0], [-1e4, -1e4], [0.0, 0.0]]))
    assert found.tolist() == [[1.0, 0.0], [0.5, 0.5], [0.5, 0.5]]


def test_a_text_too_sure_of_nothing_gives_no_warning(learned: Classifier) -> None:
    for score in (-1e4, 1e4):
        found = learned.probabilities(np.array([score, 0.0, 0.0], np.float32))
        assert float(found.sum()) == pytest.approx(1.0)
