"""Charts of a run's curves are drawn once, and not kept longer than the curves."""

from __future__ import annotations

import gc
import json
import weakref
from base64 import b64decode

import numpy as np

from cnn_core.curves import Curves
from cnn_core.figures.curves import View
from cnn_core.thinning import Series
from cnn_core.web.train.drawn_curves import charts_of

VIEW = View(steps_per_epoch=10)


def curves(loss: float) -> Curves:
    samples = ((1, loss), (2, loss / 2))
    return Curves(loss=Series(samples, samples))


def losses(chart: str) -> list[float]:
    values = json.loads(chart)["data"][0]["y"]
    return np.frombuffer(b64decode(values["bdata"]), values["dtype"]).tolist()


def test_each_curves_have_charts_of_their_own() -> None:
    first, second = curves(4), curves(2)
    assert losses(charts_of(first, VIEW).loss) == [4, 2]
    assert losses(charts_of(second, VIEW).loss) == [2, 1]


def test_the_same_curves_are_drawn_once_for_each_view() -> None:
    same = curves(4)
    assert charts_of(same, VIEW) is charts_of(same, View(steps_per_epoch=10))
    log = charts_of(same, View(steps_per_epoch=10, log=True))
    assert json.loads(log.loss)["layout"]["yaxis"]["type"] == "log"
    assert charts_of(same, VIEW).loss != log.loss


def test_charts_go_with_their_curves() -> None:
    some = curves(4)
    gone = weakref.ref(some)
    charts_of(some, VIEW)
    del some
    gc.collect()
    assert gone() is None
