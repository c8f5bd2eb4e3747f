"""Starts the floor page by the production command: `uvicorn tests.bench.floor_app:app`."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("floor.py"))
