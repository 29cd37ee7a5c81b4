"""The matchings of pairs of runs in the store: kept under the lower run's number."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.agreement import Agreement
from cnn_core.agreement_group import Pair
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


def kept(store: Store, pair: Pair) -> Kept | None:
    """What is kept of this pair; None if nothing is.

    Raises StoreError for a run without weights, AgreementError where the result is damaged.
    """
    study = asked(pair)
    first, second = (digest(payload_at(store, run, LATEST)) for run in pair)
    found = store.study(study.run, study.moment, study.question)
    if found is None:
        return None
    layers = store.run(study.run).spec.architecture.layers
    agreement = Agreement.from_bytes(found.data, layers)
    return Kept(agreement, (found.network, agreement.other_network) == (first, second))
