"""The arithmetic of the lessons, run by V8 without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from py_mini_racer import MiniRacer

from cnn_core.web_files import joined


class LessonScript:
    """Some files of the browser's part, in their order."""

    def __init__(self, engine: MiniRacer) -> None:
        self._engine = engine

    def ask(self, script: str) -> Any:
        """The value of an expression; typed arrays come as lists, what is no number as None."""
        made = self._engine.eval(f"JSON.stringify({script}, asLists)")
        return json.loads(made)


AS_LISTS = "const asLists = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);"


@contextmanager
def lesson_script(*files: str) -> Iterator[LessonScript]:
    with MiniRacer() as engine:
        engine.eval('"use strict";' + joined(*files) + AS_LISTS + "0")
        yield LessonScript(engine)
