from __future__ import annotations

import pytest

from cnn_core.learning.progress import Progress


def test_batches_add_up_to_an_epoch():
    progress = Progress()
    progress.count(images=32, loss=2.0, accuracy=0.5, seconds=1.0)
    progress.count(images=16, loss=1.0, accuracy=1.0, seconds=1.5)
    assert (progress.batch, progress.step, progress.images) == (2, 2, 48)
    assert progress.loss_sum / progress.images == pytest.approx(5 / 3)
    assert progress.accuracy_sum / progress.images == pytest.approx(2 / 3)
    progress.end_epoch(val_loss=None)
    assert (progress.epoch, progress.batch, progress.step, progress.images) == (1, 0, 2, 0)
    assert progress.epoch_seconds == [1.5]
    assert progress.best_epoch is None


def test_the_best_epoch_is_the_first_with_the_lowest_loss():
    progress = Progress()
    for loss in (0.5, 0.3, 0.4, 0.3):
        progress.end_epoch(loss)
    assert (progress.best_epoch, progress.best_loss) == (2, 0.3)
    assert progress.waited(since=0) == 2
    assert progress.waited(since=3) == 1


def test_a_run_is_complete_at_its_target_or_out_of_patience():
    progress = Progress(epoch=3, best_epoch=1, target_epochs=4)
    assert [progress.complete(patience) for patience in (0, 1, 2, 3)] == [False, True, True, False]
    assert progress.model_copy(update={"target_epochs": 3}).complete(patience=0)
    assert not progress.model_copy(update={"patient_from": 3}).complete(patience=1)


@pytest.mark.parametrize("loss", [None, float("nan"), float("inf")])
def test_an_epoch_without_a_finite_loss_is_never_the_best(loss):
    progress = Progress()
    progress.end_epoch(loss)
    assert (progress.best_epoch, progress.best_loss) == (None, None)


def test_it_survives_as_json():
    progress = Progress(rate_scale=0.1 + 0.2, best_loss=1 / 3, epoch_seconds=[0.1])
    assert Progress.model_validate_json(progress.model_dump_json()) == progress
