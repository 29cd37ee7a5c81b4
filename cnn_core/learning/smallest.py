"""The smallest set of a layer's maps that keeps the accuracy, chosen on validation images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnn_core.inside.lesion import SmallestSet
from cnn_core.inside.lesion_layers import checked_maps
from cnn_core.inside.lesion_work import images_to_choose_on
from cnn_core.learning.elimination import Elimination
from cnn_core.learning.lesion import answers
from cnn_core.questions import Smallest

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

TEST_SHARE = 0.1
"""Of the progress: the test images."""


def smallest(context: Context, question: Smallest, progress: Progress) -> bytes:
    """Chosen on validation images, answered for the test images: bytes of a SmallestSet.

    Raises ValueError for a layer without maps, and where the network's answers are no numbers.
    """
    opened, position = context.opened, question.layer
    checked_maps(opened.layers, position)
    images = context.validation()
    count = min(len(images), images_to_choose_on(opened.layers, position))
    elimination = Elimination(opened, position, images.take(np.arange(count)))
    for share in elimination.rounds():
        progress((1 - TEST_SHARE) * share)
    path = elimination.path
    tested = answers(
        opened,
        position,
        path.dropped,
        context.test(),
        lambda share: progress(1 - TEST_SHARE * (1 - share)),
    )
    return SmallestSet(path, tested).to_bytes()
