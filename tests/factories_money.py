"""Small builders for tests: policies, their ledgers, claims, costs and targets. Amounts are yuan, as in factories."""

from sqlmodel import select

from db.access import SYSTEM
from db.models.claims import Claim, ClaimEvent, ClaimParty
from db.models.customers import Customer
from db.models.policies import Cost, Credit, Endorsement, Policy, PolicyLink, PremiumEvent, Target
from db.rules.business_type import business_type
from db.rules.earning import split
from db.rules.instalments import months_later, schedule
from db.run import run
from factories import NUMBERS, change, day, fen, one, owner_of, place_of, product, unit_id, who, write


def policy(
    customer_id,
    premium,
    inception,
    expiry=None,
    *,
    product_code="car",
    parts=1,
    unit=None,
    credit=None,
    paid=False,
    signed_on=None,
    renews=None,
    prior=None,
    number=None,
    **fields,
):
    """A policy with its signed premium and instalments; `paid` books each instalment as received when due.

    `credit` is {person: share of 10,000}, by default all to the customer's owner, in whose unit it is booked.
    `prior` is (insurer, expiry) of the cover it is switched from; `renews` the id of the policy it follows.
    """
    inception = day(inception)
    expiry = day(expiry) or months_later(inception, 12)
    insurer, ended = prior or (None, None)
    made = Policy(
        number=number or f"P{next(NUMBERS):06}",
        customer_id=customer_id,
        product_id=product(product_code),
        inception=inception,
        expiry=expiry,
        signed_on=day(signed_on) or inception,
        premium=fen(premium),
        predecessor_id=renews,
        prior_insurer=insurer,
        prior_expiry=day(ended),
        business_type=business_type(
            inception, renews=renews is not None, prior_insurer=insurer, prior_expiry=day(ended)
        ),
        **fields,
    )
    policy_id = write(made)
    _note_first_cover(customer_id, policy_id, inception)
    if renews is not None:
        write(PolicyLink(from_id=renews, to_id=policy_id, kind="renews"))
    term = {"cover_on": inception, "from_day": inception.toordinal(), "to_day": expiry.toordinal()}
    booked = {"unit": unit, "credit": credit}
    premium_event(policy_id, "sign", premium, made.signed_on, **booked, **term)
    for due in schedule(made.premium, inception, parts):
        premium_event(policy_id, "instalment", due.amount / 100, due.on, **booked)
        if paid:
            premium_event(policy_id, "receipt", due.amount / 100, due.on, **booked)
    return policy_id


def _note_first_cover(customer_id, policy_id, inception):
    first = one(select(Customer.first_cover_on).where(Customer.id == customer_id))
    if first is None or inception < first:
        change(Customer, customer_id, first_policy_id=policy_id, first_cover_on=inception)


def premium_event(policy_id, kind, yuan, on, *, unit=None, credit=None, **fields):
    """A row of the premium ledger with its credit."""
    owner = owner_of(one(select(Policy.customer_id).where(Policy.id == policy_id)))
    event = PremiumEvent(policy_id=policy_id, kind=kind, booked_on=day(on), amount=fen(yuan), **fields)
    return _book(event, "premium_event_id", owner, unit, credit)


def _book(event, link, owner, unit, credit):
    """Write a ledger row in the unit of that code (else the owner's) and its credit rows."""
    event.unit_id = unit_id(unit) if isinstance(unit, str) else unit or place_of(owner)
    shares = {who(person): share for person, share in (credit or {owner: 10_000}).items()}

    def book_event(session, actor):
        session.add(event)
        session.flush()
        parts = split(event.amount, list(shares.values()))
        for at, ((person_id, share), amount) in enumerate(zip(shares.items(), parts, strict=True)):
            row = {link: event.id, "person_id": person_id, "share": share, "amount": amount, "leads": int(at == 0)}
            session.add(Credit(**row))
        return event.id

    return run(book_event, SYSTEM)


def receive(policy_id, yuan, on, **fields):
    return premium_event(policy_id, "receipt", yuan, on, **fields)


