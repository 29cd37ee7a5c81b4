"""The forward pass in a real Chromium, against Keras; `tests/learning` has more networks in V8."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from cnn_core.layers import Architecture
from cnn_core.learning import weights
from cnn_core.presets import PRESETS
from cnn_core.spec import RunSpec
from cnn_core.web_files import FORWARD, joined
from tests.learning.keras_outputs import (
    outputs,
    random_model,
    random_normalization,
    reads_beyond_its_input,
)
from tests.learning.tiny import configure_threads
from tests.strategies import architectures

pytestmark = pytest.mark.browser

EVERY_OUTPUT = """([payload, pixels]) => {
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    return forward(readNetwork(bytes), pixels).map(({ values }) => [...values]);
}"""


@pytest.fixture(scope="module", autouse=True)
def _configured() -> None:
    configure_threads()


@pytest.fixture(scope="module")
def plain_page(browser: Browser) -> Iterator[Page]:
    """With the script and nothing else."""
    page = browser.new_page()
    page.add_script_tag(content=joined(*FORWARD))
    yield page
    page.close()


@given(architectures(), st.integers(0, 2**31))
@example(PRESETS["article"].architecture, 1)
@example(PRESETS["small"].architecture, 2)
@settings(max_examples=12)
def test_chromium_agrees_with_keras(
    plain_page: Page, architecture: Architecture, seed: int
) -> None:
    assume(not reads_beyond_its_input(architecture))
    rng = np.random.default_rng(seed)
    model = random_model(architecture, rng)
    normalization = random_normalization(rng, per_pixel=True)
    payload = weights.payload(model, RunSpec(architecture=architecture), normalization)
    image = rng.integers(0, 256, (1, 28, 28), np.uint8)
    sent = [base64.b64encode(payload).decode("ascii"), image.ravel().tolist()]
    ours = plain_page.evaluate(EVERY_OUTPUT, sent)
    expected = outputs(model, normalization.apply(image))
    for mine, theirs in zip(ours, expected, strict=True):
        largest = max(1, np.abs(theirs).max())
        np.testing.assert_allclose(mine, theirs.ravel(), rtol=0, atol=1e-5 * largest)
    assert expected[-1][0, np.argmax(ours[-1])] >= expected[-1].max() * (1 - 2**-22)
