"""Questions to a network on their way to the module that answers them, and back into the store."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from cnn_core.datasets import Images, Split
from cnn_core.learning import (
    attribution,
    data_map,
    devices,
    lesion,
    match,
    maximise,
    patches,
    smallest,
    survey,
)
from cnn_core.learning.images import split_of
from cnn_core.learning.opened import Opened
from cnn_core.machine import fixed_threads
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import (
    DataMap,
    Lesion,
    Match,
    Maximise,
    Patches,
    Pixels,
    Question,
    Smallest,
    Survey,
)
from cnn_core.records import Run, Studied
from cnn_core.spec import Hardware
from cnn_core.store import Store

Progress = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1."""


class Context:
    """What a study looks at: a run's network at a moment, and the run's images."""

    def __init__(self, store: Store, run: int, moment: int) -> None:
        self.store = store
        self.run: Run = store.run(run)
        self.payload = payload_at(store, run, moment)
        self.opened = Opened(self.payload)

    @cached_property
    def split(self) -> Split:
        """All images of the run, as it was trained on them."""
        return split_of(self.store, self.run)

    def train(self) -> Images:
        """The training images."""
        return self.split.train

    def validation(self) -> Images:
        """The validation images; of a run without any, its training images."""
        return self.split.validation if len(self.split.validation) else self.split.train

    def test(self) -> Images:
        """The run's test images, in the order of its evaluation."""
        return self.split.test


def study(
    store: Store, run: int, moment: int, question: Question, progress: Callable[[float], None]
) -> None:
    """Answer the question and keep the answer in the store. Needs a fresh process.

    Raises StoreError, PayloadError, DatasetUnavailable, and ValueError for a question that does
    not fit the network, all with one sentence.
    """
    devices.configure(fixed_threads(Hardware()))
    context = Context(store, run, moment)
    data = _answer(context, question, progress)
    store.studies.keep(run, moment, question, Studied(digest(context.payload), data))


def _answer(  # noqa: PLR0911 (one case per study)
    context: Context, question: Question, progress: Progress
) -> bytes:
    match question:
        case Survey():
            return survey.survey(context, question, progress)
        case Pixels():
            return attribution.attribute(context, question, progress)
        case DataMap():
            return data_map.map_images(context, question, progress)
        case Match():
            return match.match(context, question, progress)
        case Lesion():
            return lesion.lesion(context, question, progress)
        case Smallest():
            return smallest.smallest(context, question, progress)
        case Maximise():
            return maximise.maximise(context, question, progress)
        case Patches():
            return patches.patches(context, question, progress)
