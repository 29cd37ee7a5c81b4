"""Commands about several runs: two compared, one repeated, settings searched."""

from __future__ import annotations

from pathlib import Path

import click

from cnn_core.arithmetic import check
from cnn_core.cli_input import current_store, read_spec
from cnn_core.cli_options import (
    FAILED,
    NUMBER,
    WholeNumber,
    as_json,
    run_argument,
    spec_options,
)
from cnn_core.records import MAX_NAME

OVER = "A field's values: PATH=1,2,3 or PATH=LOW..HIGH, then :log or :STEP."


@click.command()
@run_argument
@click.argument("other", metavar="RUN", type=NUMBER)
@as_json
def compare(run: int, other: int, as_json: bool) -> None:
    """Compare two runs on the same test images: is one better, or is it chance?

    Differences are in points of test accuracy: the second run minus the first.
    """
    from cnn_core.comparison.report import compare_report

    click.echo(compare_report(current_store(), (run, other), as_json))


@click.command()
@spec_options
@click.option("--seeds", type=WholeNumber(1, 100), default=5, metavar="N", help="Trainings; 5.")
@as_json
def repeat(
    preset: str | None, file: Path | None, assignments: tuple[str], seeds: int, as_json: bool
) -> int:
    """Train a network here with several seeds: how much of its accuracy is chance?"""
    spec = read_spec(preset, file, assignments)
    check(spec)
    from cnn_core.repeat.report import group_report, train_repeats
    from cnn_core.store import Store

    store = Store()
    name = f"{preset or (file.stem[: MAX_NAME // 2] if file else '')}, {seeds} seeds"
    group, ends = train_repeats(store, spec, seeds, name, quiet=as_json)
    click.echo(group_report(store, [group], as_json))
    return 0 if all(end in ("finished", "stopped") for end in ends) else FAILED


@click.command()
@click.argument("group", required=False, type=NUMBER)
@click.argument("other", metavar="[GROUP]", required=False, type=NUMBER)
@as_json
def groups(group: int | None, other: int | None, as_json: bool) -> None:
    """List groups of trainings that differ in seeds; show one; compare two by Welch's t-test."""
    from cnn_core.repeat.report import group_report, groups_list

    store = current_store()
    numbers = [number for number in (group, other) if number is not None]
    click.echo(group_report(store, numbers, as_json) if numbers else groups_list(store, as_json))


@click.command()
@click.option("--train", is_flag=True, help="Train here what is missing first.")
@as_json
def reproduce(train: bool, as_json: bool) -> int:
    """Every figure that the article and others report, beside what comes out here."""
    from cnn_core.reproduce.report import reproduce_json, reproduce_text, train_missing
    from cnn_core.reproduce.row import failed
    from cnn_core.reproduce.table import sections
    from cnn_core.reproduce.trainings import standings

    store = current_store()
    if train:
        train_missing(store, quiet=as_json)
    found = sections(store, standings(store.runs()))
    click.echo(reproduce_json(found) if as_json else reproduce_text(found))
    return FAILED if failed(found) else 0


@click.command()
@spec_options
@click.option("--over", multiple=True, metavar="PATH=VALUES", help=OVER)
@click.option("--method", default="tpe", metavar="NAME", help="grid, random or tpe (Optuna's).")
@click.option("--runs", type=int, metavar="N", help="Settings tried at most.")
@click.option("--minutes", type=float, metavar="M", help="After them no run begins.")
@click.option("--target", type=float, metavar="T", help="Validation accuracy that ends it: 0.98.")
@click.option("--at-once", type=int, default=1, metavar="K", help="Runs queued at a time.")
@click.option("--prune", is_flag=True, help="End poor runs early, by Optuna's median rule.")
@click.option("--seed", type=int, default=0, metavar="S", help="Of the choice of values.")
@click.option("--resume", type=NUMBER, metavar="SWEEP", help="Go on with this one.")
@as_json
def sweep(
    *,
    preset: str | None,
    file: Path | None,
    assignments: tuple[str],
    over: tuple[str],
    method: str,
    runs: int | None,
    minutes: float | None,
    target: float | None,
    at_once: int,
    prune: bool,
    seed: int,
    resume: int | None,
    as_json: bool,
) -> int:
    """Search for settings that reach a high validation accuracy; Ctrl-C begins no more runs."""
    from cnn_core.sweeps import command as sweep_command

    if resume is None:
        settings = {
            "method": method,
            "runs": runs,
            "minutes": minutes,
            "target": target,
            "at_once": at_once,
            "prune": prune,
            "seed": seed,
        }
        base = read_spec(preset, file, assignments)
        resume = sweep_command.begin(base, over, preset or "sweep", settings)
    else:
        sweep_command.go_on(resume)
    text, well = sweep_command.work(resume, as_json)
    click.echo(text)
    return 0 if well else FAILED
