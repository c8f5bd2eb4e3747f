"""Units and people: the directory, the tree of units, how it is reorganised, and staff by list."""

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.people.directory import directory
from components.people.orphans import orphan_list
from components.people.reorganisations import reorganisation_list
from components.people.staff import staff_list
from components.people.units import unit_list
from components.sign_in import signed_in
from components.words import plain, t

me = signed_in("people")

say_done()
PARTS = {
    "people": directory,
    "units": unit_list,
    "reorganise": reorganisation_list,
    "staff": staff_list,
    "orphans": orphan_list,
}
st.subheader(t("page.people"), anchor=False)
part = choose(
    "part", t("page.people"), list(PARTS), lambda name: plain(f"people_part.{name}"), default="people", segments=True
)
PARTS[part](me)
