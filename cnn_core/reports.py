"""What the command line says about runs and networks: JSON objects, tables and sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cnn_core.arithmetic import LayerSummary, Summary, describe
from cnn_core.records import Run, State
from cnn_core.worker_process import Message


@dataclass(frozen=True)
class RunReport:
    """A run as one JSON object; figures are None until there is a result."""

    run: int
    name: str
    status: State
    epoch: int
    epochs: int
    test_accuracy: float | None
    test_loss: float | None
    test_images: int | None
    seconds: float | None
    """Training time, validation included."""
    device: str | None
    weights: int
    message: str | None

    @classmethod
    def of(cls, run: Run) -> RunReport:
        result = run.result
        return cls(
            run=run.id,
            name=run.name,
            status=run.state,
            epoch=run.epoch,
            epochs=run.target_epochs,
            test_accuracy=result.test_accuracy if result else None,
            test_loss=result.test_loss if result else None,
            test_images=result.test_images if result else None,
            seconds=result.seconds if result else None,
            device=run.device,
            weights=result.weights if result else describe(run.spec.architecture).weights,
            message=run.message,
        )

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))


def sentence(report: RunReport) -> str:
    """`Run 7 finished: 98.93 % of 10,000 test images right, loss 0.0345, 61.2 s on CPU:0.`"""
    figures = []
    if report.test_accuracy is not None:
        figures.append(f"{report.test_accuracy:.2%} of {report.test_images:,} test images right")
    if report.test_loss is not None:
        figures.append(f"loss {report.test_loss:.4f}")
    if report.seconds is not None:
        figures.append(f"{report.seconds:.1f} s on {report.device}")
    text = report.message or ", ".join(figures) or f"{report.epoch} of {report.epochs} epochs"
    return f"Run {report.run} {report.status}: {text.removesuffix('.')}."


def answer_to_stop(report: RunReport) -> str:
    """A run that is being trained stops a little later."""
    if report.status is State.RUNNING:
        return f"Run {report.run} is asked to stop."
    return sentence(report)


def runs_json(reports: Sequence[RunReport]) -> str:
    return json.dumps([asdict(report) for report in reports], indent=2)


def runs_table(reports: Sequence[RunReport]) -> str:
    header = ["run", "name", "status", "epoch", "test accuracy", "seconds", "device"]
    return table(header, [_run_row(report) for report in reports], right={0, 3, 4, 5})


def _run_row(report: RunReport) -> list[str]:
    return [
        str(report.run),
        report.name,
        report.status,
        f"{report.epoch}/{report.epochs}",
        "" if report.test_accuracy is None else f"{100 * report.test_accuracy:.2f} %",
        "" if report.seconds is None else f"{report.seconds:.1f}",
        report.device or "",
    ]


# ---------------------------------------------------------------- devices


def devices_json(hello: Message) -> str:
    """What a ready worker says of this machine, without its protocol."""
    return json.dumps({"devices": hello["devices"], "reason_no_gpu": hello.get("reason_no_gpu")})


def devices_table(hello: Message) -> str:
    rows = [[device["kind"], device["name"]] for device in hello["devices"]]
    reason = hello.get("reason_no_gpu")
    return table(["kind", "name"], rows, right=set()) + (f"\nNo GPU: {reason}" if reason else "")


# ---------------------------------------------------------------- networks


def summary_json(summary: Summary) -> str:
    """Layers at the positions that the spec gives them, and totals; indented."""
    plain = asdict(summary)
    plain["layers"] = [layer for layer in plain["layers"] if layer["index"] >= 0]
    del plain["fault"]
    return json.dumps(plain, indent=2)


def summary_table(summary: Summary) -> str:
    header = ["", "layer", "settings", "output", "weights", "field", "step", "multiply-adds"]
    rows = [_layer_row(layer) for layer in summary.layers]
    totals = ["", "total", "", "", f"{summary.weights:,}", "", "", f"{summary.multiply_adds:,}"]
    return table(header, [*rows, totals], right={0, 4, 5, 6, 7})


def _layer_row(layer: LayerSummary) -> list[str]:
    return [
        "" if layer.index < 0 else str(layer.index),
        layer.title,
        layer.settings,
        "×".join(map(str, layer.output_shape)),
        f"{layer.weights:,}",
        _pair(layer.receptive_field),
        _pair(layer.step),
        f"{layer.multiply_adds:,}",
    ]


def _pair(pair: tuple[int, int] | None) -> str:
    return "" if pair is None else f"{pair[0]}×{pair[1]}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: set[int]) -> str:
    """Columns two blanks apart; those in `right` end flush, the others begin flush."""
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths, right) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: set[int]) -> str:
    padded = [
        cell.rjust(width) if i in right else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()
