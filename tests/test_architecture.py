"""The house keeps its rules, and each rule bites: it is shown a small file that breaks it."""

from pathlib import Path

import pytest

import house_rules as house
import screen_rules as screen
from source import ROOT, functions, source, sources


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule):
    broken = [found for of in sources() for found in rule(of)]
    assert not broken, "\n".join(broken)


def test_nine_in_ten_files_and_functions_are_small():
    files = sorted(of.text.count("\n") for of in sources())
    lengths = sorted(house.length(function) for of in sources() for function in functions(of))
    assert files[int(len(files) * 0.9) - 1] <= 150
    assert lengths[int(len(lengths) * 0.9) - 1] <= 20


def test_the_rules_see_the_whole_product():
    seen = {of.folder for of in sources()}
    assert seen >= {"", "pages", "components", "db"}


def test_every_command_has_a_test():
    told = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("*.py"))
    commands = [Path(of.path).stem for of in sources() if of.path.startswith("db/commands/")]
    assert not [name for name in commands if name != "__init__" and name not in told]


PAGE = '"""A page."""\nimport streamlit as st\n'
SIGNED_IN = 'me = signed_in("book.read")\n'

BROKEN = [
    (house.pages_know_components_and_components_know_db, "db/x.py", "import streamlit as st"),
    (house.pages_know_components_and_components_know_db, "db/x.py", "from components.words import t"),
    (house.pages_know_components_and_components_know_db, "components/x.py", "from pages.book import customers"),
    (house.inside_db_imports_point_down, "db/models/people.py", "from db.access import Actor"),
    (house.inside_db_imports_point_down, "db/errors.py", "from db import models"),
    (house.inside_db_imports_point_down, "db/rules/earning.py", "from db.queries.customers import customers"),
    (house.nothing_is_handed_on_by_a_package, "db/queries/__init__.py", "from db.queries.customers import customers"),
    (screen.no_page_lies_flat, "pages/customers.py", PAGE + SIGNED_IN),
    (screen.a_page_opens_by_signing_in, "pages/book/x.py", PAGE),
    (screen.a_page_opens_by_signing_in, "pages/book/x.py", PAGE + 'st.title("x")\n' + SIGNED_IN),
    (screen.a_page_opens_by_signing_in, "pages/book/x.py", PAGE + "name = ask()\n" + SIGNED_IN),
    (screen.a_page_opens_by_signing_in, "pages/book/x.py", PAGE + 'signed_in("book.read")\n'),
    (screen.a_page_opens_by_signing_in, "pages/book/x.py", PAGE + "me = signed_in(verb)\n"),
    (screen.a_fragment_opens_by_signing_in, "pages/book/x.py", "@st.fragment\ndef part():\n    st.text('x')"),
    (screen.a_fragment_opens_by_signing_in, "pages/book/x.py", "@st.fragment(run_every=5)\ndef part():\n    pass"),
    (screen.a_fragment_opens_by_signing_in, "components/x.py", "@st.dialog('x')\ndef part():\n    pass"),
    (house.only_the_engine_room_connects, "db/queries/x.py", "from sqlmodel import Session"),
    (house.only_the_engine_room_connects, "pages/book/x.py", "from sqlalchemy import create_engine"),
    (house.only_the_engine_room_connects, "db/queries/x.py", "import sqlalchemy as sa\nsa.text('select 1')"),
    (house.only_the_engine_room_connects, "db/x.py", "import sqlite3"),
    (house.only_the_engine_room_connects, "components/x.py", "frame = pd.read_sql(q, c)"),
    (house.trusted_connections_stay_in_db, "pages/book/x.py", "session.trusted()"),
    (house.trusted_connections_stay_in_db, "components/x.py", "database().write.begin()"),
    (house.nobody_commits_but_the_runner, "db/commands/x.py", "session.commit()"),
    (screen.nothing_is_drawn_inside_a_transaction, "pages/book/x.py", "with reading(me) as s:\n    st.text('x')"),
    (screen.nothing_is_drawn_inside_a_transaction, "db/x.py", "with session.begin():\n    st.progress(1)"),
    (
        screen.nothing_is_drawn_inside_a_transaction,
        "pages/book/x.py",
        "def show():\n    st.text('x')\nwith reading(me) as s:\n    show()",
    ),
    (
        screen.nothing_is_drawn_inside_a_transaction,
        "pages/book/x.py",
        "from components.sign_in import no_permission\nwith reading(me) as s:\n    no_permission(me)",
    ),
    (screen.no_html_is_drawn_from_values, "pages/book/x.py", "st.html('<b>')"),
    (screen.no_html_is_drawn_from_values, "pages/book/x.py", "st.markdown(name, unsafe_allow_html=True)"),
    (screen.no_html_is_drawn_from_values, "pages/book/x.py", "st.markdown(f'{name}', unsafe_allow_html=True)"),
    (screen.markdown_holds_no_bare_values, "pages/book/x.py", "st.title(f'{customer.name}')"),
    (screen.markdown_holds_no_bare_values, "components/x.py", "st.caption(f'x {name.strip()}')"),
    (screen.markdown_holds_no_bare_values, "components/x.py", "st.title(customer.name)"),
    (screen.markdown_holds_no_bare_values, "components/x.py", "shown = who.name\nst.title(f'{shown}')"),
    (house.no_statement_is_put_together_from_strings, "db/x.py", "f'SELECT * FROM {table}'"),
    (house.no_statement_is_put_together_from_strings, "db/x.py", "'DELETE FROM ' + table"),
    (house.no_statement_is_put_together_from_strings, "db/x.py", "'UPDATE %s SET' % table"),
    (house.only_periods_reads_a_clock, "db/x.py", "datetime.now(UTC)"),
    (house.only_periods_reads_a_clock, "pages/book/x.py", "date.today()"),
    (house.only_periods_reads_a_clock, "components/x.py", "time.sleep(1)"),
    (house.names_are_the_trades_words, "db/utils.py", ""),
    (house.names_are_the_trades_words, "db/x.py", "def load_data(): ..."),
    (house.names_are_the_trades_words, "db/x.py", "class PolicyInfo: ..."),
    (house.names_are_the_trades_words, "db/x.py", "class BookManager: ..."),
    (house.names_are_the_trades_words, "db/x.py", "churn_rate = 1"),
    (house.names_are_the_trades_words, "db/x.py", "def move(transfer): ..."),
    (house.a_command_is_named_like_its_file, "db/commands/issue_policy.py", "def issue(session, actor): ..."),
    (house.a_command_is_named_like_its_file, "db/commands/issue_policy.py", "def issue_policy(session, number): ..."),
    (house.files_and_functions_are_short, "db/x.py", "x = 1\n" * 301),
    (house.files_and_functions_are_short, "pages/book/x.py", "x = 1\n" * 81),
    (house.files_and_functions_are_short, "app.py", "x = 1\n" * 61),
    (house.files_and_functions_are_short, "db/x.py", "def f():\n" + "    x = 1\n" * 40),
    (house.db_and_components_are_typed, "db/x.py", "def f(a) -> int: ..."),
    (house.db_and_components_are_typed, "components/x.py", "def f(a: int): ..."),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_a_rule_bites(rule, path, text):
    assert list(rule(source(path, text)))


def test_no_rule_is_without_a_bite():
    assert {rule for rule, _path, _text in BROKEN} == set(house.RULES)


GOOD = [
    ("pages/book/x.py", PAGE + "WIDTH = 3\n" + SIGNED_IN + 'st.title(t("book.title"))\nst.caption(f"{label(name)}")\n'),
    ("pages/book/x.py", PAGE + SIGNED_IN + "with reading(me) as s:\n    rows = customers(s)\nst.dataframe(rows)\n"),
    ("db/commands/issue_policy.py", "def issue_policy(session: S, actor: Actor, *, number: str) -> int: ..."),
    ("db/queries/x.py", "from db.models.people import Person\nfrom db.access import visible\n"),
    ("components/x.py", 'st.markdown("<b>x</b>", unsafe_allow_html=True)\n'),
]


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_no_rule_bites_what_is_right(path, text):
    of = source(path, text)
    assert not [found for rule in house.RULES for found in rule(of)]
