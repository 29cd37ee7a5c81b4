"""The untrained network: the article's, with weights like those that Keras begins with."""

from __future__ import annotations

import numpy as np

from cnn_core.lessons.untrained import untrained_payload
from cnn_core.payload import unpack
from cnn_core.presets import ARTICLE


def test_it_is_the_articles_network() -> None:
    network = unpack(untrained_payload())
    assert network.header.layers == ARTICLE.architecture.layers
    assert sum(each.size for group in network.tensors for each in group) == 96_844
    assert (network.normalization.mean, network.normalization.deviation) == (0, 255)


def test_kernels_fill_glorots_range_and_biases_are_0() -> None:
    kernel, bias = unpack(untrained_payload()).tensors[2]
    limit = np.sqrt(6 / (9 * 32 + 9 * 64))
    assert limit * 0.99 < np.abs(kernel).max() <= limit
    assert abs(kernel.mean()) < limit / 50
    assert not bias.any()


def test_it_is_always_the_same() -> None:
    made = untrained_payload()
    untrained_payload.cache_clear()
    assert untrained_payload() == made
