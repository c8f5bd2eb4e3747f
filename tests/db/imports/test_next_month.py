"""Next month's file: a changed premium, new lapses, a new term; a row that is missing means nothing."""

from datetime import date

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.errors import Refusal
from db.measure import measure
from db.models.customers import Customer
from db.models.policies import Credit, Endorsement, Policy, PremiumEvent
from db.periods import Period
from db.queries.summary_faults import summary_faults
from db.session import reading
from motor_file import bring, found, ledger, motor_staff, policy, term, write_csv

APRIL = (
    term(1, "2018-01-01", "365"),
    term(2, "2018-02-01", "730"),
    term(3, "2018-03-01", "100"),
    term(4, "2018-04-01", "200"),
    term(5, "2018-04-20", "300", N_claims_year="1", Cost_claims_year="50"),
    term(6, "2017-08-01", "50", Date_lapse="01/08/2017"),
)
MAY = (
    term(1, "2018-01-01", "401.5"),
    term(2, "2018-02-01", "700"),
    term(3, "2018-03-01", "100", Date_lapse="10/05/2018"),
    term(5, "2018-04-20", "310", N_claims_year="1", Cost_claims_year="50", Date_lapse="20/04/2018"),
    term(6, "2017-08-01", "60", Date_lapse="01/08/2017"),
    term(7, "2018-05-02", "90"),
)
END = Period(end=date(2020, 1, 1))


@pytest.fixture
def april(once, tmp_path):
    return once("april", lambda: first_month(tmp_path))


@pytest.fixture
def may(once, tmp_path):
    file = write_csv(tmp_path / "motor_2018-05-31.csv", MAY)

    def make():
        first_month(tmp_path)
        return bring(file)

    return once("may", make)


def first_month(folder):
    motor_staff()
    return bring(write_csv(folder / "motor_2018-04-30.csv", APRIL))


def figure(name, period=END):
    with reading(SYSTEM) as session:
        return measure(session, SYSTEM, name, period=period).total


def test_the_rows_are_told_apart(may):
    tally = may.tally
    assert (tally.new, tally.changed, tally.lapsed, tally.same) == (1, 4, 1, 0)
    assert (tally.read, tally.accepted, tally.delta) == (6, 6, 3650 - 3000 + 1000 + 1000)


def test_more_premium_is_an_endorsement_from_inception_received_on_the_day_of_the_file(may):
    (endorsement,) = found(select(Endorsement).where(Endorsement.policy_id == policy(1, "2018-01-01").id))
    assert (endorsement.premium_delta, endorsement.effective, endorsement.signed_on) == (
        3650, date(2018, 1, 1), date(2018, 5, 31)
    )  # fmt: skip
    assert ledger(1, "2018-01-01")[3:] == [
        ("sign", "2018-05-31", 3650), ("instalment", "2018-05-31", 3650), ("receipt", "2018-05-31", 3650)
    ]  # fmt: skip
    assert policy(1, "2018-01-01").premium == 36500


def test_less_premium_is_given_back(may):
    assert ledger(2, "2018-02-01")[3:] == [
        ("sign", "2018-05-31", -3000), ("instalment", "2018-05-31", -3000), ("refund", "2018-05-31", 3000)
    ]  # fmt: skip


def test_a_new_lapse_ends_cover_without_return(may):
    ended = policy(3, "2018-03-01")
    assert (ended.cover_end, ended.not_renewed.value, ended.version) == (date(2018, 5, 10), "lapsed", 2)
    assert len(ledger(3, "2018-03-01")) == 3


def test_a_term_that_turns_out_never_to_have_begun_is_paid_back_and_written_off(may):
    void = policy(5, "2018-04-20")
    assert (void.cover_end, void.predecessor_id) == (date(2018, 4, 20), None)
    booked = sorted(ledger(5, "2018-04-20")[3:])
    assert booked == [
        ("instalment", "2018-05-31", 1000), ("refund", "2018-05-31", 30000), ("sign", "2018-05-31", 1000),
        ("write_off", "2018-05-31", 31000),
    ]  # fmt: skip
    (customer,) = found(select(Customer).where(Customer.number == "5"))
    assert (customer.first_policy_id, customer.first_cover_on) == (None, None)


def test_a_change_of_a_ghost_is_written_off_as_well(may):
    assert ledger(6, "2017-08-01")[3:] == [
        ("sign", "2018-05-31", 1000), ("instalment", "2018-05-31", 1000), ("write_off", "2018-05-31", 1000)
    ]  # fmt: skip


def test_a_missing_row_means_nothing_and_a_new_one_is_created(may):
    assert len(ledger(4, "2018-04-01")) == 3
    assert ledger(7, "2018-05-02")[0] == ("sign", "2018-05-02", 9000)


def test_nothing_stays_receivable_and_the_sums_hold(may):
    assert figure("receivable") == 0
    assert figure("signed_premium") == 36500 + 73000 + 10000 + 20000 + 30000 + 5000 + 3650 - 3000 + 2000 + 9000
    assert figure("premium_in_force", Period(end=date(2018, 6, 1))) == 40150 + 70000 + 20000 + 9000
    with reading(SYSTEM) as session:
        assert summary_faults(session) == []
    booked, credited = (
        found(select(PremiumEvent.id)),
        found(select(Credit.premium_event_id).where(Credit.premium_event_id.is_not(None))),
    )
    assert sorted(booked) == sorted(credited)


def test_the_second_file_again_changes_nothing(may, tmp_path):
    before = [row.model_dump() for row in found(select(PremiumEvent).order_by(PremiumEvent.id))]
    again = bring(tmp_path / "motor_2018-05-31.csv")
    assert (again.tally.same, again.tally.changes) == (6, False)
    assert [row.model_dump() for row in found(select(PremiumEvent).order_by(PremiumEvent.id))] == before


def test_an_older_file_is_refused(may, tmp_path):
    write_csv(tmp_path / "motor_2018-04-30.csv", APRIL)
    with pytest.raises(Refusal) as refused:
        bring(tmp_path / "motor_2018-04-30.csv")
    assert refused.value.key == "imports.older_file"


def test_what_the_book_knows_otherwise_is_rejected_or_reported(april, tmp_path):
    rows = (
        term(1, "2018-01-01", "365", Date_next_renewal="02/01/2019"),
        term(5, "2018-04-20", "300", N_claims_year="2", Cost_claims_year="70"),
        term(6, "2017-08-01", "50"),
    )
    tally = bring(write_csv(tmp_path / "motor_2018-05-31.csv", rows)).tally
    assert tally.reasons == {"imports.row_other_expiry": 1}
    assert tally.anomalies == {"other_claims": 1, "lapse_withdrawn": 1}
    assert len(found(select(Policy))) == 6
