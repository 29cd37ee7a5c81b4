"""Scores against scipy's and scikit-learn's own figures."""

import io

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn import metrics

from cnn_core.scores import Evaluation, EvaluationError, wilson


def pack(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def arrays(count: int = 200) -> dict[str, np.ndarray]:
    """Outputs that are right for about four images in five."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 10, count).astype(np.uint8)
    outputs = rng.random((count, 10))
    outputs[np.arange(count), labels] += 0.7
    probabilities = (outputs / outputs.sum(axis=1, keepdims=True)).astype(np.float32)
    indices = rng.permutation(count).astype(np.int32)
    classes = np.linspace(0.1, 0.9, 30).reshape(3, 10)
    return {
        "probabilities": probabilities,
        "labels": labels,
        "indices": indices,
        "classes": classes,
    }


def evaluated(**changes: np.ndarray) -> Evaluation:
    """As a worker makes it, then stored and read."""
    values = arrays() | changes
    del values["classes"]
    return Evaluation.from_bytes(Evaluation.of(**values).to_bytes())


@pytest.fixture
def evaluation() -> Evaluation:
    return evaluated()


@pytest.mark.parametrize(
    ("correct", "total"), [(0, 1), (1, 1), (0, 10_000), (10_000, 10_000), (9893, 10_000), (3, 7)]
)
def test_wilson_is_scipys(correct: int, total: int) -> None:
    oracle = binomtest(correct, total).proportion_ci(method="wilson")
    assert wilson(correct, total) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


def test_wilson_of_992_in_the_reference() -> None:
    low, high = wilson(9920, 10_000)
    assert (high - low) / 2 == pytest.approx(0.0018, abs=0.00005)


@pytest.mark.parametrize(("correct", "total"), [(-1, 10), (11, 10), (0, 0)])
def test_wilson_refuses_impossible_counts(correct: int, total: int) -> None:
    with pytest.raises(ValueError, match="Received"):
        wilson(correct, total)


def test_confusion_is_scikit_learns(evaluation: Evaluation) -> None:
    oracle = metrics.confusion_matrix(evaluation.labels, evaluation.predicted, labels=range(10))
    np.testing.assert_array_equal(evaluation.confusion(), oracle)


def test_scores_of_each_class_follow_from_the_confusion(evaluation: Evaluation) -> None:
    confusion, scores = evaluation.confusion(), evaluation.per_class()
    hits = np.diag(confusion)
    np.testing.assert_allclose(scores.precision, hits / confusion.sum(axis=0))
    np.testing.assert_allclose(scores.recall, hits / confusion.sum(axis=1))
    np.testing.assert_allclose(
        scores.f1, 2 * hits / (confusion.sum(axis=0) + confusion.sum(axis=1))
    )
    np.testing.assert_array_equal(scores.support, confusion.sum(axis=1))


def test_a_class_that_never_occurs_has_no_scores() -> None:
    values = arrays()
    values["probabilities"][:, 4], values["labels"][:] = 0, 7
    scores = evaluated(probabilities=values["probabilities"], labels=values["labels"]).per_class()
    assert np.isnan(scores.precision[4])
    assert np.isnan(scores.recall[4])
    assert scores.support[4] == 0


def test_errors_are_sorted_by_confidence(evaluation: Evaluation) -> None:
    errors = evaluation.errors()
    assert len(errors) == (evaluation.predicted != evaluation.labels).sum() > 10
    assert (evaluation.predicted[errors] != evaluation.labels[errors]).all()
    assert (np.diff(evaluation.confidence[errors]) <= 0).all()


def test_pairs_hold_each_image_once(evaluation: Evaluation) -> None:
    rows = [evaluation.pair(true, predicted) for true in range(10) for predicted in range(10)]
    assert sorted(np.concatenate(rows)) == list(range(len(evaluation)))
    assert len(evaluation.pair(3, 5)) == evaluation.confusion()[3, 5]


def test_the_interval_is_that_of_the_right_answers(evaluation: Evaluation) -> None:
    assert evaluation.correct == np.trace(evaluation.confusion())
    oracle = binomtest(evaluation.correct, len(evaluation)).proportion_ci(method="wilson")
    interval = evaluation.interval()
    assert (interval.low, interval.high) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


def with_one(name: str, value: np.ndarray) -> bytes:
    return pack(**{**arrays(), name: value})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not a zip",
        pack(**arrays())[:-100],
        pack(labels=arrays()["labels"]),
        with_one("labels", np.full(200, 10, np.uint8)),
        with_one("labels", np.zeros(199, np.uint8)),
        with_one("labels", np.zeros(200, np.int64)),
        with_one("indices", np.full(200, -1, np.int32)),
        with_one("probabilities", np.full((200, 10), np.nan, np.float32)),
        with_one("probabilities", np.full((200, 10), 1.5, np.float32)),
        with_one("probabilities", np.zeros((200, 11), np.float32)),
        with_one("classes", np.zeros((3, 9))),
        with_one("classes", np.full((3, 10), 1.01)),
        with_one("extra", np.zeros(2_000_000)),
        with_one("labels", np.array(["a", object()], dtype=object)),
        pack(
            probabilities=np.zeros((0, 10), np.float32),
            labels=np.zeros(0, np.uint8),
            indices=np.zeros(0, np.int32),
            classes=np.zeros((3, 10)),
        ),
    ],
)
def test_what_is_not_an_evaluation_is_refused(data: bytes) -> None:
    with pytest.raises(EvaluationError):
        Evaluation.from_bytes(data)
