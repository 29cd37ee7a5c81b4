"""What every value that is read from outside is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: no attribute can be set, no unknown field is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
