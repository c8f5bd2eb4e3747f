"""Somebody of another department is a member of one customer: they see that one, all of it, and only while it lasts."""

from datetime import date

import pytest
from sqlmodel import select

from db.commands.end_membership import end_membership
from db.errors import Denied
from db.models.customers import Membership
from db.models.talk import About
from db.queries import activities, customers, opportunities, policies
from db.queries.actors import actor_named
from db.queries.comments import comments
from db.queries.customer_record import customer_record
from db.queries.found_records import found_records
from db.run import run
from db.session import reading
from factories import activity, change, company, contact, customer, hire, lead, member, one, opportunity
from factories_money import claim, policy
from opening import fine, frames, texts

TODAY = date(2026, 6, 30)
ROLES = {"salesperson": "D1T1", "manager": "D1T1", "department_head": "D1"}
HERS, OTHER = "华东物流", "西部矿业"
LISTS = {
    "pages/customers/customers.py": {},
    "pages/sales/opportunities.py": {},
    "pages/work/activities.py": {},
    "pages/start/search.py": {"q": "HD"},
}
RECORDS = {
    "customer": "pages/customers/customer.py",
    "sale": "pages/sales/opportunity.py",
    "visit": "pages/work/activity.py",
    "policy": "pages/book/policy.py",
}
PARTS = ("policies", "sales", "work", "claims", "serving", "talk")


def book_of(owner, name, letters):
    """A customer with one of everything, all of it called after its letters."""
    made = customer(owner, f"{name}{letters}", kind="organisation", phone="13800001234", needs=f"需求{letters}")
    contact(made, f"联系人{letters}")
    term = policy(made, 10_000, "2026-01-01", number=f"P{letters}1")
    claim(term, "2026-05-01", estimate=1_000)
    sale = opportunity(made, title=f"商机{letters}")
    visit = activity(made, TODAY, owner, subject=f"拜访{letters}", opportunity_id=sale)
    return {"customer": made, "sale": sale, "visit": visit, "policy": term}


@pytest.fixture(params=ROLES)
def me(request, url):
    company()
    return hire("me", request.param, ROLES[request.param])


@pytest.fixture
def book(me):
    """Two customers of a colleague of the other department; of the first one `me` is a member."""
    far = hire("far", unit="D2T1")
    lead("D2T1", far, "线索HD")
    hers, other = book_of(far, HERS, "HD"), book_of(far, OTHER, "XB")
    return {"hers": hers, "other": other, "membership": member(hers["customer"], me, "2026-06-01")}


def seen(at):
    """All that stands on a page, its tables too."""
    cells = [str(cell) for frame in frames(at) for row in frame.to_numpy().tolist() for cell in row]
    return "\n".join([texts(at), *cells, *(link.proto.label for link in at.get("page_link"))])


def found_by(me):
    """Ids of all that lists and the search give, by kind."""
    piled = opportunities.Asked(kind="relationship")
    with reading(me) as session:
        hits = [found_records(session, me, typed, few=50) for typed in ("HD", "XB", "PHD1", "PXB1")]
        return {
            "customers": {row.id for row in customers.customers(session, me, customers.Asked())},
            "sales": {row.id for row in opportunities.opportunities(session, me, opportunities.Asked())},
            "piled": {row.id for pile in opportunities.board(session, me, piled) for row in pile.rows},
            "visits": {row.id for row in activities.activities(session, me, activities.Asked())},
            "sought": {(kind, row.id) for found in hits for kind, hit in found.items() for row in hit.rows},
        }


def opened_by(me, book):
    """Which of the records open for the person."""
    ways = {
        "customer": customer_record,
        "sale": opportunities.opportunity,
        "visit": activities.activity,
        "policy": policies.policy_record,
    }
    opened = set()
    with reading(me) as session:
        for name, way in ways.items():
            try:
                way(session, me, book[name])
            except Denied:
                continue
            opened.add(name)
        said = comments(session, me, About.CUSTOMER, book["customer"], [book["customer"]])
        assert said == []
    return opened


def test_a_member_finds_that_one_customer_and_what_hangs_on_it(me, book):
    hers = book["hers"]
    found = found_by(me)
    assert found["customers"] == {hers["customer"]}
    assert found["sales"] == {hers["sale"]}
    assert found["piled"] == {hers["sale"]}
    assert found["visits"] == {hers["visit"]}
    assert {kind for kind, _id in found["sought"]} >= {"customers", "policies", "opportunities"}
    assert ("customers", hers["customer"]) in found["sought"]
    assert not {number for kind, number in found["sought"] if kind == "leads"}
    assert opened_by(me, hers) == set(RECORDS)
    assert opened_by(me, book["other"]) == set()


@pytest.mark.parametrize("page", LISTS)
def test_lists_show_a_member_that_one_alone(me, book, visit, page):
    shown = seen(visit(me, page, **LISTS[page]))
    assert "HD" in shown
    assert "XB" not in shown


def test_records_open_for_a_member_of_that_one_alone(me, book, visit):
    for name, page in RECORDS.items():
        assert "HD" in seen(visit(me, page, id=str(book["hers"][name])))
        shown = visit(me, page, id=str(book["other"][name]))
        assert "找不到该记录" in texts(shown)
        assert "XB" not in seen(shown)
    for part in PARTS:
        assert "XB" not in seen(visit(me, RECORDS["customer"], id=str(book["hers"]["customer"]), part=part))


def test_from_the_day_it_ends_a_member_sees_nothing(me, book, visit):
    assert found_by(me)["customers"] == {book["hers"]["customer"]}
    change(Membership, book["membership"], valid_to=TODAY)
    assert not any(found_by(me).values())
    assert opened_by(me, book["hers"]) == set()
    for page, asked in LISTS.items():
        assert "HD" not in seen(visit(me, page, **asked))
    for name, page in RECORDS.items():
        at = visit(me, page, id=str(book["hers"][name]))
        assert "找不到该记录" in texts(at)
        assert "HD" not in seen(at)


def test_who_ends_it_on_the_page_ends_it_for_an_open_page_too(me, book, visit):
    at = visit(me, RECORDS["customer"], id=str(book["hers"]["customer"]))
    assert "HD" in seen(at)
    far = one(select(Membership).where(Membership.id == book["membership"]))
    run(end_membership, actor_named("far"), membership_id=far.id, version=far.version)
    assert "找不到该记录" in texts(fine(at.run()))
