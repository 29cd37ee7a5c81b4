"""What a run reached: the measured result, as a frozen model with JSON in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cnn_core.frozen import Frozen
from cnn_core.spec import MAX_EPOCHS

MAX_SECONDS = 1e11
"""More than any run takes, or any date has since 1970."""
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=MAX_SECONDS)]
Count = Annotated[int, Field(ge=0, le=10**12)]


class Result(Frozen):
    """Test figures and circumstances of a run whose training has ended."""

    test_accuracy: Share
    test_loss: float | None
    """Mean cross-entropy in nats; None where it is not a number."""
    test_images: Annotated[int, Field(ge=1, le=10**9)]
    seconds: Seconds
    """Training time over all attempts, validation included, evaluation not."""
    epoch_seconds: Annotated[tuple[Seconds, ...], Field(max_length=MAX_EPOCHS)]
    images_per_second: Annotated[float, Field(ge=0, le=1e12)]
    """Training images a second, validation not counted."""
    device: str
    """The device that TensorFlow placed the work on, e.g. `CPU:0` or `GPU:0 (name)`."""
    intra_op_threads: Count
    inter_op_threads: Count
    weights: Count
    best_epoch: Count | None
    """Epoch (from 1) with the lowest validation loss; None without validation images."""
    restored_best: bool
    """Whether early stopping put the best epoch's weights back before the test."""
    tensorflow: str
    keras: str
