"""What `literal` writes, against what CommonMark and Streamlit look for."""

import re
from string import punctuation

import pytest

from cnn_core.web.text import literal

HOSTILE = "![x](http://10.9.8.7/t.png) a*b* $x$ :red[y] :smile: -> www.x.com\n# c `d` \\ <b>"


def shown(markdown: str) -> str:
    """The text that is left when escapes and what nobody sees are taken away."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u2060", "")


@pytest.mark.parametrize("text", ["", "LeNet-5, changed", HOSTILE, punctuation, "Größe 3×3 · 例"])
def test_the_text_is_shown_as_it_is_on_one_line(text: str) -> None:
    assert shown(literal(text)) == " ".join(text.split())


def test_no_punctuation_is_left_to_markdown() -> None:
    unescaped = re.sub(r"\\.", "", literal(HOSTILE + punctuation))
    assert not set(unescaped) & set(punctuation)


@pytest.mark.parametrize("replaced", [":smile:", ":material/lock:", "->", "www.", "http:", "a@b.c"])
def test_what_streamlit_replaces_after_the_escapes_is_parted(replaced: str) -> None:
    assert replaced not in literal(replaced).replace("\\", "")
