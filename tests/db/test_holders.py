"""Whatever names a person is known to a handover: a column that is added later cannot be forgotten."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.holders import ACCOUNT, ENDING, HELD, KEPT, customer_of, held_tables, naming_people


def test_every_column_that_names_a_person_is_declared_once():
    declared = [*HELD, *KEPT, *ACCOUNT, *ENDING]
    assert set(naming_people()) - set(declared) == set(), "say in db/holders.py what becomes of it in a handover"
    assert set(declared) - set(naming_people()) == set()
    assert len(declared) == len(set(declared))


def test_whatever_keeps_an_account_from_being_disabled_is_held():
    """The database refuses to disable who holds a row by (person_id, open) → person(id, active)."""
    holding = {
        table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_key_constraints
        if [element.target_fullname for element in key.elements] == ["person.id", "person.active"]
    }
    assert holding == {*held_tables(), *(column.split(".")[0] for column in ENDING)}


def test_each_held_row_leads_to_its_customer_but_a_lead():
    for name, table in held_tables().items():
        source, customer = customer_of(name)
        assert {"person_id", "open", "id"} <= set(table.c.keys())
        if name == "lead":
            assert customer is None
        else:
            assert sa.select(customer).select_from(source) is not None
