"""Profiles: what is wrong is named with the choices; a saved one is used like those that come with Baoke."""

import pytest
from sqlmodel import select

import factories as made
from db.commands.import_profile import import_profile
from db.errors import Denied, Refusal
from db.imports.import_file import day_in, import_file
from db.imports.profiles import read_profile, shipped_text
from db.models.customers import Customer, Ownership
from db.models.imports import ImportProfile
from db.models.people import Person
from db.models.policies import PremiumEvent
from db.queries.actors import actor_named
from db.queries.import_profiles import profile_named, profile_names
from db.run import run
from motor_file import csv_text, found, motor_staff, policy, term

OWN = """
name = "branch_list"
kind = "book"
zh = "分公司清单"
en = "Branch list"

[columns]
policy_number = { from = "保单号" }
inception = { from = "起保日", formats = ["%Y年%m月%d日"] }
expiry = { from = "终保日", formats = ["%Y年%m月%d日"] }
premium = { from = "保费", thousands = "," }
product = { constant = "property" }
customer_number = { from = "客户号" }
customer_name = { from = "客户" }
owner = { from = "业务员" }

[products.property]
line = "property"
zh = "企财险"
en = "Property insurance"
line_zh = "财产险"
line_en = "Property"
"""
LIST = (
    "保单号,起保日,终保日,保费,客户号,客户,业务员\n"
    'P-1,2026年1月1日,2027年1月1日,"12,345.60",K1,某公司,anna\n'
    "P-2,2026年1月1日,2027年1月1日,1,K2,另一公司,nobody\n"
)


def key_of(text):
    with pytest.raises(Refusal) as refused:
        read_profile(text)
    return refused.value.key, refused.value.sentence("en")


MOTOR = shipped_text("motor_portfolio")


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ("empty =", "emtpy =", "imports.profile_key", "unknown key 'emtpy' in the profile: choose from booking,"),
        ("premium = {", "premum = {", "imports.profile_key", "'columns.premum' in the profile: choose from birth_date"),
        ('{ from = "Premium" }', '{ form = "Premium" }', "imports.profile_key", "columns.premium.form"),
        ('lapse = "line"', 'lapse = "lines"', "imports.profile_value", "'line' or 'none'"),
        ("premium = {", "# premium = {", "imports.profile_missing", "premium"),
        ('{ from = "Premium" }', '{ constant = "1", from = "x" }', "imports.profile_source", "premium"),
        ('kind = "book"', "kind = ", "imports.profile_syntax", "no valid TOML"),
        ('name = "motor_portfolio"', 'name = "Motor!"', "imports.profile_wrong", "name"),
        ("channel = {", "# channel = {", "imports.profile_missing", "channel"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_answered_with_the_name_and_the_choices(old, new, key, told):
    assert old in MOTOR
    found_key, sentence = key_of(MOTOR.replace(old, new, 1))
    assert found_key == key
    assert told in sentence


def test_a_saved_profile_books_owners_by_login(url, tmp_path):
    motor_staff()
    admin = made.hire("admin", "admin", "C")
    assert run(import_profile, admin, content=OWN) == "branch_list"
    path = tmp_path / "list.csv"
    path.write_text(LIST, "gb18030")
    tally = import_file(path, profile="branch_list", actor=admin).tally
    assert (tally.new, tally.reasons) == (1, {"imports.row_owner": 1})
    assert policy("P-1", "2026-01-01").premium == 1234560
    owned = select(Person.login).join(Ownership, Ownership.person_id == Person.id)
    assert found(owned) == ["anna"]
    assert found(select(Customer.name)) == ["某公司"]
    assert sorted(row.kind.value for row in found(select(PremiumEvent))) == ["instalment", "sign"]


def test_a_profile_is_saved_over_its_former_self_and_never_over_a_shipped_one(url):
    motor_staff()
    admin = made.hire("admin", "admin", "C")
    run(import_profile, admin, content=OWN)
    run(import_profile, admin, content=OWN.replace("分公司清单", "新清单"))
    (saved,) = found(select(ImportProfile))
    assert (saved.version, profile_named("branch_list").zh) == (2, "新清单")
    assert profile_names() == ["motor_portfolio", "crm_export", "pipeline_export", "leads", "branch_list"]
    with pytest.raises(Refusal) as refused:
        run(import_profile, admin, content=MOTOR)
    assert refused.value.key == "imports.shipped_profile"
    with pytest.raises(Denied):
        run(import_profile, actor_named("anna"), content=OWN)


def test_an_unknown_profile_is_answered_with_the_choices(url, tmp_path):
    motor_staff()
    path = tmp_path / "x.csv"
    path.write_text(csv_text([term(1, "2017-01-01")]))
    with pytest.raises(Refusal) as refused:
        import_file(path, profile="motor", actor=made.hire("service", "service", "C"))
    choices = "motor_portfolio, crm_export, pipeline_export, leads"
    assert refused.value.sentence("en") == f"unknown profile 'motor': choose from {choices}"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("motor_2018-04-30.csv.gz", "2018-04-30"),
        ("list20260131.xlsx", "2026-01-31"),
        ("a_2018-13-45.csv", "None"),
        ("x", "None"),
    ],
)
def test_the_day_a_file_speaks_of_is_in_its_name(name, day):
    assert str(day_in(name)) == day