def endorse(policy_id, yuan, effective, *, signed_on=None, due=None, reason="变更", **fields):
    """An endorsement with a premium delta (negative: a return), due on its effective date unless said otherwise."""
    effective, signed_on = day(effective), day(signed_on) or day(effective)
    found = one(select(Policy).where(Policy.id == policy_id))
    made = Endorsement(
        policy_id=policy_id,
        number=f"E{next(NUMBERS):06}",
        effective=effective,
        signed_on=signed_on,
        premium_delta=fen(yuan),
        reason=reason,
    )
    endorsement_id = write(made)
    term = {"cover_on": effective, "from_day": effective.toordinal(), "to_day": found.expiry.toordinal()}
    premium_event(policy_id, "sign", yuan, signed_on, endorsement_id=endorsement_id, **term, **fields)
    premium_event(policy_id, "instalment", yuan, day(due) or effective, endorsement_id=endorsement_id, **fields)
    return endorsement_id


def cancel(policy_id, on, yuan, *, refund=True, **fields):
    """End a policy on a day and give back so much premium (a positive number); what was due shrinks by the same."""
    on = day(on)
    found = one(select(Policy).where(Policy.id == policy_id))
    endorsement_id = write(
        Endorsement(
            policy_id=policy_id,
            number=f"E{next(NUMBERS):06}",
            effective=on,
            signed_on=on,
            premium_delta=-fen(yuan),
            reason="退保",
        )
    )
    term = {"cover_on": on, "from_day": on.toordinal(), "to_day": found.expiry.toordinal()}
    named = {"endorsement_id": endorsement_id, **fields}
    premium_event(policy_id, "cancellation", -yuan, on, **term, **named)
    premium_event(policy_id, "instalment", -yuan, on, **named)
    if refund:
        premium_event(policy_id, "refund", yuan, on, **named)
    end_cover(policy_id, on, reason="退保")
    return endorsement_id


def end_cover(policy_id, on, reason="失效"):
    """Cover ends without a return of premium (lapse)."""
    change(Policy, policy_id, cover_ended_on=day(on), ended_reason=reason)


def claim(policy_id, reported_on, *, estimate=0, paid=0, paid_on=None, loss_on=None, status=None, **fields):
    """A claim with its first estimate and, if `paid`, one payment."""
    reported_on = day(reported_on)
    claim_id = write(
        Claim(
            number=f"CL{next(NUMBERS):06}",
            policy_id=policy_id,
            loss_on=day(loss_on) or reported_on,
            reported_on=reported_on,
            status=status or ("paid" if paid and paid == estimate else "reported"),
            **fields,
        )
    )
    claim_event(claim_id, "estimate", estimate, reported_on, opening=1)
    if paid:
        claim_event(claim_id, "payment", paid, day(paid_on) or reported_on)
    return claim_id


def claim_event(claim_id, kind, yuan, on, *, unit=None, credit=None, opening=0):
    """A row of the claim ledger with its credit; an estimate is the change of what the claim will cost in all."""
    policy_id = one(select(Claim.policy_id).where(Claim.id == claim_id))
    owner = owner_of(one(select(Policy.customer_id).where(Policy.id == policy_id)))
    event = ClaimEvent(claim_id=claim_id, kind=kind, booked_on=day(on), amount=fen(yuan), opening=opening)
    return _book(event, "claim_event_id", owner, unit, credit)


def claim_party(claim_id, name="某公估公司", role="adjuster", engaged_on="2026-01-01", **fields):
    return write(ClaimParty(claim_id=claim_id, name=name, role=role, engaged_on=day(engaged_on), **fields))


def cost(customer_id, yuan, on, kind="service", *, policy_id=None, unit=None, credit=None):
    event = Cost(customer_id=customer_id, policy_id=policy_id, kind=kind, booked_on=day(on), amount=fen(yuan))
    return _book(event, "cost_id", owner_of(customer_id), unit, credit)


def target(unit, metric, month, amount, *, person=None):
    """`amount` is in the metric's own unit (fen for money); `month` any day of it."""
    where = {"unit_id": unit_id(unit), "person_id": who(person) if person else None}
    return write(Target(**where, metric=metric, month=day(month).replace(day=1), amount=amount))
