"""Verify a file on the command line: trained again in a store that is thrown away."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cnn_core.archive import TOTAL_LIMIT, ArchiveError, import_run
from cnn_core.capsule.scope import NotVerifiableError, scope_of
from cnn_core.capsule.text import further, headline, verdict_json
from cnn_core.capsule.verdict import Verdict, verdict
from cnn_core.capsule.verification import begin, explanations
from cnn_core.engine import Engine
from cnn_core.files import read_limited
from cnn_core.following import train_queued
from cnn_core.spec import SpecError
from cnn_core.store import Store


def verify_file(file: Path, as_json: bool) -> tuple[str, bool]:
    """What the second training of a capsule or a packed run shows, and whether it is equal.

    What is known before it goes to the standard error, and so does its progress. Raises SpecError
    where the file is none that can be verified.
    """
    data = read_limited(file, TOTAL_LIMIT)
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder, 'verification.sqlite')}")
        try:
            found = _verified(store, data, quiet=as_json)
        except (ArchiveError, NotVerifiableError) as error:
            raise SpecError([f"{file}: {error}"]) from None
        finally:
            store.close()
    text = verdict_json(found) if as_json else "\n".join((headline(found), *further(found)))
    return text, found.equal


def _verified(store: Store, data: bytes, quiet: bool) -> Verdict:
    run = import_run(store, data)
    remark = scope_of(store, run).remark
    for sentence in (*([remark] if remark else []), *explanations(store, run)):
        click.echo(sentence, err=True)
    again = begin(store, run)
    train_queued(store, Engine(store, spare=False), [again], quiet)
    return verdict(store, run, again)
