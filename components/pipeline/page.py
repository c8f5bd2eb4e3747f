"""The pipeline reports: one part at a time, whose and which sale above it, all of it in the address."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.pipeline.ageing import ageing_part
from components.pipeline.changes import changes_part
from components.pipeline.coverage import coverage_part
from components.pipeline.forecast import forecast_part
from components.pipeline.funnel import funnel_part
from components.pipeline.velocity import velocity_part
from components.saved_filters import saved
from components.words import plain, t
from db.access import Actor

PARTS = {
    "changes": changes_part,
    "forecast": forecast_part,
    "coverage": coverage_part,
    "funnel": funnel_part,
    "velocity": velocity_part,
    "ageing": ageing_part,
}

KEPT = ("part", "period", "kind", "department", "team", "salesperson", "days", "months", "by", "stalled")
"""What a saved filter holds of the address: the part and what narrows it, not what was clicked."""


def pipeline_page(me: Actor) -> None:
    """What moved, whether the forecast can be believed, what is left to reach; how far, how fast, how old."""
    names = {part: plain(f"pipeline.{part}") for part in PARTS}
    part = choose("part", t("review.part"), list(PARTS), names.__getitem__, default="changes", segments=True)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t(f"pipeline.about_{part}"), width="content")
        saved(me, "pipeline", KEPT, stays=("part",))
    PARTS[part](me)
