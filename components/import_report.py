"""Draws what an import did or would do: counts, sums, what is odd, what was not taken and why."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st

from components.crm_report import crm_sums
from components.lead_report import lead_sums
from components.listing import Column, table, yuan
from components.pipeline_report import corrections_table, pipeline_sums
from components.words import label, plain, t
from db.access import Actor
from db.commands.export_rows import export_rows
from db.errors import Refusal
from db.imports.crm_report import CrmTally
from db.imports.lead_report import LeadTally
from db.imports.pipeline_report import PipelineTally
from db.imports.rejects import reason
from db.imports.report import ImportReport, Tally
from db.periods import zone
from db.queries.import_runs import own_rejects, own_rejects_csv
from db.run import run

SHOWN = 200
MOST = 200_000
COUNTS = ("new", "changed", "lapsed", "same", "duplicates", "rejected")
SALES = ("new", "changed", "same", "duplicates", "rejected")
LEADS = ("new", "same", "duplicates", "rejected")
CRM = ("new", "changed", "same", "corrected", "rejected")
OF_KIND: dict[type, tuple[str, ...]] = {PipelineTally: SALES, LeadTally: LEADS, CrmTally: CRM}


def report_card(me: Actor, report: ImportReport) -> None:
    """The whole answer to one import."""
    tally = report.tally
    with st.container(border=True):
        _outcome(report)
        counts = OF_KIND.get(type(tally), COUNTS)
        for column, name in zip(st.columns(len(counts)), counts, strict=True):
            column.metric(t(f"import_count.{name}"), f"{getattr(tally, name):,}")
        balance = {"read": tally.read, "accepted": tally.accepted, "rejected": tally.rejected}
        st.caption(t("import.balance", duplicates=tally.duplicates, blank=tally.blank, **balance))
        if isinstance(tally, PipelineTally):
            pipeline_sums(tally)
        elif isinstance(tally, LeadTally):
            lead_sums(tally)
        elif isinstance(tally, CrmTally):
            crm_sums(tally)
        else:
            _sums(tally)
        corrections_table(tally.corrections)
        _oddities(tally.anomalies)
        _rejects(me, report)


def _outcome(report: ImportReport) -> None:
    """In one sentence, whether anything came in."""
    tally = report.tally
    if report.dry_run:
        st.info(t("import.would", file=report.file_name), icon=":material/visibility:")
    elif not tally.accepted:
        st.warning(
            t("import.did_nothing", file=report.file_name, rejected=tally.rejected), icon=":material/playlist_remove:"
        )
    elif report.booked_at is not None and not tally.changes:
        when = report.booked_at.astimezone(zone()).date()
        st.info(t("import.did_before", day=when), icon=":material/history:")
    else:
        st.success(t("import.did", file=report.file_name), icon=":material/check:")


def _sums(tally: Tally) -> None:
    lines = [
        (plain("import.customers"), tally.customers, None),
        (plain("import.premium"), tally.new, tally.premium),
        (plain("import.delta"), tally.changed, tally.delta),
        (plain("import.ghosts"), tally.ghosts, tally.ghost_premium),
        (plain("import.claims"), tally.claims, tally.claims_cost),
    ]
    what, number, amount = plain("import.what"), plain("import.number"), plain("import.amount")
    columns = [
        Column(what, lambda line: line[0]),
        Column(number, lambda line: line[1], "count"),
        Column(amount, lambda line: yuan(line[2]), "yuan"),
    ]
    table("import.sums", lines, columns)


def _oddities(anomalies: dict[str, int]) -> None:
    if not anomalies:
        return
    st.caption(t("import.oddities"))
    lines = [(plain(f"anomaly.{name}"), number) for name, number in anomalies.items()]
    what, number = Column(plain("import.what"), lambda line: line[0]), plain("import.number")
    table("import.oddities", lines, [Column(number, lambda line: line[1], "count", width=80), what])


def _rejects(me: Actor, report: ImportReport) -> None:
    if not report.tally.rejected:
        return
    st.caption(t("import.rejects", number=report.tally.rejected))
    try:
        rejects = own_rejects(me, report.run_id, SHOWN)
    except Refusal as refusal:
        st.caption(label(refusal.sentence(me.language)))
        return
    place = report.layout.place
    files = [Column(plain("import.file_short"), lambda row: place(row.line)[0].name)] if report.layout.files else []
    columns = [
        *files,
        Column(plain("import.line"), lambda row: place(row.line)[1], "count"),
        Column(plain("import.reason"), lambda row: reason(row.fault, row.params, me.language)),
        Column(plain("import.original"), lambda row: " | ".join(json.loads(row.original))[:1000]),
    ]
    table("import.rejects", rejects, columns)
    st.download_button(
        t("import.download"),
        data=partial(_file, me, report),
        file_name="baoke-rejects.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"rejects.{report.run_id}",
    )


def _file(me: Actor, report: ImportReport) -> bytes:
    lines = list(own_rejects_csv(me, report.run_id, report.layout, MOST))
    run(
        export_rows,
        me,
        what=plain("import.download"),
        where=report.file_hash,
        rows=len(lines) - 1,
        file="csv",
        brought=True,
    )
    return "".join(lines).encode("utf-8-sig")
