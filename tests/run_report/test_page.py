"""The report as text, and its drawings against the figures that they show."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from cnn_core.capsule.circumstances import ARTIFACT, History
from cnn_core.html_file import source_hash
from cnn_core.machine import with_fixed_threads
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.run_report.page import report_html
from cnn_core.scores import Evaluation
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.ended_runs import answers, ended, wrong_at
from tests.payloads import payload
from tests.stored_runs import CIRCUMSTANCES, RESULT

HOSTILE = """</style></title><script>alert(1)</script>" onload='x' <!-- $style ${script}"""
VOID = {"meta", "img", "path", "circle", "rect"}


class Balanced(HTMLParser):
    """Raises where an element is closed that is not the innermost one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        assert tag in VOID


def report(store: Store, tested: bool = True, name: str = "a run") -> str:
    spec = with_fixed_threads(ARTICLE)
    run = replace(ended(spec=spec, name=name), step=1688, epoch=2)
    history = [
        Point("batch", step, 1, step / 100, loss=2 / step, accuracy=0.5) for step in (1, 844, 1688)
    ]
    for epoch, loss in ((1, 0.2), (2, 0.1)):
        history.append(
            Point("epoch", 844 * epoch, epoch, 1.0, loss, 0.9 + loss / 9, loss / 2, 0.95)
        )
    files = {ARTIFACT: History(attempts=(CIRCUMSTANCES,)).to_bytes()}
    if tested:
        files["evaluation"] = answers(wrong_at(3, 99))
    return report_html(store, store.run(store.add(run, history, files)))


def texts(pattern: str, page: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, page, re.DOTALL)]


def test_the_policy_allows_nothing_but_the_style_and_pictures_within(store: Store) -> None:
    page = report(store)
    (style,) = re.findall("<style>(.*)</style>", page, re.DOTALL)
    assert texts('Content-Security-Policy" content="([^"]*)"', page) == [
        f"default-src 'none'; style-src {source_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]
    assert not re.search(r"https?:|//cdn|@import|url\(|\bhref=|\son\w+=|\sstyle=|<script", page)
    assert all(source.startswith("data:image/png;base64,") for source in texts('src="(.*?)"', page))


@pytest.mark.parametrize("tested", [True, False])
def test_elements_are_closed_in_their_order(store: Store, tested: bool) -> None:
    parser = Balanced()
    parser.feed(report(store, tested))
    assert parser.open == []


def test_foreign_text_stays_text(store: Store) -> None:
    page = report(store, name=HOSTILE)
    assert texts("<title>(.*?)</title>", page) == [HOSTILE]
    assert texts("<h1>(.*?)</h1>", page) == [HOSTILE]
    assert "<script" not in page


def test_it_says_what_was_reached_and_how_sure_that_is(store: Store) -> None:
    page = report(store)
    assert texts('"headline">(.*?)<', page) == ["99.00 % ± 0.20"]
    assert "98.79 % to 99.18 %" in page.replace("\n", " ")
    assert "2 in all" in page
    assert len(texts('<img alt="(.*?)"', page)) == 2


def test_curves_end_where_the_epochs_do(store: Store) -> None:
    """The loss's axis goes from 0 to 8 % above the highest of an epoch."""
    validation = texts(r'"line validation" d="M(\d.*?)"', report(store))[0]
    first, last = (tuple(map(float, place.split())) for place in validation.split("L"))
    width, height = 480 - 52 - 12, 290 - 34 - 44
    assert first == pytest.approx((width / 2, height * (1 - 0.1 / 0.216)), abs=0.06)
    assert last == pytest.approx((width, height * (1 - 0.05 / 0.216)), abs=0.06)


def test_confusions_are_counted_and_only_errors_are_shaded(store: Store) -> None:
    evaluation = Evaluation.from_bytes(answers(wrong_at(3, 99)))
    counts = [f"{n:,}" for n in evaluation.confusion().ravel() if n]
    page = report(store)
    assert texts(r'"cell-text[a-z ]*" .*?>([\d,]+)<', page) == counts
    assert len(texts('class="(shade)"', page)) == 2


def test_the_settings_in_it_can_be_trained_again(store: Store) -> None:
    (spec,) = texts("<pre>(.*)</pre>", report(store))
    assert RunSpec.from_json(spec) == with_fixed_threads(ARTICLE)


def test_it_tells_how_to_train_it_again_or_why_that_is_in_vain(store: Store) -> None:
    run = replace(ended(spec=with_fixed_threads(ARTICLE)), step=844)
    files = {"payload": payload(ARTICLE.architecture)}
    by_hand = [Point("event", 1, 1, 1.0, note="learning rate 0.1 → 0.05")]
    alike, extended, changed = (
        report_html(store, store.run(store.add(each, history, files)))
        for each, history in ((run, []), (replace(run, target_epochs=9), []), (run, by_hand))
    )
    assert "train --spec run.json" in alike
    assert "train --spec run.json" not in extended
    assert "export 2 --format script" in extended
    assert "changed by hand" in changed
    assert "export 3" not in changed


def test_the_machine_is_that_of_the_run(store: Store) -> None:
    page = report(store)
    for word in (CIRCUMSTANCES.processor, CIRCUMSTANCES.numpy, CIRCUMSTANCES.tensorflow):
        assert f"<dd>{word}</dd>" in page


def test_a_run_without_steps_or_result(store: Store) -> None:
    number = store.submit(override(ARTICLE, ["data.dataset=fashion_mnist"]), "waits")
    page = report_html(store, store.run(number))
    assert "has not been trained to its end" in page
    assert "No step has been recorded" in page
    assert "Worst errors" not in page


def test_versions_of_a_run_from_before_they_were_written_down(store: Store) -> None:
    run = store.run(store.add(ended(result=RESULT), [], {}))
    assert "<dd>2.21.0</dd>" in report_html(store, run)
