"""Tables as HTML."""

from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import DARK


def test_cells_are_text_whatever_they_hold() -> None:
    html = plain_table(["Class", "F1"], [["T-shirt", "81.00 %"], ["<b>", "–"]], DARK)
    assert "<tr><td>T-shirt</td><td>81.00 %</td></tr>" in html
    assert "<td>&lt;b&gt;</td>" in html
    assert DARK.muted in html
    assert "$" not in html
