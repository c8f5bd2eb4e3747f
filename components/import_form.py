"""Takes a file to import: shows how it would be read, lets that be corrected, and starts the job."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from components.attempt import show_refusal
from components.declared import profile_name
from components.listing import Column, table
from components.words import label, plain, t
from db.access import Actor
from db.errors import Refusal
from db.imports.crm_profile import CrmProfile
from db.imports.import_file import day_in
from db.imports.jobs import Job, keep_file, keep_files, look_at, start_import
from db.imports.layout import Layout, Overrides
from db.imports.lead_profile import LeadProfile
from db.imports.pipeline_profile import PipelineProfile
from db.imports.profiles import AnyProfile
from db.imports.text_shape import ENCODINGS
from db.periods import today
from db.queries.import_profiles import profile_named, profile_names, profile_text

JOB, TRIED = "import.job", "import.tried"
EARLIEST = date(1990, 1, 1)


def import_form(me: Actor, turn: str = "") -> None:
    """The file, the profile, what was found out about the file, and the two buttons; a new `turn` begins empty."""
    with st.container(border=True):
        left, right = st.columns([2, 1])
        profile = right.selectbox(
            t("import.profile"),
            profile_names(),
            key="import.profile",
            format_func=profile_name,
            placeholder=t("form.choose"),
        )
        fitted = profile_named(profile)
        with right.popover(t("import.show_profile"), icon=":material/rule:"):
            st.code(profile_text(profile), language="toml")
        with left:
            uploaded = _uploaded(fitted, turn)
        if uploaded is None:
            return
        name, path = uploaded
        with right:
            as_of = None if isinstance(fitted, LeadProfile) else _as_of(fitted, name)
        said = _corrections()
        try:
            layout = look_at(path, profile, said)
        except Refusal as refusal:
            show_refusal(refusal)
            return
        _found(layout)
        order: dict[str, object] = {"file_name": name, "profile": profile, "as_of": as_of, "overrides": said}
        _buttons(me, path, order)


def _uploaded(profile: AnyProfile, turn: str) -> tuple[str, Path] | None:
    """The name of what was uploaded and where it is kept: one file, or the files of one export together."""
    if not isinstance(profile, PipelineProfile | CrmProfile):
        upload = st.file_uploader(t("import.file"), help=t("import.file_help"), key=f"import.upload.{turn}")
        return (upload.name, keep_file(upload.name, upload.getvalue())) if upload else None
    names = label(", ".join(profile.files_wanted.values()))
    told = t("import.files_help", names=names)
    uploads = st.file_uploader(t("import.files"), help=told, accept_multiple_files=True, key=f"import.uploads.{turn}")
    if len(uploads) == 1:
        return uploads[0].name, keep_file(uploads[0].name, uploads[0].getvalue())
    return (profile.name, keep_files((each.name, each.getvalue()) for each in uploads)) if uploads else None


def _as_of(profile: AnyProfile, name: str) -> date | None:
    latest = isinstance(profile, PipelineProfile) and profile.as_of == "latest"
    said = day_in(name) or (None if latest else today())
    told = t("import.as_of_latest") if latest else t("import.as_of_help")
    return st.date_input(t("import.as_of"), said, min_value=EARLIEST, help=told)


def _corrections() -> Overrides:
    with st.popover(t("import.correct"), icon=":material/tune:"):
        encoding = st.selectbox(t("import.encoding"), ENCODINGS, index=None, placeholder=plain("import.as_found"))
        delimiter = st.text_input(t("import.delimiter"), max_chars=2, placeholder=plain("import.as_found"))
        quote = st.text_input(t("import.quote"), max_chars=1, placeholder=plain("import.as_found"))
        sheet = st.text_input(t("import.sheet"), max_chars=100, placeholder=plain("import.as_found"))
        member = st.text_input(t("import.member"), max_chars=300, placeholder=plain("import.as_found"))
        header = st.number_input(t("import.header_row"), 0, 20, 0, help=t("import.header_help"))
    sign = "\t" if delimiter == "\\t" else delimiter
    return Overrides(member, encoding or "", sign, quote, sheet, int(header))


def _found(layout: Layout) -> None:
    if layout.files:
        _found_files(layout)
        return
    lines = [
        (plain("import.kind"), " · ".join(filter(None, (layout.packing, layout.kind)))),
        (plain("import.member"), layout.member),
        (plain("import.encoding"), layout.encoding),
        (plain("import.delimiter"), layout.delimiter.replace("\t", "\\t").replace("\x01", "\\x01")),
        (plain("import.quote"), layout.quote),
        (plain("import.sheet"), layout.sheet),
        (plain("import.header_row"), str(layout.header_row)),
        (plain("import.columns"), ", ".join(layout.columns)[:2000]),
    ]
    columns = [
        Column(plain("import.what"), lambda line: line[0], width=160),
        Column(plain("import.found"), lambda line: line[1]),
    ]
    table("import.layout", [line for line in lines if line[1]], columns)


def _found_files(layout: Layout) -> None:
    """The same of several files, a line each."""
    columns = [
        Column(plain("import.file_short"), lambda file: file.name),
        Column(plain("import.encoding"), lambda file: file.encoding or file.sheet),
        Column(plain("import.delimiter"), lambda file: file.delimiter.replace("\t", "\\t")),
        Column(plain("import.header_row"), lambda file: file.header_row, "count"),
        Column(plain("import.columns"), lambda file: ", ".join(file.columns)[:2000], width=420),
    ]
    table("import.layouts", layout.files, columns)


def _buttons(me: Actor, path: Path, order: dict[str, object]) -> None:
    with st.container(horizontal=True):
        dry = st.button(t("import.check"), icon=":material/visibility:")
        real = st.button(t("import.start"), type="primary", icon=":material/play_arrow:")
    if dry or real:
        _start(me, path, order, dry_run=not real)


def import_tried(me: Actor) -> None:
    """The button that brings in the very file that was tried last, as it was tried."""
    tried = st.session_state.get(TRIED)
    if tried is None or not tried[0].exists():
        return
    if st.button(t("import.start_tried"), type="primary", icon=":material/play_arrow:"):
        _start(me, *tried, dry_run=False)


def _start(me: Actor, path: Path, order: dict[str, object], *, dry_run: bool) -> None:
    st.session_state[TRIED] = (path, order) if dry_run else None
    try:
        job: Job = start_import(me, path, dry_run=dry_run, **order)  # type: ignore[arg-type]
    except Refusal as refusal:
        show_refusal(refusal)
        return
    st.session_state[JOB] = job.token
    st.rerun()
