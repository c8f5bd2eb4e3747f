"""The sign of the house, drawn in code so that nothing is fetched, and the few touches the theme cannot give."""

from __future__ import annotations

import streamlit as st

SIGN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<rect width="64" height="64" rx="15" fill="#0b6bcb"/>
<path d="M32 13c-11 0-19.4 7.6-20 18 3-2.6 7-2.6 10 0 3-3 7-3 10 0 3-3 7-3 10 0 3-2.6 7-2.6 10 0-.6-10.4-9-18-20-18z"
 fill="#fff"/>
<path d="M32 11v4M32 31v15.5c0 6-8.5 6-8.5 0" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round"/>
</svg>"""

WORDMARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40" width="150" height="40">
<rect y="2" width="36" height="36" rx="9" fill="#0b6bcb"/>
<g transform="scale(.5625) translate(0 3.6)">
<path d="M32 13c-11 0-19.4 7.6-20 18 3-2.6 7-2.6 10 0 3-3 7-3 10 0 3-3 7-3 10 0 3-2.6 7-2.6 10 0-.6-10.4-9-18-20-18z"
 fill="#fff"/>
<path d="M32 11v4M32 31v15.5c0 6-8.5 6-8.5 0" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round"/>
</g>
<text x="46" y="28" font-family="sans-serif" font-size="23" font-weight="700" fill="#4d86c2">Baoke</text>
</svg>"""


def house_look() -> None:
    """What Streamlit writes in English only is not shown; names and changes of cards may take a second line."""
    st.markdown(
        """<style>
        [data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"],
        [data-testid="stFileUploaderDropzoneInstructions"], [data-testid="InputInstructions"],
        [data-testid="stSkipToContent"] {display: none;}
        [data-testid="stMetricLabel"] p, [data-testid="stMetricDelta"] p {white-space: normal;}
        [data-testid="stMetricValue"] * {overflow: visible;}
        @media (hover: none) {[data-testid="stElementToolbar"] {display: none;}}
        .st-key-week-form {position: fixed; bottom: 1rem; left: 50%; transform: translateX(-50%); z-index: 999990;
            width: min(42rem, calc(100vw - 2rem)); background: Canvas; box-shadow: 0 4px 24px rgb(0 0 0 / 35%);}
        .st-key-bell {position: fixed; top: .7rem; right: 3.6rem; z-index: 999991; width: auto;}
        </style>""",
        unsafe_allow_html=True,
    )


def seeing_look() -> None:
    """A bar that stays in sight, a frame around the window and words across it: this screen is somebody else's."""
    st.markdown(
        """<style>
        [data-testid="stLayoutWrapper"]:has(> .st-key-seeing) {position: sticky; top: 3.75rem; z-index: 999980;}
        .st-key-seeing {background: #b42318; padding: .6rem 1rem; border-radius: .5rem;
            box-shadow: 0 2px 12px rgb(0 0 0 / 35%);}
        .st-key-seeing p, .st-key-seeing span {color: #fff;}
        .st-key-seeing button {background: #fff; border-color: #fff;}
        .st-key-seeing button p, .st-key-seeing button span {color: #b42318; font-weight: 600;}
        .st-key-seeing-mark {position: fixed; inset: 0; z-index: 999995; pointer-events: none; overflow: hidden;
            border: 5px solid #b42318; display: flex; flex-flow: row wrap; gap: 7rem 5rem; align-content: space-evenly;
            justify-content: space-evenly; padding: 4rem 1rem;}
        .st-key-seeing-mark > * {width: auto; flex: none; transform: rotate(-24deg); opacity: .2;}
        [data-testid="stLayoutWrapper"]:has(> .st-key-seeing-mark) {position: absolute; height: 0;}
        </style>""",
        unsafe_allow_html=True,
    )


def entrance_look() -> None:
    """The sign-in form's button as the one thing to press; the library draws it plain and narrow."""
    st.markdown(
        """<style>
        .st-key-entrance [data-testid="stElementContainer"]:has([data-testid="stFormSubmitButton"]),
        .st-key-entrance [data-testid="stFormSubmitButton"], .st-key-entrance [data-testid="stFormSubmitButton"] > div,
        .st-key-entrance [data-testid="stFormSubmitButton"] button {width: 100%;}
        .st-key-entrance [data-testid="stFormSubmitButton"] button {background: #0b6bcb; color: #fff;}
        .st-key-entrance [data-testid="stFormSubmitButton"] button:hover {background: #095aab; color: #fff;}
        .st-key-entrance [data-testid="stForm"] {padding: 1.5rem 1.6rem 1.7rem;}
        [data-testid="stSidebarCollapsedControl"] {display: none;}
        </style>""",
        unsafe_allow_html=True,
    )
