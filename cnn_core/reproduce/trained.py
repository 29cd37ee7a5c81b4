"""Figures that have to be trained: the article's epochs, its test accuracies, and goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cnn_core import reference
from cnn_core.arithmetic import describe
from cnn_core.estimate import Estimate
from cnn_core.records import Point, Run
from cnn_core.reference import Goal
from cnn_core.reproduce import networks
from cnn_core.reproduce.row import Row, Section, at_most, computed
from cnn_core.reproduce.rules import (
    AS_HIGH,
    AS_HIGH_IN_PERCENT,
    ERRORS,
    IN_TIME,
    LOSS,
    NOT_BELOW,
    WITHOUT_PICKING_IT,
    one_more,
    one_more_share,
    trained,
)
from cnn_core.reproduce.trainings import (
    CHOLLET,
    CNN,
    COMPARISON,
    FASHION_NETWORK,
    KERAS_EXAMPLE,
    SEEDS,
    SMALL_NETWORK,
    Standing,
    Training,
)

Epochs = Callable[[Run], Sequence[Point]]
"""The points of a run's epochs, in their order."""
PICKED = "Reported with the epoch that was best on the test set; ours is the last one."


@dataclass(frozen=True)
class Trained:
    """What the finished runs of a training reached."""

    runs: tuple[Run, ...]
    epochs: tuple[Sequence[Point], ...]
    """Of each run."""

    @classmethod
    def of(cls, standing: Standing, epochs: Epochs = lambda _: ()) -> Trained:
        """Without `epochs` only what the results tell."""
        return cls(standing.finished, tuple(map(epochs, standing.finished)))

    def test_accuracy(self) -> Estimate | None:
        results = [run.result for run in self.runs if run.result]
        if not results:
            return None
        return one_more_share([each.test_accuracy for each in results], results[0].test_images)

    def seconds(self) -> Estimate | None:
        return _estimate([run.result.seconds for run in self.runs if run.result])

    def loss(self, epoch: int) -> Estimate | None:
        """Of an epoch, from 1."""
        return _estimate([each.loss for each in self._points(epoch) if each.loss is not None])

    def accuracy(self, epoch: int) -> Estimate | None:
        """On the training images, in an epoch, from 1."""
        known = [each.accuracy for each in self._points(epoch) if each.accuracy is not None]
        return _estimate(known)

    def _points(self, epoch: int) -> Iterator[Point]:
        return (points[epoch - 1] for points in self.epochs if len(points) >= epoch)


def article(standing: Standing, epochs: Epochs) -> Section:
    """The five epochs, the test accuracy and the time."""
    found = Trained.of(standing, epochs)
    return Section(
        "Training in the article",
        (
            *_losses(found),
            *_accuracies(found),
            trained(
                "Test accuracy",
                "accuracy",
                reference.TEST_ACCURACY,
                found.test_accuracy(),
                AS_HIGH_IN_PERCENT,
            ),
            _time(found),
        ),
        _counted(CNN, standing),
    )


def mlp(standing: Standing, epochs: Epochs) -> Section:
    """The comparison network: its layers, and what it reaches."""
    found = Trained.of(standing, epochs)
    last = reference.MLP_EPOCHS
    return Section(
        "The comparison network (MLP)",
        (
            *networks.mlp(),
            trained(
                f"MLP: training accuracy, epoch {last}",
                "accuracy",
                reference.MLP_TRAINING_ACCURACY,
                found.accuracy(last),
                AS_HIGH,
            ),
            trained(
                f"MLP: test accuracy after {last} epochs",
                "accuracy",
                reference.MLP_TEST_ACCURACY,
                found.test_accuracy(),
                NOT_BELOW,
            ),
        ),
        _counted(COMPARISON, standing),
    )


def goals(standings: Mapping[Training, Standing]) -> Section:
    """Figures that others reach."""
    keras, chollet, small = reference.KERAS_EXAMPLE, reference.CHOLLET, reference.SMALL
    trainings = (KERAS_EXAMPLE, CHOLLET, FASHION_NETWORK, SMALL_NETWORK)
    return Section(
        "Figures that others reach",
        (
            computed("Keras' example: weights", keras.weights, _weights(KERAS_EXAMPLE)),
            _goal("Keras' example", keras, standings[KERAS_EXAMPLE]),
            computed("Chollet's book: weights", chollet.weights, _weights(CHOLLET)),
            _goal("Chollet's book", chollet, standings[CHOLLET]),
            at_most("Fashion-MNIST: weights", reference.FASHION.weights, _weights(FASHION_NETWORK)),
            _goal("Fashion-MNIST", reference.FASHION, standings[FASHION_NETWORK]),
            at_most("Small network: weights", small.weights, _weights(SMALL_NETWORK)),
            _small(small, standings[SMALL_NETWORK]),
            networks.interval(),
        ),
        " ".join(_counted(each, standings[each]) for each in trainings),
    )


def _losses(found: Trained) -> Iterator[Row]:
    for number, reported in enumerate(reference.EPOCHS, start=1):
        if reported.loss is not None:
            yield trained(f"Loss, epoch {number}", "loss", reported.loss, found.loss(number), LOSS)


def _accuracies(found: Trained) -> Iterator[Row]:
    for number, reported in enumerate(reference.EPOCHS, start=1):
        if reported.accuracy is not None:
            ours = found.accuracy(number)
            figure = f"Training accuracy, epoch {number}"
            yield trained(figure, "accuracy", reported.accuracy, ours, ERRORS)


def _time(found: Trained) -> Row:
    """Of the five epochs, with the devices that took it."""
    row = trained("Time of training", "seconds", reference.SECONDS, found.seconds(), IN_TIME)
    here = " and ".join(sorted({run.result.device for run in found.runs if run.result}))
    there = f"Reported on a {reference.DEVICE}"
    return replace(row, remark=f"{there}; here on {here}." if here else f"{there}.")


def _goal(name: str, goal: Goal, standing: Standing) -> Row:
    ours = Trained.of(standing).test_accuracy()
    return trained(f"{name}: test accuracy", "accuracy", goal.accuracy, ours, NOT_BELOW)


def _small(goal: Goal, standing: Standing) -> Row:
    ours = Trained.of(standing).test_accuracy()
    figure = "Small network: test accuracy"
    row = trained(figure, "accuracy", goal.accuracy, ours, WITHOUT_PICKING_IT)
    return replace(row, remark=PICKED)


def _weights(training: Training) -> int:
    return describe(training.spec.architecture).weights


def _counted(training: Training, standing: Standing) -> str:
    """`Keras' example: 3 of 5 trainings.`"""
    return f"{training.title}: {len(standing.finished)} of {SEEDS} trainings."


def _estimate(values: Sequence[float]) -> Estimate | None:
    return one_more(values) if values else None
