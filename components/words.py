"""What the screen says, in Chinese and English: words by key, typed text made safe to draw, numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from db.errors import texts_in

LANGUAGES = ("zh", "en")
NOTHING = "–"

_WORDS = Path(__file__).with_name("words")
_CHOSEN = "baoke_language"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_JOINER = "\u2060"
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit turns these into links, emoji, icons and arrows even when they are escaped, so an unseen joiner parts them.
_PARTED = re.compile(r":|@|[-<>~=](?=[-<>=])|\bwww(?=\.)", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Amount = int | Fraction | Decimal


class Label(str):
    """Text that Streamlit's markdown shows exactly as it was typed."""

    __slots__ = ()


def language() -> str:
    """The language of who looks: what was chosen, else Chinese."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    if get_script_run_ctx(suppress_warning=True) is None:
        return "zh"
    chosen = st.session_state.get(_CHOSEN)
    return chosen if chosen in LANGUAGES else "zh"


def speak(chosen: str) -> None:
    """Use this language for the rest of the browser session; an unknown one is Chinese."""
    spoken = chosen if chosen in LANGUAGES else "zh"
    st.session_state[_CHOSEN] = spoken
    if get_script_run_ctx(suppress_warning=True) is not None:
        # Every word asks for it, and the state of the session is slow to answer.
        _spoken.set(spoken)


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Say everything in this language, where there is no browser session to ask."""
    before = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(before)


def forget_language() -> None:
    """Whoever comes next has chosen none yet."""
    _spoken.set(None)


def native(lang: str) -> str:
    """What a language calls itself, for whoever looks for theirs on a page they cannot read."""
    return {"zh": "中文", "en": "English"}[lang]


def words() -> dict[str, dict[str, str]]:
    """Every word of the screen by key."""
    return texts_in(_WORDS)


def t(key: str, /, **params: object) -> Label:
    """A word for a title, a label or a message; texts among the params are made safe, numbers and dates written out."""
    spoken = language()
    return Label(_text(key, spoken, params).format_map({name: _safe(value, spoken) for name, value in params.items()}))


def plain(key: str, /, lang: str | None = None, **params: object) -> str:
    """A word for st.text, a table's cell, a chart or a file, where markdown has no meaning."""
    spoken = lang or language()
    return _text(key, spoken, params).format_map({name: _written(value, spoken) for name, value in params.items()})


def label(text: object) -> Label:
    """What somebody typed, safe as a label or in markdown: shown literally on one line, nothing in it runs or links."""
    if isinstance(text, Label):
        return text
    clean = _TURNING.sub("", _UNSEEN.sub(" ", str(text))).strip()
    parted = _PARTED.sub(lambda found: found[0] + _JOINER, clean)
    return Label(_MARKS.sub(r"\\\1", parted))


def plot_label(text: object) -> str:
    """What somebody typed, safe as text in a Plotly chart, which reads tags and entities."""
    clean = _TURNING.sub("", _UNSEEN.sub(" ", str(text))).strip()
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")


def money(fen: Amount | None, lang: str | None = None) -> str:  # noqa: ARG001 - both read full yuan alike
    """Fen as full yuan: 1359088361 → 13,590,883.61; nothing for None."""
    return NOTHING if fen is None else _rounded(Fraction(fen) / 100, 2)


def short_money(fen: Amount | None, lang: str | None = None) -> str:
    """Fen as a short figure: 1,359.09万 or 1.36亿 in Chinese, 13.59M or 512.3k in English."""
    if fen is None:
        return NOTHING
    yuan = Fraction(fen) / 100
    steps = ((10**8, "亿", 2), (10**4, "万", 2)) if (lang or language()) == "zh" else ((10**6, "M", 2), (10**3, "k", 1))
    for size, sign, places in steps:
        if abs(yuan) >= size:
            return _rounded(yuan / size, places) + sign
    return _rounded(yuan, 2)


TIMES = 10
"""From which ratio on nobody reads a percentage any more."""


def percent(ratio: Fraction | Decimal | int | None, lang: str | None = None) -> str:  # noqa: ARG001 - as for money
    """A ratio in per cent with two decimals: 0.3630 → 36.30%; from ten on, as so many times: 408.677 → 408.7×."""
    if ratio is None:
        return NOTHING
    whole = Fraction(ratio)
    return _rounded(whole, 1) + "×" if abs(whole) >= TIMES else _rounded(whole * 100, 2) + "%"


def count(number: Amount | None, lang: str | None = None) -> str:  # noqa: ARG001 - as for money
    """A whole number with separators; a fraction keeps one decimal."""
    if number is None:
        return NOTHING
    return _rounded(Fraction(number), 0 if Fraction(number).denominator == 1 else 1)


def day(when: date | None, lang: str | None = None) -> str:
    """A date as it is read: 2026年6月30日 or 30 Jun 2026."""
    if when is None:
        return NOTHING
    if (lang or language()) == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_ENGLISH_MONTHS[when.month - 1]} {when.year}"


def _text(key: str, spoken: str, params: dict[str, object]) -> str:
    entry = words()[key]
    # `one` is the English sentence for a single one, where the two differ.
    return entry["one"] if spoken == "en" and "one" in entry and 1 in params.values() else entry[spoken]


def _safe(value: object, spoken: str) -> str:
    return label(value) if isinstance(value, str) else _written(value, spoken)


def _written(value: object, spoken: str) -> str:
    if isinstance(value, date):
        return day(value, spoken)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return count(value, spoken)
    return str(value)


def _rounded(value: Fraction, places: int) -> str:
    """Half away from zero, as the trade rounds."""
    scaled = abs(value) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    sign = "-" if value < 0 and whole else ""
    digits = f"{whole:0{places + 1}d}"
    return sign + (f"{int(digits[:-places]):,}.{digits[-places:]}" if places else f"{whole:,}")
