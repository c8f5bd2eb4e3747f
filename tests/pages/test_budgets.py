"""Every page asks the database a bounded number of times, and nothing again while nothing was written."""

import pytest

from db.access import SYSTEM
from db.commands.hold_meeting import Said, hold_meeting
from db.models.people import Role
from db.run import run
from db.summaries import rebuild, refresh_first_policies
from factories import activity, company, customer, hire, lead, milestone, opportunity, product, risk
from factories_money import claim, policy
from opening import counting, fine

HOME, ROWS, RECORD = "pages/start/home.py", "pages/figures/rows.py", "pages/customers/customer.py"
SALE = "pages/sales/opportunity.py"
SALES, CUSTOMERS = "pages/sales/opportunities.py", "pages/customers/customers.py"
DUPLICATES = "pages/customers/duplicates.py"
LEADS, LEAD = "pages/sales/leads.py", "pages/sales/lead.py"
TEAM, INBOX = "pages/work/team.py", "pages/start/notices.py"
SIGNED_IN = 7
"""Of these: the person, and the counts of the tables in each of three transactions, with their beginnings."""

BUDGETS = {
    (Role.DEPARTMENT_HEAD, HOME): 40,
    (Role.EXECUTIVE, HOME): 36,
    (Role.MANAGER, HOME): 64,
    (Role.SALESPERSON, HOME): 36,
    (Role.DEPARTMENT_HEAD, SALE): 23,
    (Role.DEPARTMENT_HEAD, ROWS): 16,
    (Role.DEPARTMENT_HEAD, RECORD): 33,
    (Role.DEPARTMENT_HEAD, SALES): 17,
    (Role.DEPARTMENT_HEAD, CUSTOMERS): 24,
    (Role.MANAGER, DUPLICATES): 15,
    (Role.MANAGER, TEAM): 17,
    (Role.DEPARTMENT_HEAD, TEAM): 17,
    (Role.SALESPERSON, INBOX): 14,
    (Role.DEPARTMENT_HEAD, LEADS): 21,
    (Role.DEPARTMENT_HEAD, LEAD): 17,
}


@pytest.fixture
def branch(url):
    """A department with two sellers and something of everything."""
    company()
    people = {Role.SALESPERSON: hire("li"), Role.MANAGER: hire("chief", Role.MANAGER)}
    people |= {
        Role.DEPARTMENT_HEAD: hire("head", Role.DEPARTMENT_HEAD, "D1"),
        Role.EXECUTIVE: hire("top", Role.EXECUTIVE, "C"),
    }
    product("car")
    for month in range(1, 7):
        mine = customer(people[Role.SALESPERSON])
        claim(policy(mine, 9_000, f"2026-0{month}-05", paid=True), f"2026-0{month}-20", estimate=100)
        opportunity(mine, "needs", opened_on=f"2026-0{month}-01", premium=5_000)
        activity(mine, "2026-06-30", people[Role.SALESPERSON])
        lead("D1T1", people[Role.SALESPERSON])
    run(summed, SYSTEM)
    return people


def summed(session, actor) -> None:
    refresh_first_policies(session)
    rebuild(session)


ASKED = {page: {"id": "1"} for page in (RECORD, LEAD, SALE)} | {ROWS: {"metric": "signed_premium", "period": "2026-05"}}


@pytest.mark.parametrize(("role", "page"), BUDGETS, ids=lambda value: str(value).rpartition("/")[2])
def test_a_page_keeps_within_its_budget(branch, visit, role, page):
    at = visit(branch[role], page, **ASKED.get(page, {}))
    customer(branch[Role.SALESPERSON])
    with counting() as cold:
        fine(at.run())
    assert len(cold) <= BUDGETS[role, page], len(cold)


@pytest.mark.parametrize("role", [role for role, page in BUDGETS if page == HOME], ids=str)
def test_a_home_asks_for_nothing_again_while_nothing_was_written(branch, visit, role):
    at = visit(branch[role], HOME)
    fine(at.run())

    def again():
        with counting() as asked:
            fine(at.run())
        return asked

    warm = again()
    assert len(warm) <= SIGNED_IN, warm


BOARD_BUDGETS = {"board": 18, "edit": 17}


@pytest.mark.parametrize("view", BOARD_BUDGETS)
def test_the_views_of_the_list_keep_within_their_budgets(branch, visit, view):
    me = branch[Role.DEPARTMENT_HEAD]
    at = visit(me, SALES, view=view)
    customer(branch[Role.SALESPERSON])
    with counting() as cold:
        fine(at.run())
    assert len(cold) <= BOARD_BUDGETS[view], len(cold)


PROJECT_BUDGET = 20


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPARTMENT_HEAD], ids=str)
def test_a_project_keeps_within_its_budget_however_many_milestones_it_has(branch, visit, role):
    me, owner = branch[role], branch[Role.SALESPERSON]
    sale = opportunity(customer(owner), "set_up", kind="project")
    before: list[int] = []
    for number in range(12):
        before.append(milestone(sale, owner, name=f"节点{number}", after=before[-1:]))
        risk(sale, owner)
    run(hold_meeting, me, opportunity_id=sale, lines=[Said(one, "at_risk") for one in before])
    at = visit(me, "pages/sales/project.py", id=str(sale))
    customer(owner)
    with counting() as cold:
        fine(at.run())
    assert len(cold) <= PROJECT_BUDGET, len(cold)
