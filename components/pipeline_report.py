"""Draws what the import of a pipeline did or would do: what was made, stages, corrections."""

from __future__ import annotations

import streamlit as st

from components.listing import Column, table, yuan
from components.stages import any_stage_name
from components.words import plain, t
from db.config import config
from db.imports.corrections import Corrections
from db.imports.pipeline_report import PipelineTally


def pipeline_sums(tally: PipelineTally) -> None:
    """What was made, and the stages the sales of the files stand in."""
    lines = [
        (plain("import.opportunities"), tally.new, tally.premium),
        (plain("import.moves"), tally.moves, None),
        (plain("import.rehomed"), tally.rehomed, None),
        (plain("import.accounts"), tally.customers, None),
        (plain("import.unregistered"), tally.unregistered, None),
        (plain("import.linked"), tally.linked, None),
        (plain("import.products"), tally.products, None),
    ]
    columns = [
        Column(plain("import.number"), lambda line: line[1], "count", width=80),
        Column(plain("import.what"), lambda line: line[0]),
        Column(plain("import.amount"), lambda line: yuan(line[2]), "yuan"),
    ]
    table("import.sums", lines, columns)
    st.caption(t("import.stages"))
    place = {stage.code: at for at, stage in enumerate(config().stages.every)}
    found = sorted(tally.stages.items(), key=lambda line: place.get(line[0], len(place)))
    stages = [
        Column(plain("import.number"), lambda line: line[1], "count", width=80),
        Column(plain("import.stage"), lambda line: any_stage_name(line[0])),
    ]
    table("import.stages", found, stages)


def corrections_table(made: Corrections) -> None:
    """What the profile's declared corrections changed, and how often."""
    if not made:
        return
    st.caption(t("import.corrections"))
    columns = [
        Column(plain("import.number"), lambda line: line[3], "count", width=80),
        Column(plain("import.stood"), lambda line: line[1]),
        Column(plain("import.taken"), lambda line: line[2]),
        Column(plain("import.column"), lambda line: line[0], width=160),
    ]
    table("import.corrections", made, columns)
