"""What stands between a page and the browser: app.py runs first, faults are told plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnn_core.records import StoreError
from cnn_core.web.text import literal

ICON = str(Path(__file__).with_name("icon.svg"))
"""The browser's tab shows it; an icon by name would be fetched from another machine."""
_APP_RAN = "app_ran"
_TARGET = "target"


def guard() -> None:
    """First line of every page: have app.py run before it.

    When the first request after the server's start asks for a page by its address, Streamlit runs
    that page alone and forgets the page table. So go to app.py, which comes back (`run`).
    """
    if _APP_RAN in st.session_state:
        return
    st.session_state[_TARGET] = (_page_in_address(), st.query_params.to_dict())
    st.switch_page("app.py")


def run(page: StreamlitPage) -> None:
    """Run the page that the navigation chose, or jump to the one that `guard` came from.

    The engine starts behind the first page that is shown: whichever it is, queued runs go on.
    """
    st.session_state[_APP_RAN] = True
    if _TARGET in st.session_state:
        name, query = st.session_state.pop(_TARGET)
        st.switch_page(f"pages/{name}.py", query_params=query)
    with plain_errors():
        page.run()
        _start_engine()


def _start_engine() -> None:
    from cnn_core.web import session  # loads the database's library: the first page need not wait

    session.engine()


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show what the store cannot do as a message. Pages have it; a fragment needs its own."""
    try:
        yield
    except StoreError as error:
        st.error(literal(str(error)), icon=":material/database_off:")


def _page_in_address() -> str:
    return PurePosixPath(urlsplit(st.context.url or "").path).name
