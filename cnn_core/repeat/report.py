"""What the command line says of groups of trainings that differ in their seeds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from cnn_core.engines import chosen_engine
from cnn_core.following import train_queued
from cnn_core.groups import seeds_of
from cnn_core.records import State
from cnn_core.repeat.group import Repeated, difference, figures, left_out_text, repeated, repeats
from cnn_core.repeat.means import Difference, Spread, Verdict, sentence
from cnn_core.repeat.text import HEADINGS, mean_sentence, table_rows
from cnn_core.reports import RunReport, table
from cnn_core.spec import RunSpec, SpecError
from cnn_core.store import Store


def train_repeats(
    store: Store, spec: RunSpec, n: int, name: str, quiet: bool
) -> tuple[int, list[State]]:
    """Train a spec here with so many seeds, one after another: the group's number, and how the
    trainings ended."""
    engine = chosen_engine(store, spare=False)
    group = store.groups.submit(seeds_of(spec, n, "seed"), name, "seed")
    members = next(each.runs for each in store.groups.all() if each.id == group)
    train_queued(store, engine, members, quiet)
    return group, [store.run(run).state for run in members]


def group_report(store: Store, numbers: Sequence[int], as_json: bool) -> str:
    """What a group says, or two and their difference.

    Raises SpecError where there is no such group, and for two where no training of one counts, or
    where both are the same.
    """
    if len(numbers) > len(set(numbers)):
        raise SpecError([f"Expected two different groups. Received: {numbers[0]} twice"])
    groups = [_read(store, number) for number in numbers]
    if len(groups) == 1:
        return json.dumps(_plain(groups[0]), indent=2) if as_json else _text(groups[0])
    for each in groups:
        if not each.runs:
            raise SpecError([f"Group {each.group.id} has no finished training to compare."])
    found = difference(groups[0], groups[1])
    told = sentence(found, *(f"group {number}" for number in numbers))
    told = told[0].upper() + told[1:]
    if as_json:
        return json.dumps(
            {"groups": [_plain(each) for each in groups], **_plain_difference(found, told)},
            indent=2,
        )
    return "\n\n".join([told, *map(_text, groups)])


def groups_list(store: Store, as_json: bool) -> str:
    """All groups whose trainings differ in their seeds, newest first."""
    by_id = {run.id: run for run in store.runs()}
    found = [repeated(group, by_id) for group in repeats(store.groups.all())]
    if as_json:
        return json.dumps([_plain(each) for each in found], indent=2)
    rows = [
        [
            str(each.group.id),
            each.group.name,
            each.group.kind,
            f"{len(each.runs)}/{len(each.group.runs)}",
            f"{100 * figures(each).test_accuracy.mean:.2f} %" if each.runs else "",
        ]
        for each in found
    ]
    header = ["group", "name", "differ in", "counted", "mean test accuracy"]
    return table(header, rows, right={0, 3, 4})


def _read(store: Store, number: int) -> Repeated:
    for group in repeats(store.groups.all()):
        if group.id == number:
            return repeated(group, {run.id: run for run in store.runs()})
    raise SpecError([f"There is no group {number} of trainings that differ in their seeds."])


def _text(of: Repeated) -> str:
    heading = f"Group {of.group.id} ({of.group.name})"
    if not of.runs:
        return f"{heading}: no training has its test figures yet. {left_out_text(of)}"
    found = figures(of)
    lines = [f"{heading}: {mean_sentence(found.test_accuracy)}", left_out_text(of)]
    rows = table(HEADINGS, table_rows(found), right=set(range(1, len(HEADINGS))))
    return "\n".join([*filter(None, lines), rows])


def _plain(of: Repeated) -> dict[str, object]:
    found = figures(of) if of.runs else None
    return {
        "group": of.group.id,
        "name": of.group.name,
        "kind": of.group.kind,
        "test_accuracy": found and _plain_spread(found.test_accuracy),
        "test_loss": found and found.test_loss and _plain_spread(found.test_loss),
        "seconds": found and _plain_spread(found.seconds),
        "left_out": list(of.left_out),
        "runs": [asdict(RunReport.of(run)) for run in of.runs],
    }


def _plain_spread(of: Spread) -> dict[str, object]:
    interval = None if of.margin is None else [of.mean - of.margin, of.mean + of.margin]
    return asdict(of) | {"interval": interval}


def _plain_difference(found: Difference, told: str) -> dict[str, object]:
    margin = found.margin
    ends = None if margin is None else [found.difference - margin, found.difference + margin]
    return {
        "difference": found.difference,
        "interval": ends,
        "degrees_of_freedom": found.degrees,
        "p": found.p,
        "unlikely_to_be_chance": found.verdict is Verdict.SHOWN,
        "sentence": told,
    }
