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
    "lesson_controls.js",
    "lesson_grid.js",
    "lesson_cells.js",
    "lesson_numbers.js",
)
"""What the pictures of all lessons are made of."""
CURVE_SCRIPTS = (
    "curve_scale.js",
    "lesson_curve.js",
    "lesson_range.js",
    "lesson_table.js",
    "lesson_source.js",
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
    "lesson_examples.js",
    "lesson_image.js",
)
"""For lessons about an image: a test image, a kept digit, a drawing, an example."""
LESSONS: dict[str, tuple[str, ...]] = {
    "convolution": (
        *IMAGE_CHOICE,
        "kernels.js",
        "lesson_window.js",
        "lesson_tile.js",
        "lesson_sizes.js",
        "lesson_filters.js",
        "lesson_sum.js",
        "lesson_working.js",
        "lesson_convolution_controls.js",
        "lesson_convolution.js",
    ),
    "pooling": (
        *IMAGE_CHOICE,
        "lesson_window.js",
        "lesson_tile.js",
        "lesson_sizes.js",
        "lesson_sum.js",
        "lesson_source_map.js",
        "lesson_pooling_controls.js",
        "lesson_pooling.js",
    ),
    "activations": (
        *CURVE_SCRIPTS,
        "images_file.js",
        "activation_slopes.js",
        "weighted_sums.js",
        "activated_map.js",
        "lesson_activations.js",
    ),
    "dense": (
        *CURVE_SCRIPTS,
        "images_file.js",
        "kernels.js",
        "weighted_sums.js",
        "cross_entropy.js",
        "lesson_flatten.js",
        "loss_steps.js",
        "lesson_softmax.js",
        "lesson_batch.js",
        "lesson_dense.js",
    ),
    "descent": (
        *CURVE_SCRIPTS,
        "images_file.js",
        "activation_slopes.js",
        "lesson_filters.js",
        "descent.js",
        "descent_text.js",
        "descent_controls.js",
        "lesson_descent.js",
    ),
    "past": (*CURVE_SCRIPTS, "images_file.js", "kernel_past.js", "lesson_past.js"),
    "maps": (
        "images_file.js",
        "lesson_source.js",
        "lesson_window.js",
        "maps_to_maps.js",
        "lesson_pairs.js",
        "lesson_maps.js",
    ),
    "growing_view": (*IMAGE_CHOICE, "growing_view.js", "lesson_growing_view.js"),
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
    return "\n".join(map(read, (*LESSON_SCRIPTS, *LESSONS[name], "lesson_mount.js")))


def lesson_style() -> str:
    return read("board.css") + read("lesson.css") + read("lesson_curve.css")


def read(name: str) -> str:
    """The text of a file of the browser's part."""
    return (WEB / name).read_text(encoding="utf-8")
