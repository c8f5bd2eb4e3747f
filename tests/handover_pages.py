"""A colleague's handover on its pages: who is there, what they hold, and the steps up to where a test begins."""

from sqlmodel import select

from components.words import plain
from db.models.handovers import Handover
from factories import activity, company, contact, customer, hire, one, opportunity
from factories_money import policy
from opening import act, field, fine, submit, texts

LIST, PAGE = "pages/people/handovers.py", "pages/people/handover.py"


def hired():
    """Li leaves and Wang takes over, in Chen's team; Zhao works in another department."""
    company()
    return {
        "li": hire("li", name="李娜"),
        "wang": hire("wang", name="王敏"),
        "chen": hire("chen", "manager", name="陈"),
        "zhao": hire("zhao", unit="D2T1", name="赵"),
        "boss": hire("boss", "executive", "C", name="总"),
    }


def three_customers(owner):
    """Three customers, with policies, a visit that is planned and one that was made."""
    made = [customer(owner, f"华东物流{number}", kind="organisation", phone="13800001234") for number in range(3)]
    for number, one_customer in enumerate(made):
        policy(one_customer, 1_000 * (number + 1), "2026-01-01", paid=True)
        activity(one_customer, "2026-07-03", owner, subject="送资料")
        activity(one_customer, "2026-06-01", owner, status="done", done_on="2026-06-01", outcome="谈妥续保")
        contact(one_customer, "王工")
        opportunity(one_customer, title="仓储火险")
    return made


def press(at, name):
    """Press the button of that name, which stands in no form."""
    (button,) = [each for each in at.button if str(each.label) == plain(name)]
    return fine(button.click().run())


def the():
    return one(select(Handover).order_by(Handover.id.desc()))


def begun(team, visit):
    """Chen begins the handover of Li, and opens it."""
    at = act(visit(team["chen"], LIST), "open_handover")
    field(at, "leaver_id").set_value(team["li"].person_id)
    at = submit(at)
    assert plain("handovers.started", name="李娜") in texts(at)
    return visit(team["chen"], PAGE, id=str(the().id))


def split(team, visit):
    """The list is frozen, and all of it is proposed for Wang."""
    at = press(begun(team, visit), "handovers.freeze")
    (people,) = at.multiselect
    people.set_value([option for option in people.options if option.startswith("王敏")])
    return submit(at, "propose_successors")


def signed(team, visit):
    """Both sides have signed; Chen looks."""
    split(team, visit)
    for login in ("li", "wang"):
        press(visit(team[login], PAGE, id=str(the().id)), "handovers.sign")
    return visit(team["chen"], PAGE, id=str(the().id))


def moved(team, visit):
    """All has moved."""
    at = signed(team, visit)
    field(at, "sure").set_value(True)
    return submit(at, "hand_over_book")


def ticked(at, number):
    """Tick a row of the lines."""
    (lines,) = [one_frame for one_frame in at.dataframe if ".many." in str(one_frame.key)]
    at.session_state[lines.key] = {"selection": {"rows": [number], "columns": [], "cells": []}}
    return fine(at.run())
