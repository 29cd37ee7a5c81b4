"""The store's tables, and how their rows become values and back."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
)

from cnn_core.frozen import Frozen
from cnn_core.records import MAX_TEXT, Point, Run, State, StoreError
from cnn_core.result import Result
from cnn_core.spec import RunSpec, SpecError

SCHEMA_VERSION = 1
KEPT_IN_MEMORY = 4096
"""So many runs are listed without reading them anew: the Train page does it all the time."""

metadata = MetaData()

FORMER: dict[str, Any] = {
    "state": String(20),
    "target_epochs": Integer,
    "message": Text,
    "ended": Double,
    "wanted_learning_rate": Double,
}
"""What a queued run was before, for when it leaves the queue untrained; NULL if it was nothing."""

about = Table(
    "cnn_lab",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
)
"""One row. Claims lock it, so that they are made one after another."""

identity = Table(
    "store_identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(32), nullable=False),
)
"""One row: what tells this store from every other one, by whichever URL it is reached."""

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("spec", Text, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("attempt", Integer, nullable=False, default=0),
    Column("crashes", Integer, nullable=False, default=0),
    Column("target_epochs", Integer, nullable=False),
    Column("epoch", Integer, nullable=False, default=0),
    Column("step", BigInteger, nullable=False, default=0),
    Column("created", Double, nullable=False),
    Column("started", Double),
    Column("ended", Double),
    Column("heartbeat", Double),
    Column("device", Text),
    Column("message", Text),
    Column("expected_epoch_seconds", Double),
    Column("result", Text),
    Column("checkpoint_step", BigInteger, nullable=False, default=0),
    Column("queued", Double),
    Column("wanted_action", String(10), nullable=False, default="run"),
    Column("wanted_learning_rate", Double),
    *(Column(f"former_{name}", kind) for name, kind in FORMER.items()),
    sqlite_autoincrement=True,  # the number of a deleted run is not given again
)

points = Table(
    "points",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("step", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("loss", Double),
    Column("accuracy", Double),
    Column("val_loss", Double),
    Column("val_accuracy", Double),
    Column("learning_rate", Double),
    Column("note", Text),
    Index("points_in_order", "run", "kind", "step"),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

run_groups = Table(
    "run_groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("created", Double, nullable=False),
    sqlite_autoincrement=True,
)
"""Runs that were queued together, and what tells them apart."""

group_members = Table(
    "group_members",
    metadata,
    Column("run_group", ForeignKey("run_groups.id", ondelete="CASCADE"), primary_key=True),
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
)

studies = Table(
    "studies",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("moment", BigInteger, primary_key=True, autoincrement=False),
    Column("question", String(20), primary_key=True),
    Column("study", String(20), nullable=False),
    Column("network", String(20), nullable=False),
    Column("created", Double, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""What was found out about a run's network, by question and moment; see `cnn_core.questions`."""

run_labels = Table(
    "run_labels",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("note", Text, nullable=False),
    Column("starred", Boolean, nullable=False),
)

run_tags = Table(
    "run_tags",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(30), primary_key=True),
)

trash = Table(
    "trash",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("deleted", Double, nullable=False),
)
"""Runs that were deleted and can be restored: nobody else sees them."""

kept_digits = Table(
    "kept_digits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("label", Integer, nullable=False),
    Column("pixels", LargeBinary, nullable=False),
    Column("created", Double, nullable=False),
    sqlite_autoincrement=True,  # the number of a deleted digit is not given again
)

sweeps = Table(
    "sweeps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("spec", Text, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("message", Text),
    Column("created", Double, nullable=False),
    Column("ended", Double),
    Column("spent", Double, nullable=False, default=0.0),
    Column("importance", Text),
    Column("driver", String(40)),
    Column("heartbeat", Double),
    sqlite_autoincrement=True,
)
"""Searches for settings; `driver` chooses for one while its heartbeat is young."""

sweep_trials = Table(
    "sweep_trials",
    metadata,
    Column("sweep", ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", ForeignKey("runs.id", ondelete="SET NULL"), index=True),
    Column("settings", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("accuracy", Double),
    Column("message", Text),
)

sweep_journal = Table(
    "sweep_journal",
    metadata,
    Column("sweep", ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
)
"""Optuna's log of a sweep's study, a JSON object a row."""

POINT_COLUMNS = tuple(points.c[name] for name in Point.__dataclass_fields__)


def run_from_row(row: Row[Any]) -> Run:
    """Raises StoreError if the row holds a spec or result that this version cannot read."""
    columns = row._mapping
    plain = {name: columns[name] for name in Run.__dataclass_fields__}
    try:
        read = {
            "spec": _spec(plain["spec"]),
            "state": State(plain["state"]),
            "result": plain["result"] and _result(plain["result"]),
        }
    except (SpecError, ValueError):
        raise StoreError(f"Run {plain['id']} was stored in a form that cannot be read.") from None
    return Run(**(plain | read))


def point_row(run: int, point: Point) -> dict[str, object]:
    """Plain Python numbers: a numpy number would be stored as bytes."""
    return {
        "run": run,
        "kind": point.kind,
        "step": int(point.step),
        "epoch": int(point.epoch),
        "seconds": float(point.seconds),
        "loss": _number(point.loss),
        "accuracy": _number(point.accuracy),
        "val_loss": _number(point.val_loss),
        "val_accuracy": _number(point.val_accuracy),
        "learning_rate": _number(point.learning_rate),
        "note": plain_text(point.note),
    }


def plain_text(text: str | None) -> str | None:
    """At most MAX_TEXT characters, none that databases refuse: NUL, halves of surrogate pairs."""
    return text and text.replace("\0", "").encode(errors="replace").decode()[:MAX_TEXT]


def _number(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _spec(text: str) -> RunSpec:
    spec = RunSpec.from_json(text)
    parts: dict[str, object] = {name: _shared(getattr(spec, name)) for name in RunSpec.model_fields}
    return spec.model_copy(update=parts)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _result(text: str) -> Result:
    return Result.model_validate_json(text)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _shared(part: Frozen) -> Frozen:
    """One object for all equal ones: many runs have a network or a training in common."""
    return part
