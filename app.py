"""The one entry, by `uvicorn app:app` or `streamlit run app.py`: the gate in front, the frame script behind it."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from components.failed import show_failure
from db import daily
from db.config import config
from db.first_start import first_start
from gate import Gate
from gate_routes import routes


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Before the first visitor: no page is ever run past the frame; the demo and the day's work begin beside."""
    PagesManager.uses_pages_directory = False
    config()  # a mistake in config.toml is told here, not on a page
    first_start.begin()
    daily.begin()
    gc.set_threshold(20_000, 20, 20)  # a page makes many objects that live on to its end: looking them through is waste
    yield


app = st.App(
    Path(__file__).with_name("frame.py"),
    routes=routes,
    middleware=[Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=show_failure,
)
