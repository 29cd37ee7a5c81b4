from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core import datasets
from cnn_core.groups import seeds_of
from cnn_core.layers import LOSSES
from cnn_core.learning import checkpoint
from cnn_core.learning.state import fresh
from cnn_core.learning.steps import Figures, Steps
from cnn_core.learning.training import LossNotFiniteError
from cnn_core.spec import CLASSES
from tests.learning.tiny import BATCHES, RANDOM, TINY, MemoryLink, changed, digest, train

EVENTFUL = changed(
    TINY,
    {
        "architecture": RANDOM.model_dump(),
        "data.augmentation": {"shift": 2, "rotation": 10, "line_width": 1},
        "training.schedule": {"kind": "one_cycle"},
        "training.early_stopping_patience": 5,
    },
)


def oracle(spec, split):
    """Batch losses and accuracies, then validation figures of each epoch, by Keras' own loop."""
    state = fresh(spec)
    model = state.model
    loss = LOSSES[spec.architecture.layers[-1].activation]
    model.compile(state.optimizer, loss, metrics=["categorical_accuracy"])
    inputs, targets = arrays(split.train, split)
    batches, epochs = [], []
    for epoch in range(spec.training.epochs):
        order = np.random.default_rng([spec.training.seed, epoch]).permutation(len(inputs))
        for start in range(0, len(order), spec.training.batch_size):
            batch = order[start : start + spec.training.batch_size]
            model.reset_metrics()
            batches.append(model.train_on_batch(inputs[batch], targets[batch]))
        epochs.append(model.evaluate(*arrays(split.validation, split), verbose=0))
    return np.array(batches), np.array(epochs)


def arrays(images, split):
    return split.normalization.apply(images.pixels), np.eye(CLASSES)[images.labels]


@pytest.mark.parametrize(
    "changes",
    [
        {"training.optimizer": "rmsprop"},
        {"training.optimizer": "rmsprop", "architecture.layers.3.activation": "sigmoid"},
        {"training.optimizer": "sgd", "training.momentum": 0.9, "training.nesterov": True},
        {"training.optimizer": "adamw", "training.weight_decay": 0.01},
        {"training.optimizer": "nadam", "architecture.layers": RANDOM.model_dump()["layers"]},
    ],
)
def test_agrees_with_keras_own_loop(split, changes):
    spec, link = changed(TINY, changes), MemoryLink()
    train(spec, split, link)
    batches, epochs = oracle(spec, split)
    points = link.points("batch")
    assert [point.step for point in points] == list(range(1, 2 * BATCHES + 1))
    assert [point.epoch for point in points] == [1] * BATCHES + [2] * BATCHES
    np.testing.assert_allclose([point.loss for point in points], batches[:, 0], rtol=1e-4)
    np.testing.assert_allclose([point.accuracy for point in points], batches[:, 1], atol=1e-6)
    validated = [(point.val_loss, point.val_accuracy) for point in link.points("epoch")]
    # Adam turns rounding errors into whole steps of the bias that a normalisation makes useless.
    np.testing.assert_allclose(validated, epochs, rtol=1e-3)


def test_an_epochs_figures_are_means_over_its_images(split):
    link = MemoryLink()
    train(TINY, split, link)
    first = link.points("batch")[:BATCHES]
    sizes = [32] * 7 + [16]
    epoch = link.points("epoch")[0]
    assert epoch.loss == pytest.approx(np.average([p.loss for p in first], weights=sizes))
    assert epoch.accuracy == pytest.approx(np.average([p.accuracy for p in first], weights=sizes))


@pytest.fixture(scope="module")
def uninterrupted(split):
    return digest(train(EVENTFUL, split, MemoryLink()))


@pytest.mark.parametrize("longest_chunk", [1, 3])
def test_the_result_does_not_depend_on_chunks(split, uninterrupted, longest_chunk):
    assert digest(train(EVENTFUL, split, MemoryLink(), longest_chunk)) == uninterrupted


