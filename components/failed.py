"""What stands in place of a page whose script broke: one calm sentence; the error itself is in the server's log."""

from __future__ import annotations

import streamlit as st

from components.words import label, language, t
from db.errors import Refusal


def show_failure(error: Exception) -> bool:
    """Streamlit's handler for uncaught errors: a refusal speaks, anything else is only said to have failed."""
    if isinstance(error, Refusal):
        st.warning(label(error.sentence(language())), icon=":material/block:")
    else:
        st.error(t("frame.failed"), icon=":material/cloud_off:")
    return True
