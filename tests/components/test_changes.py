"""The audit speaks the reader's language: every column, note and code that it can hold has a name."""

import ast

import pytest
import sqlalchemy as sa

import factories as made
from components.changes import any_stage_name, field_name, in_a_line, said, written
from components.words import words
from db.access import SYSTEM
from db.audit import UNAUDITED
from db.models.every import column_types, load
from db.models.system import Audit
from db.names import Names
from db.session import reading
from source import nodes, sources

STAGED = {
    f"import_{name}" for name in ("row", "entry", "lead", "link", "origin", "record", "reject", "seat", "verdict")
}
SUMMED = {"month_by_person", "month_by_product", "customers_by_owner"}


def noted():
    """Every key that a command notes in the audit by name."""
    for of in sources():
        for node in nodes(of.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("notebook.notes.update"):
                yield from (keyword.arg for keyword in node.keywords if keyword.arg)
            if isinstance(node, ast.AugAssign) and "notebook.notes" in ast.unparse(node.target):
                yield from (key.value for key in node.value.keys)


def test_every_column_that_is_audited_has_a_name():
    audited = {str(model.__tablename__) for model in load() if not issubclass(model, UNAUDITED)} - STAGED - SUMMED
    columns = {field for table, field in column_types() if table in audited}
    assert not [field for field in sorted(columns) if {f"audited.{field}", f"field.{field}"}.isdisjoint(words())]


def test_every_note_has_a_name():
    found = set(noted())
    assert {"purpose", "rows", "up", "customer_id"} <= found
    assert not [key for key in sorted(found) if {f"audited.{key}", f"field.{key}"}.isdisjoint(words())]


@pytest.mark.parametrize("at", [at for at, of in column_types().items() if isinstance(of, sa.Enum)], ids=".".join)
def test_every_code_has_a_name(url, at):
    made.company()
    with reading(SYSTEM) as session:
        for code in column_types()[at].enum_class:
            name = written(Names.of(session), *at, code.value)
            assert name
            assert name != code.value


def test_what_was_changed_is_told_as_screens_show_it(url):
    made.company()
    li = made.hire("li", name="李四")
    row = Audit(
        record_table="opportunity",
        change='{"stage": ["prospecting", "engaging"], "expected_premium": [null, 123456], "opened_on": [null, null],'
        f' "person_id": [null, {li.person_id}], "odd": [null, "x"]}}',
    )
    with reading(SYSTEM) as session:
        changes = said(Names.of(session), row)
    assert in_a_line(changes).split("; ") == [
        f"阶段: {any_stage_name('prospecting')} → {any_stage_name('engaging')}",
        "预计保费（元）: 1,234.56",
        "人员: 李四",
        "odd: x",
    ]
    assert field_name("opened_on") == "开始日"


def test_what_an_import_of_a_pipeline_counted_is_read_in_words(url):
    change = (
        '{"stages": [null, {"won": 2}], "files": [null, {"accounts": 3}], "corrections": [null, [["a", "b", "c", 4]]]}'
    )
    row = Audit(at=made.day("2026-01-01"), command="import_pipeline", outcome="done", actor_login="x", change=change)
    with reading(SYSTEM) as session:
        assert in_a_line(said(Names(session), row)) == "阶段: 成交: 2; 文件行数: 客户: 3; 按规则更正: a: b → c × 4"
