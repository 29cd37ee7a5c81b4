"""What the chain without pooling costs: the article's figures, and our own beside them."""

from __future__ import annotations

import pytest

from cnn_core.layers import Flatten
from cnn_core.lessons.deep_chain import cost, growth, verdict, with_pooling
from cnn_core.lessons.view_networks import chain


def test_the_article_s_sum() -> None:
    found = cost(chain(13), batch_size=500)
    assert found.weights_told == "320 + 18,496 + 73,856 + 10·147,584"
    assert found.weights == 320 + 18_496 + 73_856 + 10 * 147_584 == 1_568_512
    assert found.sees == 27


def test_all_outputs_of_a_mini_batch_are_kept() -> None:
    outputs = 28**2 + 26**2 * 32 + 24**2 * 64
    assert cost(chain(2), batch_size=500).output_bytes == 4 * 500 * outputs
    assert cost(chain(2), batch_size=1).output_bytes == 4 * outputs


def test_the_article_s_own_layers_cost_less() -> None:
    found = cost(with_pooling(), batch_size=1)
    assert (found.convolutions, found.sees, found.weights) == (3, 18, 320 + 18_496 + 36_928)


def test_growth_layer_by_layer() -> None:
    assert growth(chain(3)).sees == (3, 5, 7)
    assert growth(chain(3)).weights == (320, 18_816, 92_672)
    assert growth(with_pooling()).sees == (3, 4, 8, 10, 18)


def test_units_have_no_view() -> None:
    with pytest.raises(ValueError, match="Received: Flatten"):
        cost((Flatten(),), batch_size=1)


def test_the_verdict_names_both() -> None:
    text = verdict(13, 500)
    assert "10·147,584 = 1,568,512 weights" in text
    assert "637 MB for 500 images" in text
    assert "see 18×18" in text
    assert verdict(1, 1).startswith("One convolution without pooling sees 3×3 pixels and has 320 ")
