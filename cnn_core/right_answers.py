"""Which of the official test images a run has right, image by image."""

from __future__ import annotations

import numpy as np

from cnn_core.comparison.mcnemar import Right
from cnn_core.leaderboard import OFFICIAL_TEST_IMAGES, on_official_test_images
from cnn_core.records import Run
from cnn_core.scores import Evaluation, EvaluationError
from cnn_core.store import Store


def right_answers(store: Store, run: Run) -> Right | None:
    """(10000,), in the order of the official test set.

    None where the run was tested on other images, and where its answers are missing or damaged.
    """
    data = store.artifact(run.id, "evaluation") if on_official_test_images(run) else None
    if data is None:
        return None
    try:
        evaluation = Evaluation.from_bytes(data)
    except EvaluationError:
        return None
    order = np.argsort(evaluation.indices, kind="stable")
    if not np.array_equal(evaluation.indices[order], np.arange(OFFICIAL_TEST_IMAGES)):
        return None
    right: Right = (evaluation.predicted == evaluation.labels)[order]
    return right
