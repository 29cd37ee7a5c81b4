"""Patterns and patches as if a worker had found them, made without Keras."""

from __future__ import annotations

import numpy as np

from cnn_core.inside.oips import Oips
from cnn_core.inside.patches import Patches
from cnn_core.inside.sight import Sight


def oips(maps: int, starts: int = 4, dead: tuple[int, ...] = (), seed: int = 0) -> Oips:
    """The starts of map 0 lead to the same pattern, those of all others to different ones."""
    rng = np.random.default_rng(seed)
    patterns = rng.integers(0, 256, (maps, starts, 28, 28), np.uint8)
    patterns[0] = patterns[0, 0]
    answers = rng.uniform(1, 2, (maps, starts, 1, 1)).astype(np.float32)
    answers[list(dead)] = 0
    return Oips.of(patterns, answers, np.zeros(maps, np.float32), Sight())


def patches(maps: int, dead: tuple[int, ...] = (), best: float = 1.0, seed: int = 0) -> Patches:
    """Nine patches of 6×8 pixels of each map, of 1,000 training images."""
    rng = np.random.default_rng(seed)
    best_means = np.full(maps, best, np.float32)
    best_means[list(dead)] = 0
    return Patches(
        images=rng.integers(0, 256, (maps, 9, 28, 28), np.uint8),
        boxes=np.broadcast_to(np.array([2, 1, 8, 9], np.uint8), (maps, 9, 4)),
        activations=np.broadcast_to(np.arange(9, 0, -1, np.float32), (maps, 9)),
        labels=rng.integers(0, 10, (maps, 9), np.uint8),
        positions=rng.integers(0, 1000, (maps, 9), np.int32),
        best_means=best_means,
        weakest_means=np.zeros(maps, np.float32),
        looked_at=np.array([1000]),
    )
