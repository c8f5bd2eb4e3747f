"""Home: the view declared for the role, on the first screen after signing in."""

import streamlit as st

from components.navigation import doors
from components.sign_in import signed_in
from components.view import show_view
from components.words import t
from db.config import config

me = signed_in("home")

view = config().views.get(me.role.value)
st.subheader(t("home.title", name=me.name), anchor=False)
if view is None:
    st.caption(t("home.doors"))
    doors(me)
else:
    show_view(me, view)
