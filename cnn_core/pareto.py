"""Which networks are not beaten: none is at once as cheap and as good, and better in one."""

from __future__ import annotations

from collections.abc import Sequence


def front(costs: Sequence[float], scores: Sequence[float]) -> list[int]:
    """Positions of the points on the Pareto front, by rising cost.

    Args:
        costs: (n,), the lower the better.
        scores: (n,), the higher the better; no NaN in either.

    Returns:
        Every point that no other one dominates: none costs at most as much and scores at least as
        high, with one of the two strictly better. Equal points are on the front together, in their
        order.
    """
    found: list[int] = []
    best, price = float("-inf"), float("-inf")
    for cost, negative, position in sorted(
        (cost, -score, position)
        for position, (cost, score) in enumerate(zip(costs, scores, strict=True))
    ):
        if -negative > best or (-negative, cost) == (best, price):
            found.append(position)
            best, price = -negative, cost
    return found
