"""A branch in which every text that somebody can type is hostile: record k of each kind bears the k-th string."""

from db.models.customers import Membership
from db.models.people import Person, Unit
from db.models.policies import Product
from factories import (
    activity,
    change,
    contact,
    customer,
    day_plan,
    hire,
    lead,
    member,
    one,
    opportunity,
    select,
    staff,
    unit_id,
    write,
)
from factories_money import claim, claim_party, cost, endorse, policy
from hostile import HOSTILE

SELLERS = 10
LINES = 6


def nth(number, most=120):
    """The string of that number, as long as a field of that length takes it."""
    return HOSTILE[number % len(HOSTILE)][:most].strip() or "-"


def hostile_branch():
    """Fill empty tables; for each record kind its ids by the number of its string."""
    staff()
    sellers = [hire(f"seller{number}", unit="D1T1" if number % 2 else "D1T2") for number in range(SELLERS)]
    products = [
        write(Product(code=f"line{n}", line=f"line{n}", zh=nth(n, 60), en=nth(n, 60), line_zh=nth(n), line_en=nth(n)))
        for n in range(LINES)
    ]
    found = {"customer": [], "policy": [], "opportunity": []}
    for number in range(len(HOSTILE)):
        owner = sellers[number % SELLERS]
        found["customer"].append(hostile_customer(owner, number))
        found["policy"].append(hostile_policy(found["customer"][-1], number))
        found["opportunity"].append(hostile_sale(found["customer"][-1], products[number % LINES], owner, number))
    for number, seller in enumerate(sellers):
        day_plan(seller, "2026-06-30", comment=nth(number, 500))
    rename(0)
    return found


def hostile_customer(owner, k):
    kind = "organisation" if k % 2 else "individual"
    typed = {"region": nth(k + 1, 40), "industry": nth(k + 2, 60), "source": nth(k + 3, 40), "tags": nth(k + 4, 200)}
    made = customer(owner, nth(k), kind=kind, needs=nth(k + 5, 2000), phone="13800138000", **typed)
    contact(made, nth(k + 6, 80), title=nth(k + 7, 60), phone="13900139000")
    joined = member(made, one(select(Person.id).where(Person.login == "manager")))
    change(Membership, joined, reason=nth(k + 8))
    cost(made, 10, "2026-06-03")
    return made


def hostile_policy(customer_id, k):
    typed = {"insured_object": nth(k, 200), "ended_reason": nth(k + 1)}
    made = policy(
        customer_id,
        1_000 + k,
        "2026-02-01",
        product_code=f"line{k % LINES}",
        prior=(nth(k + 2, 60), "2026-01-31"),
        **typed,
    )
    endorse(made, 100, "2026-06-10", reason=nth(k + 3, 200))
    losses = claim(made, "2026-06-01", estimate=500, paid=100, cause=nth(k, 120))
    claim_party(losses, name=nth(k + 4, 80), result=nth(k + 5, 200))
    return made


def hostile_sale(customer_id, product_id, owner, k):
    typed = {"next_step": nth(k + 1, 200), "competitor": nth(k + 2, 60), "lost_reason": nth(k + 3)}
    made = opportunity(customer_id, "needs", title=nth(k), product_id=product_id, **typed)
    told = {"subject": nth(k, 200), "outcome": nth(k + 4, 500), "next_step": nth(k + 5, 200)}
    activity(customer_id, "2026-06-30", owner, opportunity_id=made, **told)
    if k % 10 == 0:
        lead("D1T1", owner, nth(k), note=nth(k + 1, 500))
    return made


def rename(start):
    """Give sellers, units and products the strings from that number on; answers who is called what now."""
    sellers = {f"seller{at}": nth(start + at, 60) for at in range(SELLERS)}
    for login, name in sellers.items():
        change(Person, one(select(Person.id).where(Person.login == login)), name=name)
    units = {code: nth(start + at, 60) for at, code in enumerate(("D1T1", "D1T2", "D1"))}
    for code, name in units.items():
        change(Unit, unit_id(code), name=name)
    lines = {}
    for at in range(LINES):
        name = lines[f"line{at}"] = nth(start + at, 60)
        product = one(select(Product.id).where(Product.code == f"line{at}"))
        change(Product, product, zh=name, en=name, line_zh=name, line_en=name)
    return sellers, units, lines
