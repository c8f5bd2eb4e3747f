"""The frame script, run for every visitor at every address: the entrance, or the menu and the page."""

import streamlit as st

from components import cookies
from components.audit_chain import chain_alarm
from components.entrance import entrance
from components.frame_bar import frame_bar, tell_mistake
from components.kept_address import keep_address
from components.look import SIGN
from components.navigation import is_list, pages_for
from components.seeing import seeing_bar, tell_over
from components.sign_in import ended, known, no_permission, session_here
from components.turns import turns
from components.words import plain
from db.config import hold_config


def closed() -> None:
    """Stands in for a page that is not open: to a stranger, to a session that is over, or to this role."""
    if here is not None:
        no_permission(here.actor, page.url_path or "home")
    elif cookies.cookie(cookies.SESSION):
        ended()
    else:
        entrance()


with turns.turn():
    mistake = hold_config()
    here = session_here()
    me = here.actor if here else None
    pages = pages_for(me, closed)
    page = st.navigation([*pages.values()], position="hidden")
    st.set_page_config(f"{page.title} · {plain('sign_in.product')}", SIGN, layout="wide" if me else "centered")
    keep_address(here_name := page.url_path or "home", is_list=is_list(here_name))
    if me is None:
        page.run()
    else:
        with known(me):
            tell_over(pages)
            frame_bar(me, pages, here_name, here.unread if here else 0)
            seeing_bar(here)
            tell_mistake(me, mistake)
            chain_alarm(me)
            page.run()
