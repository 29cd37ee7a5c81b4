"""The curves of a run as charts, drawn once for all sessions that look at them."""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from cnn_core.curves import Curves
from cnn_core.figures.curves import View, accuracy_figure, loss_figure
from cnn_core.web.train.live_chart import chart_json

_lock = Lock()
_drawn: WeakKeyDictionary[Curves, dict[View, Charts]] = WeakKeyDictionary()
"""Of curves that are still somewhere; they go with them."""


class Charts(NamedTuple):
    """As `live_chart` takes them."""

    loss: str
    accuracy: str


def charts_of(curves: Curves, view: View) -> Charts:
    """The charts of these curves: a page that waits for news does not draw them again."""
    with _lock:  # who comes second waits for the first one's
        views = _drawn.setdefault(curves, {})
        if view not in views:
            views[view] = Charts(
                chart_json(loss_figure(curves, view), view.dark),
                chart_json(accuracy_figure(curves, view), view.dark),
            )
        return views[view]
