"""The page Train: how it is opened, what it shows, and a training elsewhere that it watches."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import Claim, Point
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.web.build.links import to_query

PAGE = "pages/train.py"
SHORT = override(ARTICLE, ["data.train_images=1000", "training.epochs=2"])
STEPS = 15
"""Of an epoch of SHORT: 900 images in batches of 64."""


def trained(store: Store, claim: Claim, steps: int = STEPS) -> None:
    """One epoch, as a worker would write it."""
    batches = [
        Point("batch", step, 1, step / 10, 1 / step, 0.5, learning_rate=0.001)
        for step in range(1, steps + 1)
    ]
    epoch = Point("epoch", steps, 1, steps / 10, 0.3, 0.9, 0.25, 0.92)
    store.flush(claim, [*batches, epoch], epoch=1, step=steps, device="CPU:0")


def take_the_slot(store: Store) -> None:
    """Have another run train, so that the engine leaves the queue alone."""
    store.submit(MLP, "blocks the slot")
    store.claim(1)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def buttons(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def listed(app: AppTest) -> list[str]:
    """The rows of the list of runs."""
    return [button.label for button in app.button if button.label.startswith("Run ")]


def progress_texts(app: AppTest) -> list[str]:
    return [bar.proto.text for bar in app.get("progress")]


def open_run(open_page: Callable[..., AppTest], number: object) -> AppTest:
    """The page with `?run=7`."""
    app = open_page(PAGE)
    app.query_params["run"] = str(number)
    return app.run()


def open_spec(open_page: Callable[..., AppTest], spec: RunSpec) -> AppTest:
    """The page after a link to a spec was followed."""
    return open_page(PAGE, **to_query(spec, "article"))


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()
