"""In a packed run: run.json, what the store knows besides spec, points and result; labels.json."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cnn_core.frozen import Frozen
from cnn_core.metrics import MAX_STEPS
from cnn_core.records import (
    MAX_TAGS,
    MAX_TEXT,
    Label,
    Run,
    State,
    StoreError,
    checked_name,
    checked_tag,
)
from cnn_core.result import MAX_SECONDS, Result
from cnn_core.spec import MAX_EPOCHS, RunSpec

Step = Annotated[int, Field(ge=0, le=MAX_STEPS)]
Small = Annotated[int, Field(ge=0, le=10**6)]
Time = Annotated[float, Field(ge=0, le=MAX_SECONDS)]
Text = Annotated[str, Field(max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]


def _name(text: str) -> str:
    try:
        return checked_name(text)
    except StoreError as error:
        raise ValueError(str(error)) from None


def _tag(text: str) -> str:
    try:
        return checked_tag(text)
    except StoreError as error:
        raise ValueError(str(error)) from None


Tag = Annotated[str, AfterValidator(_tag)]


class RunFile(Frozen):
    """Times are seconds since 1970 (UTC). A run is packed when it has ended."""

    name: Annotated[str, AfterValidator(_name)]
    state: Literal["paused", "finished", "stopped", "failed", "interrupted"]
    attempt: Small
    crashes: Small
    target_epochs: Annotated[int, Field(ge=1, le=MAX_EPOCHS)]
    epoch: Annotated[int, Field(ge=0, le=MAX_EPOCHS)]
    step: Step
    checkpoint_step: Step
    created: Time
    started: Time | None
    ended: Time | None
    device: Text | None
    message: Text | None
    expected_epoch_seconds: Time | None

    @classmethod
    def of(cls, run: Run) -> RunFile:
        """Raises ValueError for an active run."""
        return cls.model_validate({name: getattr(run, name) for name in cls.model_fields})

    def run(self, spec: RunSpec, result: Result | None) -> Run:
        """The run; its number 0 stands for one that the store will give."""
        plain = self.model_dump() | {"state": State(self.state)}
        return Run(id=0, spec=spec, result=result, heartbeat=None, **plain)


class LabelFile(Frozen):
    """What people have written on the run; a run without anything has no such file."""

    note: Text
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)]
    starred: bool

    @classmethod
    def of(cls, label: Label) -> LabelFile:
        return cls(note=label.note, tags=label.tags, starred=label.starred)

    def label(self) -> Label:
        return Label(self.note, tuple(dict.fromkeys(self.tags)), self.starred)
