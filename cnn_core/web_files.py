"""The browser's part of the drawing board: which files it is, and in which order they stand.

Each file holds functions of its own and imports none: a component of Streamlit is one module
without relative imports, and an exported page is one file. What comes last starts the board.
"""

from __future__ import annotations

from pathlib import Path

WEB = Path(__file__).parent / "web"
FORWARD = (
    "forward/network.js",
    "forward/payload.js",
    "forward/layers.js",
    "forward/windows.js",
    "forward/product.js",
)
"""The forward pass."""
PAD_SCRIPTS = (
    *FORWARD,
    "draw/raster.js",
    "draw/line_width.js",
    "draw/prepare.js",
    "elements.js",
    "paint.js",
    "draw/pad.js",
    "draw/pad_tools.js",
    "draw/tile_sheet.js",
    "draw/tile_chooser.js",
    "draw/layer_view.js",
    "draw/answer_panel.js",
    "draw/answer_slot.js",
    "draw/answering_pad.js",
)
"""A pad that networks answer."""
BOARD_SCRIPTS = (
    *PAD_SCRIPTS,
    "draw/insight.js",
    "draw/why_panel.js",
    "draw/why_ways.js",
    "draw/why_neighbours.js",
    "draw/why_occlusion.js",
    "draw/board.js",
)
INSIDE_SCRIPTS = (
    *PAD_SCRIPTS,
    "envelope.js",
    "inside/kernels.js",
    "inside/kernel_view.js",
    "inside/layer.js",
    "inside/images_file.js",
    "inside/test_set.js",
    "inside/number_field.js",
    "inside/image_row.js",
    "inside/snapshots.js",
    "inside/snapshots_link.js",
    "inside/moment_slider.js",
    "inside/board.js",
)
"""A pad, a network with all its layers, and the slider over its past."""
LESION_SCRIPTS = (
    *FORWARD,
    "inside/images_file.js",
    "inside/lesion_scores.js",
    "inside/lesion_measure.js",
    "elements.js",
    "paint.js",
    "envelope.js",
    "inside/lesion_tiles.js",
    "inside/lesion_table.js",
    "inside/lesion_controls.js",
    "inside/lesion_board.js",
)
"""A layer's maps as switches, and the accuracy that is left."""
LESSON_SCRIPTS = (
    "elements.js",
    "paint.js",
    "envelope.js",
    *FORWARD,
    "lessons/controls.js",
    "lessons/grid.js",
    "lessons/cells.js",
    "lessons/numbers.js",
)
"""What the pictures of all lessons are made of."""
CURVE_SCRIPTS = (
    "lessons/curve_scale.js",
    "lessons/curve.js",
    "lessons/range.js",
    "lessons/table.js",
    "lessons/source.js",
)
"""Curves, sliders and tables of a lesson."""
IMAGE_CHOICE = (
    "draw/raster.js",
    "draw/line_width.js",
    "draw/prepare.js",
    "draw/pad.js",
    "draw/pad_tools.js",
    "inside/images_file.js",
    "inside/test_set.js",
    "lessons/examples.js",
    "lessons/image.js",
)
"""For lessons about an image: a test image, a kept digit, a drawing, an example."""
LESSONS: dict[str, tuple[str, ...]] = {
    "convolution": (
        *IMAGE_CHOICE,
        "inside/kernels.js",
        "lessons/window.js",
        "lessons/tile.js",
        "lessons/sizes.js",
        "lessons/filters.js",
        "lessons/sum.js",
        "lessons/working.js",
        "lessons/convolution_controls.js",
        "lessons/convolution.js",
    ),
    "pooling": (
        *IMAGE_CHOICE,
        "lessons/window.js",
        "lessons/tile.js",
        "lessons/sizes.js",
        "lessons/sum.js",
        "lessons/source_map.js",
        "lessons/pooling_controls.js",
        "lessons/pooling.js",
    ),
    "activations": (
        *CURVE_SCRIPTS,
        "inside/images_file.js",
        "lessons/activation_slopes.js",
        "lessons/weighted_sums.js",
        "lessons/activated_map.js",
        "lessons/activations.js",
    ),
    "dense": (
        *CURVE_SCRIPTS,
        "inside/images_file.js",
        "inside/kernels.js",
        "lessons/weighted_sums.js",
        "lessons/cross_entropy.js",
        "lessons/flatten.js",
        "lessons/loss_steps.js",
        "lessons/softmax.js",
        "lessons/batch.js",
        "lessons/dense.js",
    ),
    "descent": (
        *CURVE_SCRIPTS,
        "inside/images_file.js",
        "lessons/activation_slopes.js",
        "lessons/filters.js",
        "lessons/descent.js",
        "lessons/descent_text.js",
        "lessons/descent_controls.js",
        "lessons/descent_lesson.js",
    ),
    "past": (*CURVE_SCRIPTS, "inside/images_file.js", "lessons/kernel_past.js", "lessons/past.js"),
    "maps": (
        "inside/images_file.js",
        "lessons/source.js",
        "lessons/window.js",
        "lessons/maps_to_maps.js",
        "lessons/pairs.js",
        "lessons/maps.js",
    ),
    "growing_view": (*IMAGE_CHOICE, "lessons/growing_view.js", "lessons/growing_view_lesson.js"),
}
"""By lesson: what its picture needs besides."""
BOARD_STYLES = ("draw/board.css", "draw/why_panel.css")


def board_script(*last: str) -> str:
    """The board's files and those that come `last`, as one script."""
    return joined(*BOARD_SCRIPTS, *last)


def board_style() -> str:
    """The board's style sheets, as one."""
    return joined(*BOARD_STYLES)


def inside_script() -> str:
    """The component of the page Inside."""
    return joined(*INSIDE_SCRIPTS, "inside/mount.js")


def inside_style() -> str:
    return joined("draw/board.css", "inside/board.css")


def snapshots_script() -> str:
    """The component that brings a run's snapshots into the page."""
    return joined("envelope.js", "inside/snapshots_link.js", "inside/snapshots_mount.js")


def lesion_script() -> str:
    """The component that switches maps off."""
    return joined(*LESION_SCRIPTS, "inside/lesion_mount.js")


def lesion_style() -> str:
    return joined("draw/board.css", "inside/lesion.css")


def lesson_script(name: str) -> str:
    """The component of a lesson's picture: its last file has a function `createLesson`."""
    return joined(*LESSON_SCRIPTS, *LESSONS[name], "lessons/mount.js")


def lesson_style() -> str:
    return joined("draw/board.css", "lessons/lesson.css", "lessons/curve.css")


def joined(*names: str) -> str:
    """The texts of these files, as one script or one style sheet."""
    return "\n".join(map(read, names))


def read(name: str) -> str:
    """The text of a file of the browser's part."""
    return (WEB / name).read_text(encoding="utf-8")
