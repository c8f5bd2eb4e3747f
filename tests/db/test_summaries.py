"""The monthly summaries equal the ledgers, whatever happened to the policies: against plain Python over the rows."""

import os
import random
from collections import defaultdict
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from authorisation.world import kept as rows_of
from authorisation.world import settled
from db.access import SYSTEM
from db.models.claims import Claim, ClaimEvent
from db.models.policies import Credit, Endorsement, Policy, PremiumEvent
from db.parts import MICRO
from db.periods import Period, month
from db.rules.earning import earned
from db.run import run
from db.summaries import kept, rebuild, refresh_first_policies, summary_parts

SEQUENCES = int(os.environ.get("BAOKE_SUMMARY_SEQUENCES", "15"))
START = date(2025, 1, 1)


# -- what happens to policies ------------------------------------------------------------------------------------------


def book(session, dice, record, link):
    """A ledger row with its credit, in some unit, to one or two people."""
    record.unit_id = dice.randint(1, 6)
    session.add(record)
    session.flush()
    first = record.amount * dice.choice([10_000, 7_000]) // 10_000
    for at, amount in enumerate((first, record.amount - first)):
        if amount or at == 0:
            credit = Credit(person_id=dice.randint(1, 10), amount=amount, leads=int(at == 0), **{link: record.id})
            session.add(credit)


def premium(session, dice, policy, kind, amount, *, on, endorsement=None, cover_from=None):
    term = {}
    if kind in ("sign", "cancellation"):
        since = cover_from or policy.inception
        term = {"cover_on": since, "from_day": since.toordinal(), "to_day": policy.expiry.toordinal()}
    event = PremiumEvent(
        policy_id=policy.id, kind=kind, booked_on=on, amount=amount, endorsement_id=endorsement, **term
    )
    book(session, dice, event, "premium_event_id")


def some_day(dice, policy):
    return policy.inception + timedelta(dice.randrange((policy.expiry - policy.inception).days))