@pytest.mark.parametrize("pause_at", [5, BATCHES, BATCHES + 3])
def test_a_paused_run_goes_on_bit_for_bit(split, uninterrupted, pause_at):
    first, second = MemoryLink(pause_at), MemoryLink()
    paused = train(EVENTFUL, split, first, longest_chunk=1)
    assert paused.progress.step == pause_at
    resumed = train(EVENTFUL, split, second, resume_from=first.checkpoint)
    assert digest(resumed) == uninterrupted
    assert [e.note for e in first.points("event") + second.points("event")] == ["paused", "resumed"]
    epochs = [point.epoch for link in (first, second) for point in link.points("epoch")]
    assert epochs == [1, 2]


def test_a_run_that_is_paused_at_once_is_not_traced(split, monkeypatch):
    monkeypatch.setattr(Steps, "trace", lambda steps: pytest.fail("traced"))
    state = train(TINY, split, link := MemoryLink(pause_at=0))
    assert (state.progress.step, [e.note for e in link.points("event")]) == (0, ["paused"])


def fed(spec, split, monkeypatch):
    """What two epochs' steps are given, as bytes, and the weights that they begin with."""
    given = []

    def take(steps, chunk, rates):
        given.append([array.tobytes() for array in (chunk.positions, *chunk.changes)])
        still = np.ones_like(rates)
        return Figures(still, still, tf.constant(still))

    monkeypatch.setattr(Steps, "trace", lambda steps: None)
    monkeypatch.setattr(Steps, "__call__", take)
    state = train(spec, split, MemoryLink())
    return given, [array.tobytes() for array in state.model.get_weights()]


def test_weights_and_order_have_seeds_of_their_own(split, monkeypatch):
    base = changed(TINY, {"data.augmentation.shift": 1, "training.seed": 4})
    order, weights = fed(base, split, monkeypatch)
    for varied in seeds_of(base, 2, "weights")[1:]:
        assert fed(varied, split, monkeypatch)[0] == order
        assert fed(varied, split, monkeypatch)[1] != weights
    for varied in seeds_of(base, 2, "order")[1:]:
        assert fed(varied, split, monkeypatch)[0] != order
        assert fed(varied, split, monkeypatch)[1] == weights
    assert fed(seeds_of(base, 1, "both")[0], split, monkeypatch) == (order, weights)
    other = changed(base, {"training.seed": 9, "training.weights_seed": 4})
    assert fed(other, split, monkeypatch)[1] == weights


class WatchingLink(MemoryLink):
    """Wants something the second time it is asked after so many steps: within a validation."""

    def __init__(self, wish: str, at: int) -> None:
        super().__init__()
        self.wish, self.at, self.asked = wish, at, 0

    @property
    def action(self) -> str:
        self.asked += self.step == self.at
        return self.wish if self.asked == 2 else "run"


@pytest.mark.parametrize(("wish", "note"), [("pause", "paused"), ("stop", "stopped")])
def test_a_wish_is_heard_within_a_validation(wish, note):
    spec = changed(TINY, {"data.validation_share": 0.5, "training.batch_size": 50})
    split = datasets.prepare(spec.data, spec.training.seed)
    whole = train(spec, split, MemoryLink())
    link = WatchingLink(wish, at=3)
    given_up = train(spec, split, link)
    assert (given_up.progress.epoch, given_up.progress.batch) == (0, 3)
    assert link.points("epoch") == []
    assert [event.note for event in link.points("event")] == [note]
    resumed = train(spec, split, MemoryLink(), resume_from=link.checkpoint)
    assert digest(resumed) == digest(whole)


@pytest.mark.parametrize("changed_at", [0, 5])
def test_a_changed_learning_rate_survives_a_pause(split, changed_at):
    spec = changed(TINY, {"training.schedule": {"kind": "cosine"}})
    whole, first = MemoryLink(), MemoryLink(pause_at=BATCHES + 3)
    whole.learning_rates[changed_at] = first.learning_rates[changed_at] = 0.01
    expected = train(spec, split, whole, longest_chunk=1)
    assert expected.progress.rate_scale != 1
    train(spec, split, first, longest_chunk=1)
    resumed = train(spec, split, MemoryLink(), resume_from=first.checkpoint)
    assert digest(resumed) == digest(expected)


