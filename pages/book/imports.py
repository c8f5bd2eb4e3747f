"""Files into the book: looked at, tried, brought in beside the screen, and what came of earlier ones."""

import streamlit as st

from components.attempt import show_refusal
from components.import_form import JOB, import_form, import_tried
from components.import_history import import_history
from components.import_report import report_card
from components.sign_in import signed_in
from components.words import t
from db.imports.jobs import job_of

me = signed_in("imports")


@st.fragment(run_every=1.0)
def progress() -> None:
    """How far the import is, told once a second until it has ended."""
    who = signed_in("imports")
    job = job_of(who, st.session_state.get(JOB, ""))
    if job is None or job.ended:
        st.rerun(scope="app")
        return
    now = job.progress
    share = min(now.done / now.total, 1.0) if now.total else 0.0
    words = t(f"import_step.{now.step}", done=now.done, total=now.total)
    if now.seconds_left is not None and now.step == "read":
        words = t("import.time_left", words=words, seconds=round(now.seconds_left))
    st.progress(1.0 if now.step == "publish" else share, words)
    st.caption(t("import.may_leave"))


st.subheader(t("page.imports"), anchor=False)
job = job_of(me, st.session_state.get(JOB, ""))
if job is not None and not job.ended:
    progress()
else:
    booked = job is not None and job.report is not None and not job.dry_run
    import_form(me, turn=job.token if booked else "")
    if job is not None and job.report is not None:
        report_card(me, job.report)
        if job.dry_run:
            import_tried(me)
    elif job is not None and job.refusal is not None:
        show_refusal(job.refusal)
    elif job is not None:
        st.error(t("import.failed", reference=job.reference), icon=":material/cloud_off:")

import_history(me)
