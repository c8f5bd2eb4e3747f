"""The demo's money adds up: credit to the ledger, receipts to what is due, terms without overlap."""

from collections import defaultdict
from datetime import date

from db.models.claims import Claim, ClaimEvent, ClaimStatus
from db.models.customers import Customer
from db.models.policies import Cost, Credit, Endorsement, Policy, PolicyLink, PremiumEvent, Product, Target
from db.rules.business_type import business_type
from db.rules.earning import earned, to_whole

LEDGERS = {"premium_event_id": PremiumEvent, "claim_event_id": ClaimEvent, "cost_id": Cost}


def rows(world, model):
    return world.rows.of[model]


def by_policy(world, *kinds):
    found = defaultdict(list)
    for event in rows(world, PremiumEvent):
        if event["kind"] in kinds:
            found[event["policy_id"]].append((event["booked_on"], event["amount"]))
    return found


def test_every_ledger_row_is_credited_in_full_and_leads_once(world):
    credited, leads, shares = defaultdict(int), defaultdict(int), defaultdict(int)
    for credit in rows(world, Credit):
        (key,) = [(link, credit[link]) for link in LEDGERS if credit[link]]
        credited[key] += credit["amount"]
        leads[key] += credit["leads"]
        shares[key] += credit["share"]
    for link, model in LEDGERS.items():
        for event in rows(world, model):
            key = link, event["id"]
            assert (credited[key], leads[key], shares[key]) == (event["amount"], 1, 10_000)


def test_what_is_due_is_what_was_signed(world):
    signed, due = by_policy(world, "sign", "cancellation"), by_policy(world, "instalment")
    assert len(signed) == len(rows(world, Policy))
    for policy, events in signed.items():
        assert sum(amount for _day, amount in events) == sum(amount for _day, amount in due[policy])


def test_nobody_ever_paid_more_than_was_due_by_then(world):
    due, refunds = by_policy(world, "instalment"), by_policy(world, "refund")
    for policy, receipts in by_policy(world, "receipt").items():
        for day, _amount in receipts:
            paid = up_to(day, receipts) - up_to(day, refunds[policy])
            assert paid <= up_to(day, due[policy])


def up_to(day, events):
    return sum(amount for on, amount in events if on <= day)


def test_a_cancelled_policy_keeps_what_it_earned_and_a_lapsed_one_owes_nothing(world):
    signed, moved = by_policy(world, "sign", "cancellation"), by_policy(world, "receipt")
    refunds, gone = by_policy(world, "refund"), by_policy(world, "write_off")
    ended = [policy for policy in rows(world, Policy) if policy["cover_ended_on"]]
    assert {policy["ended_reason"] for policy in ended} == {"客户退保", "欠费失效"}
    for policy in ended:
        left = sum(a for _d, a in signed[policy["id"]])
        paid = sum(a for _d, a in moved[policy["id"]]) - sum(a for _d, a in refunds[policy["id"]])
        if policy["ended_reason"] == "客户退保":
            whole = sum(
                to_whole(
                    earned(
                        event["amount"],
                        date.fromordinal(event["from_day"]),
                        policy["expiry"],
                        since=policy["inception"],
                        until=policy["cover_ended_on"],
                    )
                )
                for event in rows(world, PremiumEvent)
                if event["policy_id"] == policy["id"] and event["kind"] == "sign"
            )
            assert left == whole
            assert paid <= left
        elif (world.as_of - policy["cover_ended_on"]).days > 31:
            assert paid + sum(a for _d, a in gone[policy["id"]]) == left


def test_a_premium_is_its_first_signing_and_endorsements_are_the_rest(world):
    for event in rows(world, PremiumEvent):
        if event["kind"] == "sign":
            policy = rows(world, Policy)[event["policy_id"] - 1]
            if event["endorsement_id"] is None:
                assert (event["amount"], event["booked_on"]) == (policy["premium"], policy["signed_on"])
            else:
                change = rows(world, Endorsement)[event["endorsement_id"] - 1]
                assert (event["amount"], event["booked_on"]) == (change["premium_delta"], change["signed_on"])
            assert event["from_day"] < event["to_day"] == policy["expiry"].toordinal()


