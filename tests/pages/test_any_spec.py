"""Every valid spec opens on the pages, whatever the limits of their widgets."""

from __future__ import annotations

import pytest

from cnn_core.layers import Architecture, BatchNormalization, Dropout, Flatten, Output
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.web.build.links import to_query
from tests.pages.conftest import OpenPage

ODD_LAYERS = Architecture(
    layers=(
        BatchNormalization(momentum=0.9999999, l2=1e6),
        Dropout(rate=0.9999999),
        Flatten(),
        Output(l2=1e-12),
    )
)
ODD_SETTINGS = [
    ["training.learning_rate=1e-12", "training.schedule.kind=one_cycle"],
    ["training.learning_rate=1000", "training.schedule.kind=cosine", "training.seed=2147483647"],
    ["training.weights_seed=0", "training.order_seed=2147483647"],
    [
        "training.schedule.kind=one_cycle",
        "training.schedule.start=1e-9",
        "training.schedule.warm_up=1e-9",
    ],
    ["training.schedule.kind=one_cycle", "training.schedule.warm_up=0.9999999"],
    ["training.schedule.kind=step", "training.schedule.factor=1e-9"],
    ["training.schedule.kind=reduce_on_plateau", "training.schedule.factor=0.9999999"],
    ["training.optimizer=sgd", "training.momentum=0.9999999", "training.nesterov=true"],
    ["training.optimizer=adamw", "training.weight_decay=1e-9", "training.batch_size=60000"],
    ["data.augmentation.zoom=0.9999999", "data.validation_share=1e-9", "data.train_images=100"],
    ["hardware.device=gpu", "hardware.gpu_memory_share=0.001"],
]


@pytest.mark.parametrize("settings", ODD_SETTINGS, ids=lambda settings: settings[-1])
def test_odd_settings_open(open_page: OpenPage, settings: list[str]) -> None:
    spec = override(ARTICLE, settings).model_copy(update={"architecture": ODD_LAYERS})
    app = open_page(**to_query(spec, "article"))
    assert not app.exception
    assert not app.error
    app.switch_page("pages/train.py").run()
    assert not app.exception
    app.switch_page("pages/build.py").run()
    assert app.query_params == to_query(spec, "article")
