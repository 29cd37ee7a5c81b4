"""The lesson Growing view in the browser: what is said of a node, and where it lies."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from cnn_core.layers import Conv2D, Flatten, Layer
from cnn_core.lessons.view_networks import EXAMPLES, two_layers
from cnn_core.lessons.views import views
from cnn_core.presets import ARTICLE
from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

ARTICLE_LAYERS = ARTICLE.architecture.layers
POOLING, LAST, UNITS = 2, 5, 6
"""Numbers of the article's layers, from 1."""


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script("elements.js", *FORWARD, "lessons/growing_view.js") as script:
        yield script


def told(layers: tuple[Layer, ...]) -> str:
    return json.dumps([layer.told for layer in views(layers).layers])


def test_a_node_of_the_article_s_last_convolution(browser: LessonScript) -> None:
    layers = told(ARTICLE_LAYERS)
    assert browser.ask(f"viewText({layers}, {LAST}, [2, 1])") == (
        "The node in row 3, column 2 sees 18×18 pixels of the image: rows 9 to 26, columns 5 to 22."
    )
    assert browser.ask(f"neighbourText({layers}, {LAST}, [1, 1], 'right')") == (
        "With its neighbour to the right it spans 18×22 pixels; 18×14 of them both see."
    )
    assert browser.ask(f"unseenText({layers}, {LAST})") == (
        "2 rows and 2 columns of the image are seen by no node of this layer: "
        "no window reaches there."
    )


def test_areas_behind_the_first_pooling_overlap_by_two(browser: LessonScript) -> None:
    text = browser.ask(f"neighbourText({told(ARTICLE_LAYERS)}, {POOLING}, [0, 0], 'right')")
    assert text == "With its neighbour to the right it spans 4×6 pixels; 4×2 of them both see."


@pytest.mark.parametrize(
    ("name", "together"), [("3×3, then 4×4", "7×7"), ("Two 3×3 at stride 2", "11×11")]
)
def test_two_diagonal_neighbours(browser: LessonScript, name: str, together: str) -> None:
    text = browser.ask(f"neighbourText({told(EXAMPLES[name].layers)}, 2, [1, 1], 'diagonal')")
    assert text.startswith(f"With its neighbour right and below it spans {together} pixels;")


def test_there_may_be_no_neighbour(browser: LessonScript) -> None:
    layers = told(ARTICLE_LAYERS)
    assert browser.ask(f"neighbourText({layers}, {LAST}, [2, 0], 'below')") == (
        "There is no node below."
    )
    assert browser.ask(f"neighbourText({layers}, {LAST}, [2, 0], 'none')") == ""
    assert browser.ask(f"besideNode({layers}[4], [1, 1], 'diagonal')") == [2, 2]


def test_units_all_see_what_is_left(browser: LessonScript) -> None:
    layers = told(ARTICLE_LAYERS)
    assert browser.ask(f"viewText({layers}, {UNITS}, [0, 0])") == (
        "Every unit of this layer sees 26×26 pixels of the image: rows 1 to 26, columns 1 to 26."
    )
    everything = told((Flatten(),))
    assert "28×28 pixels" in browser.ask(f"viewText({everything}, 1, [0, 0])")
    assert browser.ask(f"unseenText({everything}, 1)") == ""


def test_the_border_with_padding(browser: LessonScript) -> None:
    layers = told(EXAMPLES["3×3 with padding"].layers)
    assert browser.ask(f"viewText({layers}, 2, [0, 27])") == (
        "The node in row 1, column 28 sees 3×3 pixels of the image: rows 1 to 3, columns 26 to 28. "
        "Its area of 5×5 reaches 2 rows and 2 columns beyond the image: there is only padding, "
        "which counts as 0."
    )
    assert "beyond" not in browser.ask(f"viewText({layers}, 2, [2, 25])")
    sides = dict.fromkeys(("top", "left", "bottom", "right"), 2)
    assert browser.ask(f"paddingAround({layers}[1])") == sides


def test_wide_padding_is_drawn_in_part(browser: LessonScript) -> None:
    layers = told((Conv2D(kernel_size=(56, 1), padding="same"),))
    found = browser.ask(f"paddingAround({layers}[0])")
    assert found == {"top": 14, "left": 0, "bottom": 14, "right": 0}


def test_strides_larger_than_the_kernel_leave_gaps(browser: LessonScript) -> None:
    layers = told(two_layers((1, 2), (3, 1), "valid"))
    assert browser.ask(f"viewText({layers}, 2, [0, 0])") == (
        "The node in row 1, column 1 sees 4×4 pixels of the image: rows 1 to 4, columns 1 to 4. "
        "Strides larger than their window leave gaps: it takes in 4 of these 16 pixels."
    )
    apart = told((Conv2D(kernel_size=(1, 1), strides=(3, 3)),))
    text = browser.ask(f"neighbourText({apart}, 1, [0, 0], 'right')")
    assert (
        text == "With its neighbour to the right it spans 1×4 pixels; none of them is seen by both."
    )


def test_the_nearest_node_to_a_pixel(browser: LessonScript) -> None:
    layers = told(ARTICLE_LAYERS)
    for pixel, node in (((0, 0), [0, 0]), ((13, 12), [1, 1]), ((27, 0), [2, 0])):
        assert browser.ask(f"nodeNear({layers}[4], {list(pixel)})") == node
