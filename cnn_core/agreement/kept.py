"""The matchings of pairs of runs in the store: kept under the lower run's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.agreement.group import Pair
from cnn_core.agreement.result import Agreement, AgreementError
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import Match, Study
from cnn_core.records import LATEST
from cnn_core.store import Store


@dataclass(frozen=True)
class Kept:
    """A matching that was computed, perhaps of earlier weights of a run that went on."""

    agreement: Agreement
    current: bool
    """Whether it is of the present weights of both."""


def asked(pair: Pair) -> Study:
    """The question to ask for this pair of runs."""
    run, other = pair
    return Study(run=run, moment=LATEST, question=Match(other=other))


def kept(store: Store, pairs: Sequence[Pair]) -> dict[Pair, Kept]:
    """What is kept of these pairs; a damaged result is as good as none.

    Raises StoreError for a run without weights.
    """
    present = {run: digest(payload_at(store, run, LATEST)) for run in set().union(*pairs)}
    return {pair: found for pair in pairs if (found := _kept(store, pair, present))}


def _kept(store: Store, pair: Pair, present: dict[int, str]) -> Kept | None:
    study = asked(pair)
    found = store.studies.read(study.run, study.moment, study.question)
    if found is None:
        return None
    try:
        layers = store.run(study.run).spec.architecture.layers
        agreement = Agreement.from_bytes(found.data, layers)
    except AgreementError:
        return None
    networks = found.network, agreement.other_network
    return Kept(agreement, networks == tuple(present[run] for run in pair))
