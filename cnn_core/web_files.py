"""The browser's part of the drawing board: which files it is, and in which order they stand.

Each file holds functions of its own and imports none: a component of Streamlit is one module
without relative imports, and an exported page is one file. What comes last starts the board.
"""

from __future__ import annotations

from pathlib import Path

WEB = Path(__file__).parent / "web"
PAD_SCRIPTS = (
    "forward.js",
    "raster.js",
    "line_width.js",
    "prepare.js",
    "elements.js",
    "paint.js",
    "pad.js",
    "pad_tools.js",
    "tile_sheet.js",
    "tile_chooser.js",
    "layer_view.js",
    "answer_panel.js",
    "answer_slot.js",
    "answering_pad.js",
)
"""A pad that networks answer."""
BOARD_SCRIPTS = (
    *PAD_SCRIPTS,
    "insight.js",
    "why_panel.js",
    "why_ways.js",
    "why_neighbours.js",
    "why_occlusion.js",
    "board.js",
)
INSIDE_SCRIPTS = (
    *PAD_SCRIPTS,
    "envelope.js",
    "kernels.js",
    "kernel_view.js",
    "inside_layer.js",
    "images_file.js",
    "test_set.js",
    "number_field.js",
    "image_row.js",
    "snapshots.js",
    "snapshots_link.js",
    "moment_slider.js",
    "inside_board.js",
)
"""A pad, a network with all its layers, and the slider over its past."""
LESION_SCRIPTS = (
    "forward.js",
    "images_file.js",
    "lesion_scores.js",
    "lesion_measure.js",
    "elements.js",
    "paint.js",
    "envelope.js",
    "lesion_tiles.js",
    "lesion_table.js",
    "lesion_controls.js",
    "lesion_board.js",
)
"""A layer's maps as switches, and the accuracy that is left."""
LESSON_SCRIPTS = (
    "elements.js",
    "paint.js",
    "envelope.js",
    "forward.js",
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
    "raster.js",
    "line_width.js",
    "prepare.js",
    "pad.js",
    "pad_tools.js",
    "images_file.js",
    "test_set.js",
    "lessons/examples.js",
    "lessons/image.js",
)
"""For lessons about an image: a test image, a kept digit, a drawing, an example."""
LESSONS: dict[str, tuple[str, ...]] = {
    "convolution": (
        *IMAGE_CHOICE,
        "kernels.js",
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
        "images_file.js",
        "lessons/activation_slopes.js",
        "lessons/weighted_sums.js",
        "lessons/activated_map.js",
        "lessons/activations.js",
    ),
    "dense": (
        *CURVE_SCRIPTS,
        "images_file.js",
        "kernels.js",
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
        "images_file.js",
        "lessons/activation_slopes.js",
        "lessons/filters.js",
        "lessons/descent.js",
        "lessons/descent_text.js",
        "lessons/descent_controls.js",
        "lessons/descent_lesson.js",
    ),
    "past": (*CURVE_SCRIPTS, "images_file.js", "lessons/kernel_past.js", "lessons/past.js"),
    "maps": (
        "images_file.js",
        "lessons/source.js",
        "lessons/window.js",
        "lessons/maps_to_maps.js",
        "lessons/pairs.js",
        "lessons/maps.js",
    ),
    "growing_view": (*IMAGE_CHOICE, "lessons/growing_view.js", "lessons/growing_view_lesson.js"),
}
"""By lesson: what its picture needs besides."""
BOARD_STYLES = ("board.css", "why_panel.css")


def board_script(*last: str) -> str:
    """The board's files and those that come `last`, as one script."""
    return "\n".join(map(read, (*BOARD_SCRIPTS, *last)))


def board_style() -> str:
    """The board's style sheets, as one."""
    return "\n".join(map(read, BOARD_STYLES))


def inside_script() -> str:
    """The component of the page Inside."""
    return "\n".join(map(read, (*INSIDE_SCRIPTS, "streamlit_inside.js")))


def inside_style() -> str:
    return read("board.css") + read("inside.css")


def snapshots_script() -> str:
    """The component that brings a run's snapshots into the page."""
    return "\n".join(map(read, ("envelope.js", "snapshots_link.js", "inside_snapshots.js")))


def lesion_script() -> str:
    """The component that switches maps off."""
    return "\n".join(map(read, (*LESION_SCRIPTS, "streamlit_lesion.js")))


def lesion_style() -> str:
    return read("board.css") + read("lesion.css")


def lesson_script(name: str) -> str:
    """The component of a lesson's picture: its last file has a function `createLesson`."""
    return "\n".join(map(read, (*LESSON_SCRIPTS, *LESSONS[name], "lessons/mount.js")))


def lesson_style() -> str:
    return read("board.css") + read("lessons/lesson.css") + read("lessons/curve.css")


def read(name: str) -> str:
    """The text of a file of the browser's part."""
    return (WEB / name).read_text(encoding="utf-8")
