"""How many steps to run in one call into the graph."""

from __future__ import annotations

CHUNK_SECONDS = 0.15
"""Short enough for five points a second and a quick Stop, long enough to waste no time."""
LONGEST_CHUNK = 1000


class Pace:
    """Starts with a single step, for an early first point, and adapts to the time measured."""

    def __init__(self, seconds: float = CHUNK_SECONDS, longest: int = LONGEST_CHUNK) -> None:
        self._seconds = seconds
        self._longest = longest
        self.steps = 1

    def measured(self, steps: int, seconds: float) -> None:
        """A chunk of so many steps took so long. The first is slow, so growth is only gradual."""
        fitting = int(self._seconds * steps / max(seconds, 1e-6))
        self.steps = max(1, min(fitting, 4 * steps, self._longest))