def sign(session, dice, customer, policies):
    start = START + timedelta(dice.randrange(700))
    made = Policy(
        number=f"N{dice.getrandbits(60)}", customer_id=customer, product_id=1, inception=start,
        expiry=start + timedelta(dice.choice([30, 365, 366])), signed_on=start, premium=dice.randrange(1, 10**7),
    )  # fmt: skip
    session.add(made)
    session.flush()
    premium(session, dice, made, "sign", made.premium, on=start - timedelta(dice.randrange(40)))
    premium(session, dice, made, "receipt", made.premium // 2, on=start)


def change_premium(session, dice, customer, policies, *, kind="sign"):
    policy = dice.choice(policies)
    on, delta = some_day(dice, policy), dice.randrange(-(10**6), 10**6)
    delta = -abs(delta) if kind == "cancellation" else delta
    made = Endorsement(
        policy_id=policy.id, number=f"N{dice.getrandbits(60)}", effective=on, signed_on=on, premium_delta=delta,
        reason="x",
    )  # fmt: skip
    session.add(made)
    session.flush()
    premium(session, dice, policy, kind, delta, on=on, endorsement=made.id, cover_from=on)
    if kind == "cancellation":
        premium(session, dice, policy, "refund", abs(delta), on=on, endorsement=made.id)
        policy.cover_ended_on = on


def cancel(session, dice, customer, policies):
    change_premium(session, dice, customer, policies, kind="cancellation")


def lapse(session, dice, customer, policies):
    policy = dice.choice(policies)
    policy.cover_ended_on = dice.choice([None, some_day(dice, policy), policy.inception - timedelta(1)])


def pay(session, dice, customer, policies):
    policy = dice.choice(policies)
    kind = dice.choice(["receipt", "refund", "write_off", "instalment"])
    premium(session, dice, policy, kind, dice.randrange(1, 10**6), on=some_day(dice, policy))


def report_claim(session, dice, customer, policies):
    policy = dice.choice(policies)
    on = some_day(dice, policy)
    made = Claim(number=f"N{dice.getrandbits(60)}", policy_id=policy.id, loss_on=on, reported_on=on, status="reported")
    session.add(made)
    session.flush()
    rows = (("estimate", 5_000, 1), ("estimate", dice.randrange(-4_000, 4_000), 0), ("payment", 900, 0))
    for kind, amount, opening in rows[: dice.randint(1, 3)]:
        event = ClaimEvent(claim_id=made.id, kind=kind, booked_on=on, amount=amount, opening=opening)
        book(session, dice, event, "claim_event_id")


HAPPENINGS = (sign, change_premium, cancel, lapse, pay, report_claim)


def happen(session, actor, *, dice, customer: int, things) -> None:
    """Some things happen to a customer's policies in one transaction, with the summaries kept."""
    theirs = select(Policy.id).where(Policy.customer_id == customer)
    with kept(session, theirs):
        for thing in things:
            policies = session.exec(select(Policy).where(Policy.customer_id == customer).order_by(col(Policy.id))).all()
            if policies or thing is sign:
                thing(session, dice, customer, policies)
            session.flush()
        refresh_first_policies(session, [customer])


def build_anew(session, actor) -> None:
    rebuild(session)


# -- what the summaries should be --------------------------------------------------------------------------------------


class Book:
    """The ledgers as plain rows, with what each of them hangs on."""

    def __init__(self):
        self.policies = {row["id"]: row for row in rows_of("policy")}
        self.claims = {row["id"]: row for row in rows_of("claim")}
        self.first = {row["first_policy_id"] for row in rows_of("customer")}
        self.premium, self.claimed, self.costs = rows_of("premium_event"), rows_of("claim_event"), rows_of("cost")
        self.credits = defaultdict(list)
        for row in rows_of("credit"):
            for link in ("premium_event_id", "claim_event_id", "cost_id"):
                if row[link]:
                    self.credits[link, row[link]].append(row)

    def facts(self):
        """(summary, ledger row, credit link, day, sign, counts, product) of each row that a summary adds up."""
        for row in self.premium:
            yield from self._premium(row, self.policies[row["policy_id"]]["product_id"])
        for row in self.claimed:
            product = self.policies[self.claims[row["claim_id"]]["policy_id"]]["product_id"]
            name = "incurred" if row["kind"] == "estimate" else "paid"
            yield name, row, "claim_event_id", row["booked_on"], 1, False, product
            if row["opening"]:
                yield "claims", row, "claim_event_id", row["booked_on"], 1, True, product
        for row in self.costs:
            policy = self.policies.get(row["policy_id"])
            yield "costs", row, "cost_id", row["booked_on"], 1, False, policy["product_id"] if policy else 0

    def _premium(self, row, product):
        kind, link = str(row["kind"]), "premium_event_id"
        if kind in ("sign", "cancellation"):
            yield "signed", row, link, row["booked_on"], 1, False, product
            yield "recognised", row, link, row["cover_on"], 1, False, product
        if kind in ("receipt", "refund"):
            yield "received", row, link, row["booked_on"], -1 if kind == "refund" else 1, False, product
        if kind == "write_off":
            yield "written_off", row, link, row["booked_on"], 1, False, product
        if kind == "sign" and row["endorsement_id"] is None:
            yield "policies", row, link, row["booked_on"], 1, True, product
            if row["policy_id"] in self.first:
                yield "new_customers", row, link, row["cover_on"], 1, True, product


def number(day):
    return day.year * 100 + day.month


def added_up():
    """What the two summaries should hold, but for what is earned: {key: (amount, entries)}."""
    book, by_product, by_person = Book(), defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    for name, row, link, day, sign_, counts, product in book.facts():
        cell = by_product[name, number(day), row["unit_id"], product]
        cell[0] += 1 if counts else sign_ * row["amount"]
        cell[1] += 1
        for credit in book.credits[link, row["id"]]:
            cell = by_person[name, number(day), row["unit_id"], credit["person_id"]]
            cell[0] += credit["leads"] if counts else sign_ * credit["amount"]
            cell[1] += 1
    return filled(by_product), filled(by_person)


def filled(cells):
    return {key: tuple(cell) for key, cell in cells.items() if any(cell)}


def held(table, key, *, of_earned=False):
    rows = (row for row in rows_of(table) if (row["kind"] == "earned") is of_earned)
    cells = {(row["kind"], row["month"], row["unit_id"], row[key]): (row["amount"], row["entries"]) for row in rows}
    return filled(cells)


def earned_by_month():
    """What is earned, exactly, by month, unit and person or product: {key: (fen, rows)}."""
    book = Book()
    exact = [defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])]
    for row in (row for row in book.premium if row["kind"] in ("sign", "cancellation")):
        policy = book.policies[row["policy_id"]]
        start, end = date.fromordinal(row["from_day"]), date.fromordinal(row["to_day"])
        shares = [(0, policy["product_id"], row["amount"])]
        shares += [(1, one["person_id"], one["amount"]) for one in book.credits["premium_event_id", row["id"]]]
        for cut in months(start, end):
            for table, who, amount in shares:
                cell = exact[table][number(cut.start), row["unit_id"], who]
                cell[0] += earned(amount, start, end, since=cut.start, until=cut.end, cover_end=policy["cover_end"])
                cell[1] += 1
    return exact


