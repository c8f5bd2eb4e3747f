"""Whatever somebody typed as a name is shown as typed, and nothing in it runs, links or is fetched."""

import re

import pytest

from driver import serving, wait_app
from hostile import HOSTILE


@pytest.fixture(scope="module")
def drawn():
    command = ("streamlit", "run", "tests/browser/labels_script.py", "--server.port", "0", "--server.headless", "true")
    with serving(*command, PYTHONPATH=".:tests") as server:
        yield server


def shown(text):
    """As a reader sees it: unseen joiners gone, white space as one."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


def test_every_name_is_shown_as_typed(drawn, open_page):
    page = open_page(drawn.url, height=2000)
    wait_app(page)
    for at, name in enumerate(HOSTILE):
        texts = page.locator(f".st-key-name-{at} [data-testid=stMarkdownContainer]").all_text_contents()
        assert len(texts) >= 8, name
        # The metric's own value, and an alert that shows a leading emoji as its icon, hold no name.
        assert {shown(text) for text in texts if text not in ("1", "")} == {shown(name)}


def test_nothing_in_a_name_became_an_element(drawn, open_page):
    page = open_page(drawn.url)
    live = (
        "a:not([aria-label='Link to heading'])",
        *("img", "script", "iframe", "form", "object", ".katex", "code", "em", "del", "b", "ul", "ol", "table", "sup"),
    )
    assert page.locator("[data-testid=stMarkdownContainer]").count() > 8 * len(HOSTILE)
    made = page.locator(", ".join(f"[data-testid=stMarkdownContainer] {tag}" for tag in live))
    assert made.all_inner_texts() == []


def test_there_are_a_hundred_hostile_names():
    assert len(set(HOSTILE)) >= 100