@pytest.mark.parametrize("schedule", [{"kind": "cosine", "final": 0.0}, {"kind": "one_cycle"}])
def test_a_rate_chosen_after_the_schedule_survives_a_pause(split, schedule):
    spec = changed(TINY, {"training.schedule": schedule})
    ended = train(spec, split, MemoryLink())
    ended.progress.target_epochs += 1
    extended = checkpoint.save(ended)
    whole, first = MemoryLink(), MemoryLink(pause_at=2 * BATCHES + 3)
    whole.learning_rates[0] = first.learning_rates[0] = 0.002
    expected = train(spec, split, whole, 1, resume_from=extended)
    assert expected.progress.epoch == 3
    paused = train(spec, split, first, 1, resume_from=extended)
    assert paused.progress.step == 2 * BATCHES + 3
    resumed = train(spec, split, MemoryLink(), resume_from=first.checkpoint)
    assert digest(resumed) == digest(expected)


def test_a_plateau_survives_a_pause(split):
    plateau = {"kind": "reduce_on_plateau", "patience": 1, "factor": 0.5}
    spec = changed(
        TINY, {"training.schedule": plateau, "training.learning_rate": 0.5, "training.epochs": 6}
    )
    link = MemoryLink()
    whole = train(spec, split, link)
    notes = [event.note for event in link.points("event")]
    assert notes[0] == "learning rate 0.5 → 0.25 (plateau)"
    assert whole.progress.rate_scale == 0.5 ** len(notes)
    first = MemoryLink(pause_at=4 * BATCHES + 2)
    train(spec, split, first, longest_chunk=2)
    resumed = train(spec, split, MemoryLink(), resume_from=first.checkpoint)
    assert digest(resumed) == digest(whole)


def test_early_stopping_keeps_the_best_weights(split):
    spec = changed(
        TINY,
        {
            "training.early_stopping_patience": 2,
            "training.epochs": 50,
            "training.optimizer": "sgd",
            "training.learning_rate": 1.0,
        },
    )
    link = MemoryLink()
    state = train(spec, split, link)
    losses = [point.val_loss for point in link.points("epoch")]
    assert len(losses) < 50
    assert state.progress.best_epoch == int(np.argmin(losses)) + 1 == len(losses) - 2
    state.model.set_weights(state.best_weights)
    state.model.compile(loss="categorical_crossentropy")
    again = state.model.evaluate(*arrays(split.validation, split), verbose=0)
    assert again == pytest.approx(min(losses), rel=1e-4)


def test_a_changed_learning_rate_scales_the_schedule(split):
    spec = changed(TINY, {"training.schedule": {"kind": "exponential", "factor": 0.5}})
    link = MemoryLink()
    link.learning_rates[4] = 0.002
    train(spec, split, link, longest_chunk=1)
    rates = [point.learning_rate for point in link.points("batch")]
    decay = 0.5 ** (np.arange(2 * BATCHES) / BATCHES)
    np.testing.assert_allclose(rates[:4], 0.001 * decay[:4], rtol=1e-6)
    np.testing.assert_allclose(rates[4:], 0.002 * decay[4:] / decay[4], rtol=1e-6)
    (event,) = link.points("event")
    assert (event.note, event.step) == ("learning rate 0.000707107 → 0.002", 4)


def test_a_loss_that_is_not_a_number_ends_the_run(split):
    spec = changed(TINY, {"training.optimizer": "sgd", "training.learning_rate": 1000.0})
    spec = changed(spec, {"architecture.layers.0.l2": 1e6})
    link = MemoryLink()
    with pytest.raises(LossNotFiniteError, match=r"became (NaN|infinite) in epoch 1, batch \d+"):
        train(spec, split, link)
    assert not np.isfinite(link.points("batch")[-1].loss)
    assert all(np.isfinite(point.loss) for point in link.points("batch")[:-1])


def test_weights_that_are_not_finite_are_never_saved(split):
    state = fresh(TINY)
    state.model.weights[0].assign(np.full(state.model.weights[0].shape, np.inf))
    with pytest.raises(checkpoint.NotFiniteError):
        checkpoint.save(state)


@pytest.mark.parametrize("setting", ["xla", "mixed_precision"])
def test_hardware_settings_train_almost_alike(split, setting):
    plain, special = MemoryLink(), MemoryLink()
    train(TINY, split, plain)
    train(changed(TINY, {f"hardware.{setting}": True}), split, special)
    expected = [point.loss for point in plain.points("batch")]
    np.testing.assert_allclose([p.loss for p in special.points("batch")], expected, rtol=0.03)
    assert keras.config.dtype_policy().name == "float32"
