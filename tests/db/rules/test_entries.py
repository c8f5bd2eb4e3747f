"""What is typed is cleaned, checked against its column, and named where it cannot be taken."""

from datetime import date

import pytest

from db.errors import Invalid
from db.models.customers import Customer, CustomerPrivate
from db.models.policies import BusinessType
from db.models.sales import Opportunity
from db.rules.entries import MOST_FEN, clean, entered


def test_blanks_around_go_and_what_is_empty_is_none_where_the_column_allows_it():
    assert entered(Customer, name="  华东 物流 ", region=" ", needs="") == {
        "name": "华东 物流",
        "region": None,
        "needs": "",
    }
    assert entered(Opportunity, next_step_on=None) == {"next_step_on": None}


def test_what_no_database_keeps_is_dropped_and_the_rest_stays_as_typed():
    assert clean(" a\x00b\ud800c <script> $x$ ") == "abc <script> $x$"


@pytest.mark.parametrize(
    ("model", "values", "problem"),
    [
        (Customer, {"name": "x" * 121}, "entries.too_long"),
        (Customer, {"name": "\x00 "}, "entries.missing"),
        (Customer, {"kind": "nonsense"}, "entries.choice"),
        (Customer, {"name": 5}, "entries.choice"),
        (Opportunity, {"expected_premium": -1}, "entries.amount"),
        (Opportunity, {"expected_premium": MOST_FEN + 1}, "entries.amount"),
        (Opportunity, {"expected_premium": True}, "entries.choice"),
        (Opportunity, {"expected_premium": None}, "entries.missing"),
        (Opportunity, {"expected_close": date(1850, 1, 1)}, "entries.day"),
        (Opportunity, {"expected_close": None}, "entries.missing"),
        (CustomerPrivate, {"phone": "1" * 41}, "entries.too_long"),
    ],
)
def test_each_problem_is_named_with_its_field(model, values, problem):
    with pytest.raises(Invalid) as refused:
        entered(model, **values)
    assert refused.value.fields == dict.fromkeys(values, problem)


def test_codes_become_what_they_stand_for():
    assert entered(Opportunity, business_type="renewal") == {"business_type": BusinessType.RENEWAL}
