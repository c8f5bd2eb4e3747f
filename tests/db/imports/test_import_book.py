"""A small portfolio by hand: ghosts, a lapse inside its term, claims split to the fen, a chain of renewals."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlmodel import select

import factories as made
from db.access import SYSTEM
from db.commands.merge_customers import merge_customers
from db.errors import Denied, Refusal
from db.measure import measure
from db.models.claims import Claim, ClaimEvent
from db.models.customers import Customer, CustomerPrivate, Ownership
from db.models.imports import ImportRow, ImportRun
from db.models.people import Person
from db.models.policies import BusinessType, Credit, Policy, PremiumEvent
from db.models.system import Audit
from db.periods import Period
from db.queries.actors import actor_named
from db.queries.summary_faults import summary_faults
from db.run import run
from db.session import reading
from motor_file import (
    bring,
    csv_text,
    found,
    ledger,
    motor_staff,
    policy,
    term,
    write_csv,
    write_gzip,
    write_xlsx,
    write_zip,
)

LAPSED = {"Date_lapse": "11/04/2017", "Date_start_contract": "01/01/2016"}
ROWS = (
    term(1, "2016-01-01", "366", N_claims_year="2", Cost_claims_year="100.01", **LAPSED),
    term(1, "2017-01-01", "365", **LAPSED),
    term(1, "2018-01-01", "200.5", N_claims_year="1", Cost_claims_year="9.99", **LAPSED),
    term(2, "2017-03-01", "120.10", Date_lapse="01/03/2018"),
    term(2, "2018-03-01", "130", Date_lapse="01/03/2018"),
    term(4, "2017-06-15", "500", Distribution_channel="1", Type_risk="2", Area="0", Date_start_contract="16/06/2017"),
    term(12, "2017-07-01", "80"),
)


@pytest.fixture
def book(once, tmp_path):
    file = write_csv(tmp_path / "motor_2018-04-30.csv", ROWS)

    def make():
        motor_staff()
        return bring(file)

    return once("book", make)


def figure(name, login="executive", period=None):
    actor = actor_named(login)
    with reading(actor) as session:
        return measure(session, actor, name, period=period or Period(end=date(2019, 1, 1))).total


def digest():
    """What stands in the book: every ledger row, term, claim and owner."""
    models = (PremiumEvent, Credit, Policy, Claim, ClaimEvent, Customer, Ownership)
    return {model.__name__: [row.model_dump() for row in found(select(model).order_by(model.id))] for model in models}


def test_every_row_is_accounted_for(book):
    tally = book.tally
    assert (tally.read, tally.accepted, tally.rejected, tally.duplicates) == (7, 7, 0, 0)
    assert (tally.new, tally.customers, tally.premium, tally.claims) == (7, 4, 176160, 3)
    assert (tally.ghosts, tally.ghost_premium) == (2, 33050)
    assert tally.anomalies == {
        "term_before_contract": 1,
        "lapse_before_term": 1,
        "lapse_after_term": 1,
        "claims_without_cover": 1,
    }


def test_customers_are_owned_by_the_sellers_of_their_channel_in_order_of_login(book):
    owned = select(Customer.name, Person.login).join(Ownership, Ownership.customer_id == Customer.id)
    rows = found(owned.join(Person, Person.id == Ownership.person_id).order_by(Customer.name))
    assert rows == [("客户 000001", "bert"), ("客户 000002", "anna"), ("客户 000004", "carl"), ("客户 000012", "anna")]
    assert {row.born_on for row in found(select(CustomerPrivate))} == {date(1956, 4, 15)}


def test_a_term_within_cover_is_signed_due_and_received_on_its_first_day(book):
    booked = [("sign", "2016-01-01", 36600), ("instalment", "2016-01-01", 36600), ("receipt", "2016-01-01", 36600)]
    assert ledger(1, "2016-01-01") == booked


def test_a_ghost_is_written_off_and_renews_nothing(book):
    assert ledger(1, "2018-01-01") == [
        ("sign", "2018-01-01", 20050), ("instalment", "2018-01-01", 20050), ("write_off", "2018-01-01", 20050)
    ]  # fmt: skip
    ghost, before = policy(1, "2018-01-01"), policy(1, "2017-01-01")
    assert (ghost.cover_end, ghost.predecessor_id, ghost.business_type) == (date(2018, 1, 1), None, BusinessType.NEW)
    assert (before.cover_end, before.not_renewed.value) == (date(2017, 4, 11), "lapsed")
    assert policy(2, "2018-03-01").cover_end == date(2018, 3, 1)


def test_a_term_renews_the_one_before_it(book):
    first, second = policy(1, "2016-01-01"), policy(1, "2017-01-01")
    assert (first.business_type, second.business_type) == (BusinessType.NEW, BusinessType.RENEWAL)
    assert second.predecessor_id == first.id
    (customer,) = found(select(Customer).where(Customer.number == "1"))
    assert (customer.first_policy_id, customer.first_cover_on) == (first.id, date(2016, 1, 1))
    assert customer.known_since == date(2016, 1, 1)


def test_claims_are_split_to_the_fen_on_the_middle_day(book):
    claims = found(select(Claim).where(Claim.policy_id == policy(1, "2016-01-01").id).order_by(Claim.number))
    assert [(claim.number, str(claim.loss_on), claim.status.value) for claim in claims] == [
        ("1-20160101-1", "2016-07-02", "closed"), ("1-20160101-2", "2016-07-02", "closed")
    ]  # fmt: skip
    amounts = [[row.amount for row in found(select(ClaimEvent).where(ClaimEvent.claim_id == c.id))] for c in claims]
    assert amounts == [[5000, 5000], [5001, 5001]]
    (ghostly,) = found(select(Claim).where(Claim.policy_id == policy(1, "2018-01-01").id))
    assert ghostly.loss_on == date(2018, 1, 1)


def test_signed_is_earned_and_unearned_and_forgone(book):
    """Of 365 over 2017, cover ended after 100 days: 100 earned, 265 forgone; ghosts earn nothing."""
    assert figure("signed_premium") == 176160
    assert figure("received_premium") == 176160 - 33050
    assert figure("received_premium", login="department_head") == 176160 - 33050 - 50000
    earned = figure("earned_premium", period=Period(date(2017, 1, 1), date(2017, 7, 1)))
    assert round(earned, 3) == round(10000 + Fraction(12010 * 122, 365) + Fraction(50000 * 16, 365), 3)
    assert figure("receivable") == 0
    assert figure("claims") == 3


def test_each_ledger_row_is_credited_in_full_to_the_owner(book):
    rows = found(
        select(PremiumEvent.amount, Credit.amount, Credit.share).join(
            Credit, Credit.premium_event_id == PremiumEvent.id
        )
    )
    assert len(rows) == 21
    assert all(booked == credited and share == 10_000 for booked, credited, share in rows)
    assert len(found(select(Credit).where(Credit.claim_event_id.is_not(None)))) == 6


def test_the_import_is_one_audit_row_and_leaves_no_staging(book):
    (audit,) = found(select(Audit).where(Audit.command == "import_book"))
    said = json.loads(audit.change)
    assert (said["file_hash"], said["new"], len(said["digest"])) == (book.file_hash, 7, 64)
    assert not found(select(ImportRow))
    (run,) = found(select(ImportRun))
    assert (run.state.value, run.read) == ("published", 7)


def test_the_monthly_sums_equal_the_ledgers(book):
    with reading(SYSTEM) as session:
        assert summary_faults(session) == []


def test_the_same_file_again_changes_nothing(book, tmp_path):
    before = digest()
    again = bring(tmp_path / "motor_2018-04-30.csv")
    assert (again.tally.same, again.tally.accepted, again.tally.changes) == (7, 7, False)
    assert [json.loads(kept.report)["new"] for kept in found(select(ImportRun))] == [7]
    assert again.booked_at is not None
    assert book.booked_at is None
    assert digest() == before
    assert len(found(select(Audit).where(Audit.command == "import_book"))) == 1


@pytest.mark.parametrize("kind", ["gz", "zip", "xlsx", "named wrongly", "title above"])
def test_the_same_rows_come_in_any_wrapping(book, tmp_path, kind):
    before, path = digest(), tmp_path / "again_2018-04-30.bin"
    match kind:
        case "gz":
            write_gzip(path, ROWS)
        case "zip":
            write_zip(path, {"__MACOSX/x": "x", "inner/motor.csv": csv_text(ROWS), "read me.md": "x"})
        case "title above":
            write_xlsx(path, ROWS, title=3)
        case _:
            write_xlsx(tmp_path / "x.csv" if kind == "named wrongly" else path, ROWS)
            path = tmp_path / "x.csv" if kind == "named wrongly" else path
    report = bring(path, as_of=date(2018, 4, 30))
    assert (report.tally.same, report.tally.rejected) == (7, 0)
    assert digest() == before


def test_a_dry_run_leaves_the_book_alone(url, tmp_path):
    motor_staff()
    before = digest()
    path = write_csv(tmp_path / "motor.csv", [*ROWS, ROWS[0], {**ROWS[0], "Premium": "1"}, term(5, "2017-01-01", "a")])
    report = bring(path, dry_run=True, rejects=tmp_path / "rejects.csv")
    tally = report.tally
    assert (tally.read, tally.new, tally.duplicates, tally.rejected) == (10, 7, 1, 2)
    assert tally.reasons == {"imports.row_contradicts": 1, "imports.row_amount": 1}
    assert digest() == before
    assert not found(select(Audit).where(Audit.command.startswith("import")))
    lines = (tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("行号,原因,ID,")
    assert lines[1].startswith("10,与前面同一保单同一起保日的行矛盾,1,")
    assert lines[2].startswith("11,Premium 不是金额：a,5,")
    assert bring(path).tally.new == 7


def test_without_staff_the_import_is_refused(url, tmp_path):
    with pytest.raises(Refusal) as refused:
        bring(write_csv(tmp_path / "motor.csv", ROWS))
    assert refused.value.key == "imports.no_department_head"
    made.company()
    made.hire("department_head", "department_head", "D1")
    with pytest.raises(Refusal) as refused:
        bring(tmp_path / "motor.csv")
    assert refused.value.key == "imports.no_staff"
    assert not found(select(Customer))


def test_only_service_and_admin_may_import(url, tmp_path):
    motor_staff()
    path = write_csv(tmp_path / "motor.csv", ROWS)
    with pytest.raises(Denied):
        bring(path, actor=actor_named("anna"))
    assert bring(path, actor=made.hire("service", "service", "C")).tally.new == 7


def test_what_comes_for_a_merged_customer_goes_to_the_one_it_is_now(book, tmp_path):
    numbers = {row.number: row.id for row in found(select(Customer))}
    winner, loser = numbers["4"], numbers["12"]
    somebody = replace(SYSTEM, person_id=found(select(Person))[0].id)
    run(merge_customers, somebody, winner_id=winner, loser_id=loser, versions=(1, 1), reason="同")
    bring(write_csv(tmp_path / "motor_2018-08-31.csv", (*ROWS, term(12, "2018-07-01", "90"))))
    assert len([row for row in found(select(Policy)) if row.customer_id == winner]) == 3
    assert not [row for row in found(select(Policy)) if row.customer_id == loser]
    assert len(found(select(Customer))) == len(numbers)
    with reading(SYSTEM) as session:
        assert not summary_faults(session)
