"""The exported file as text: what a browser makes of it is in tests/browser."""

from __future__ import annotations

import base64
import hashlib
import html
import re

import pytest

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.theme import DARK, LIGHT, Colours
from cnn_core.html_file import html_file
from cnn_core.payload import PayloadError, in_half
from cnn_core.web_files import board_script, read
from tests.small_network import WEIGHTS, payload

HOSTILE = """</script></title><script>alert(1)</script>" onload='x' <!-- ${style} $script"""


def found(pattern: str, page: str) -> str:
    (match,) = re.findall(pattern, page, re.DOTALL)
    return str(match)


def test_the_policy_allows_nothing_but_the_files_own_script_and_style() -> None:
    page = html_file(payload(), "A run", half=False)
    allowed = found('Content-Security-Policy" content="([^"]*)"', page).split("; ")
    script, style = (found(f"<{tag}>(.*)</{tag}>", page) for tag in ("script", "style"))
    assert allowed == [
        "default-src 'none'",
        f"script-src '{sha256(script)}'",
        f"style-src '{sha256(style)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_nothing_in_it_asks_for_another_file() -> None:
    page = html_file(payload(), "A run", half=False)
    assert not re.search(r"https?:|//cdn|@import|url\(|\bsrc=|\bhref=|\son\w+=|\sstyle=", page)


@pytest.mark.parametrize("half", [False, True])
def test_it_holds_the_network(half: bool) -> None:
    page = html_file(payload(), "A run", half)
    held = base64.b64decode(found('data-payload="([^"]*)"', page))
    assert held == (in_half(payload()) if half else payload())
    assert f"{WEIGHTS:,} weights" in page
    assert ("half precision" in page) == half


def test_foreign_text_stays_text() -> None:
    page = html_file(payload(), HOSTILE, half=False)
    assert html.unescape(found("<title>(.*)</title>", page)) == HOSTILE
    assert html.unescape(found("<h1>(.*)</h1>", page)) == HOSTILE
    assert page.count("<script") == page.count("</script") == 1
    assert "<!--" not in page


def test_the_name_changes_neither_script_nor_policy() -> None:
    plain, hostile = (html_file(payload(), name, half=False) for name in ("A run", HOSTILE))
    assert hostile.replace(html.escape(HOSTILE), "A run") == plain


def test_the_script_cannot_end_before_its_end() -> None:
    script = board_script("exported/standalone.js")
    assert not re.search("<!--|</?script", script, re.IGNORECASE)


def test_it_names_the_classes() -> None:
    page = html_file(payload("fashion_mnist"), "A run", half=False)
    assert "T-shirt, Trousers" in page
    assert f"and {CLASS_NAMES['fashion_mnist'][-1]}" in page


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(PayloadError):
        html_file(b"", "A run", half=False)


def test_a_weight_too_large_for_half_precision_is_refused() -> None:
    with pytest.raises(PayloadError, match="too large for 16 bits"):
        html_file(payload(scale=1e5), "A run", half=True)


@pytest.mark.parametrize(("theme", "block"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_its_colours_are_those_of_the_app(theme: Colours, block: int) -> None:
    given = re.findall(r"--st-([a-z-]+)-color: (#\w{6})", read("exported/standalone.css"))
    assert dict(given[6 * block :][:6]) == {
        "primary": theme.accent,
        "background": theme.background,
        "secondary-background": theme.surface,
        "text": theme.text,
        "gray-text": theme.muted,
        "border": theme.border,
    }
