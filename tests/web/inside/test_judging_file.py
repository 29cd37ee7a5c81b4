"""The static file of images to judge a network on: written once, and again where it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.store import Store
from cnn_core.web.inside import judging_file
from cnn_core.web.inside.judging_file import serve_judging_images


def test_the_file_is_written_where_it_is_missing_or_cut_short(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging_file, "STATIC", tmp_path / "static")
    run = store.run(store.submit(override(ARTICLE, ["data.train_images=300"]), "a run"))
    address = serve_judging_images(run)
    (file,) = (tmp_path / "static").iterdir()
    assert address == f"app/static/{file.name}"
    whole = file.read_bytes()
    file.write_bytes(bytes(len(whole)))
    serve_judging_images(run)
    assert file.read_bytes() == bytes(len(whole))
    file.write_bytes(whole[:1000])
    serve_judging_images(run)
    assert file.read_bytes() == whole