def months(start, end):
    cut = month(start)
    while cut.start < end:
        yield cut
        cut = Period(cut.end, month(cut.end).end)


def check_summaries():
    by_product, by_person = added_up()
    assert held("month_by_product", "product_id") == by_product
    assert held("month_by_person", "person_id") == by_person
    for table, key, exact in zip(
        ("month_by_product", "month_by_person"), ("product_id", "person_id"), earned_by_month(), strict=True
    ):
        kept_ = {keys[1:]: amount for keys, (amount, _n) in held(table, key, of_earned=True).items()}
        for keys in kept_.keys() | exact.keys():
            fen, count = exact.get(keys, (0, 0))
            # A row is cut to a millionth of a fen at each end of a month.
            assert abs(kept_.get(keys, 0) - fen * MICRO) <= 2 * count, (table, keys)
    return len(by_product) + len(by_person)


def check_settled():
    """A policy is settled on its last instalment or payment, if nothing is owed then; after it nothing is overdue."""
    book, told = Book(), 0
    events = defaultdict(list)
    for row in book.premium:
        if row["kind"] in ("instalment", "receipt", "refund", "write_off"):
            events[row["policy_id"]].append(row)
    for number, policy in book.policies.items():
        mine = events[number]
        last = max((row["booked_on"] for row in mine), default=None)
        owed = sum(row["amount"] if row["kind"] in ("instalment", "refund") else -row["amount"] for row in mine)
        assert policy["settled_on"] == (last if owed <= 0 else None), number
        if policy["settled_on"]:
            told += 1
            assert overdue_by_hand(mine, last + timedelta(1)) == 0
            assert overdue_by_hand(mine, last + timedelta(400)) == 0
    return told


def overdue_by_hand(rows, on):
    """What fell due before a day and was not paid up to it."""
    signs = {"instalment": (1, on - timedelta(1)), "refund": (1, on), "receipt": (-1, on), "write_off": (-1, on)}
    return max(
        0, sum(signs[row["kind"]][0] * row["amount"] for row in rows if row["booked_on"] <= signs[row["kind"]][1])
    )


def live_through(seed, *, steps):
    """Some things happen; after each the summaries are right, and building them anew changes nothing."""
    dice = random.Random(seed)  # noqa: S311 - a drawn history
    customers = len(settled(seed)["customer"])
    checked = 0
    for _ in range(steps):
        things = [dice.choice(HAPPENINGS) for _ in range(dice.randint(1, 4))]
        run(happen, SYSTEM, dice=dice, customer=dice.randint(1, customers), things=things)
        checked += check_summaries() + check_settled()
    before = [held(*table, of_earned=is_earned) for table in TABLES for is_earned in (False, True)]
    run(build_anew, SYSTEM)
    after = [held(*table, of_earned=is_earned) for table in TABLES for is_earned in (False, True)]
    assert after == before
    checked += check_settled()
    return checked


TABLES = (("month_by_product", "product_id"), ("month_by_person", "person_id"))


def test_every_summary_is_checked():
    flows = {"signed", "recognised", "received", "written_off", "incurred", "paid", "costs"}
    assert set(summary_parts()) == flows | {"policies", "new_customers", "claims"} | {"earned"}


def test_a_change_that_does_not_keep_the_summaries_is_found_out(url, monkeypatch):
    monkeypatch.setitem(globals(), "kept", lambda _session, _policies: nullcontext())
    with pytest.raises(AssertionError):
        live_through(1, steps=4)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_summaries_stay_equal_to_the_ledgers(url, seed):
    assert live_through(seed, steps=4) > 100


@pytest.mark.ci
@pytest.mark.parametrize("seed", range(10, 10 + SEQUENCES))
def test_the_summaries_stay_equal_to_the_ledgers_in_many_histories(url, seed):
    live_through(seed, steps=8)
