"""The demo company on the sign-in page: while it is being made, and its accounts afterwards."""

from __future__ import annotations

import streamlit as st

from components.cookies import came_straight
from components.words import plain, t
from db.first_start import Stage, demo_accounts, first_start

STEPS = {Stage.TABLES: 15, Stage.COMPANY: 35}


def installed() -> bool:
    """Whether there is a company to sign in to; else what is missing stands on the page."""
    stage = first_start.stage
    if stage in STEPS:
        _preparing()
        st.rerun()
    if stage is Stage.EMPTY:
        st.subheader(t("sign_in.empty_title"), anchor=False)
        st.info(t("sign_in.empty"), icon=":material/terminal:")
    elif stage is Stage.OUTDATED:
        st.subheader(t("sign_in.outdated_title"), anchor=False)
        st.info(t("sign_in.outdated"), icon=":material/terminal:")
    elif stage is Stage.FAILED:
        st.error(t("sign_in.failed"), icon=":material/error:")
    return stage is Stage.READY


def accounts_to_try() -> None:
    """The generated accounts and passwords, only for who sits at this very machine."""
    accounts = demo_accounts() if came_straight() else []
    if not accounts:
        return
    with st.container(border=True):
        st.markdown(t("sign_in.demo_accounts"))
        st.caption(t("sign_in.demo_pick"))
        columns = {
            plain("sign_in.demo_login"): [account.login for account in accounts],
            plain("sign_in.demo_password"): [account.password for account in accounts],
            plain("sign_in.demo_role"): [plain(f"role.{account.role}") for account in accounts],
        }
        st.dataframe(columns, hide_index=True, width="stretch", height="content")


def _preparing() -> None:
    st.subheader(t("sign_in.preparing"), anchor=False)
    st.caption(t("sign_in.preparing_hint"))
    bar = st.progress(0)
    while (stage := first_start.stage) in STEPS:
        words = t("sign_in.preparing_tables") if stage is Stage.TABLES else t("sign_in.preparing_company")
        bar.progress(STEPS[stage], text=words)
        first_start.wait(0.5)