def test_nothing_but_dues_and_terms_lies_in_the_future(world):
    for event in rows(world, PremiumEvent):
        assert event["booked_on"] <= world.as_of or event["kind"] == "instalment"
    for model in (ClaimEvent, Cost):
        assert all(event["booked_on"] <= world.as_of for event in rows(world, model))
    assert all(policy["signed_on"] <= world.as_of for policy in rows(world, Policy))


def test_terms_of_a_chain_follow_without_overlap_and_their_type_is_computed(world):
    policies = rows(world, Policy)
    links = {(link["from_id"], link["to_id"]) for link in rows(world, PolicyLink) if link["kind"] == "renews"}
    for policy in policies:
        before = policies[policy["predecessor_id"] - 1] if policy["predecessor_id"] else None
        if before:
            assert before["expiry"] == policy["inception"]
            assert (before["customer_id"], before["product_id"]) == (policy["customer_id"], policy["product_id"])
            assert before["not_renewed"] is before["cover_ended_on"] is None
            assert (before["id"], policy["id"]) in links
        assert policy["business_type"] == business_type(
            policy["inception"],
            renews=before is not None,
            prior_insurer=policy["prior_insurer"],
            prior_expiry=policy["prior_expiry"],
        )
    assert {policy["business_type"] for policy in policies} == {"new", "switched", "renewal"}


def test_the_first_cover_and_the_tier_follow_from_the_policies(world):
    first, held = {}, defaultdict(list)
    for policy in rows(world, Policy):
        known = first.get(policy["customer_id"], date.max)
        first[policy["customer_id"]] = min(known, policy["inception"])
        if policy["inception"] <= world.as_of < (policy["cover_ended_on"] or policy["expiry"]):
            held[policy["customer_id"]].append(policy["premium"])
    for customer in rows(world, Customer):
        assert customer["first_cover_on"] == first.get(customer["id"])
        if sum(held[customer["id"]]) > 3_000_000:
            assert customer["tier"] == "high"
        if not held[customer["id"]]:
            assert customer["tier"] == "standard"


def test_claims_open_once_and_close_with_nothing_outstanding(world):
    opened, estimate, paid = defaultdict(int), defaultdict(int), defaultdict(int)
    for event in rows(world, ClaimEvent):
        opened[event["claim_id"]] += event["opening"]
        (estimate if event["kind"] == "estimate" else paid)[event["claim_id"]] += event["amount"]
    for claim in rows(world, Claim):
        policy = rows(world, Policy)[claim["policy_id"] - 1]
        assert opened[claim["id"]] == 1
        assert policy["inception"] <= claim["loss_on"] < (policy["cover_ended_on"] or policy["expiry"])
        assert claim["loss_on"] <= claim["reported_on"] <= world.as_of
        assert paid[claim["id"]] <= estimate[claim["id"]] or claim["status"] == ClaimStatus.RECOVERED
        if claim["closed_on"] or claim["status"] == ClaimStatus.PAID:
            assert paid[claim["id"]] == estimate[claim["id"]]


def test_the_branch_looks_like_one(world):
    signed = sum(e["amount"] for e in rows(world, PremiumEvent) if e["kind"] in ("sign", "cancellation"))
    incurred = sum(e["amount"] for e in rows(world, ClaimEvent) if e["kind"] == "estimate")
    assert 0.4 < incurred / signed < 0.8
    assert len({product["line"] for product in rows(world, Product)}) == 8
    assert {claim["status"] for claim in rows(world, Claim)} >= {"reported", "assessed", "closed", "rejected"}
    late = {target["metric"] for target in rows(world, Target)}
    assert late == {"signed_premium", "received_premium", "new_customers"}
