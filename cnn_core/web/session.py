"""The one store and the one engine that all sessions of this server share."""

from __future__ import annotations

import os

import streamlit as st

from cnn_core.engines import AnyEngine, chosen_engine
from cnn_core.store import Store
from cnn_core.sweeps.driver import Sweeper


def store() -> Store:
    """The store that `CNN_LAB_STORE` names. Raises StoreError when it cannot be used."""
    return _store(os.environ.get("CNN_LAB_STORE"))


def engine() -> AnyEngine:
    """The engine that trains the store's runs; started by the first call."""
    return engine_of(os.environ.get("CNN_LAB_STORE"))


@st.cache_resource(show_spinner=False)
def _store(url: str | None) -> Store:
    return Store(url)


@st.cache_resource(show_spinner=False)
def engine_of(url: str | None) -> AnyEngine:
    """The engine of the store with that URL. Raises StoreError when the store cannot be used."""
    engine = chosen_engine(_store(url))
    engine.start()
    _sweeper(url)
    return engine


@st.cache_resource(show_spinner=False, on_release=Sweeper.close)
def _sweeper(url: str | None) -> Sweeper:
    """Who works on the sweeps of the store with that URL."""
    sweeper = Sweeper(_store(url))
    sweeper.start()
    return sweeper
