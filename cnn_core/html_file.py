"""A run's network as one HTML file: it answers from disk, without a server or a network.

The page may load nothing at all and run only the script and the style that it was made with: its
content security policy names both by their hash. Names are foreign text and stand in the page's
markup only, never in the script.
"""

from __future__ import annotations

import base64
import hashlib
import html
from string import Template

from cnn_core.arithmetic import describe
from cnn_core.layers import Architecture
from cnn_core.payload import in_half, read_header
from cnn_core.web_files import board_script, board_style, read

HALF_PRECISION = " Its weights are kept in half precision."


def html_file(payload: bytes, name: str, half: bool) -> str:
    """A page titled `name` that holds a network; `half`: its weights as float16.

    Raises PayloadError for bytes that are not a payload, or with a weight too large for float16.
    """
    header = read_header(payload)
    script = board_script("exported/standalone.js")
    style = board_style() + read("exported/standalone.css")
    data = in_half(payload) if half else payload
    return Template(read("exported/standalone.html")).substitute(
        policy=_policy(script, style),
        name=html.escape(name),
        weights=f"{describe(Architecture(layers=header.layers)).weights:,}",
        classes=html.escape(_listed(header.classes)),
        payload=base64.b64encode(data).decode("ascii"),
        precision=HALF_PRECISION if half else "",
        style=style,
        script=script,
    )


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def source_hash(text: str) -> str:
    """How a content security policy names a script or a style."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
