"""Every form that takes words is filled with markdown and HTML and refused: it says so, and still holds them."""

from datetime import date
from typing import get_args, get_type_hints

import pytest

from bad_inputs import GIVEN, ON_FILES, command_named, standing
from components.words import label
from db.access import GRANTS
from db.errors import Refusal
from db.sign_in.credentials import new_credential
from factories import PASSWORD, activity, company, customer, hire, lead, milestone, opportunity, unit_id, write
from factories_money import policy
from opening import fine, pick, texts

pytestmark = pytest.mark.ci
TODAY = date(2026, 6, 30)
WORDS = "**粗** <b>[y](z) =1"
CUSTOMERS, CUSTOMER = "pages/customers/customers.py", "pages/customers/customer.py"
SALE, LEADS, LEAD = "pages/sales/opportunity.py", "pages/sales/leads.py", "pages/sales/lead.py"
PLAN, VISIT, TEAM = "pages/work/plan.py", "pages/work/activity.py", "pages/work/team.py"
PROJECT, POLICY, PEOPLE = "pages/sales/project.py", "pages/book/policy.py", "pages/admin/people.py"


def asked(page, who="li", of="", row="", **address):
    """A page as somebody opens it on a record, with a row of a table picked."""

    def opened(visit, made):
        at = visit(made[who], page, **({"id": str(made[of])} if of else {}), **address)
        return pick(at, row, made[f"{row}.row"]) if row else at

    return opened


def on(way, *steps):
    """A page, and what is tapped on it: an action by its verb, a button by how its key ends."""

    def opened(visit, made):
        at = way(visit, made)
        for step in steps:
            at = step(at, made)
        return at

    return opened


def action(verb, where=".actions."):
    """Choose it in the row of actions whose key holds that."""

    def choose(at, made):
        (group,) = [one for one in at.get("button_group") if where.format(**made) in str(one.key)]
        return fine(group.set_value(verb).run())

    return choose


def found(key):
    """The customer is found among all."""

    def choose(at, made):
        (group,) = [one for one in at.get("button_group") if one.key == f"{key}.found"]
        return fine(group.set_value(made["customer"]).run())

    return choose


def state(**values):
    def keep(at, _made):
        for name, value in values.items():
            at.session_state[name.replace("_", ".")] = value
        return fine(at.run())

    return keep


FORMS = {
    "add_customer": on(asked(CUSTOMERS), action("add_customer")),
    "save_filter": on(asked(CUSTOMERS, tier="high"), state(filters_saved=True)),
    "change_customer": on(asked(CUSTOMER, of="customer"), action("change_customer")),
    "add_opportunity": on(asked(CUSTOMER, of="customer"), action("add_opportunity")),
    "plan_activity": on(asked(CUSTOMER, of="customer"), action("plan_activity")),
    "add_contact": on(asked(CUSTOMER, of="customer"), action("add_contact")),
    "add_member": on(asked(CUSTOMER, of="customer"), action("add_member")),
    "assign_customer": on(asked(CUSTOMER, "boss", of="customer"), action("assign_customer")),
    "change_opportunity": on(asked(SALE, of="sale"), action("change_opportunity")),
    "advance_opportunity": on(asked(SALE, of="sale"), action("lost", "move.record")),
    "reopen_opportunity": on(asked(SALE, "boss", of="lost"), action("reopen_opportunity")),
    "log_activity": on(asked(SALE, of="sale"), action("log_activity")),
    "add_comment": on(asked(SALE, of="sale"), action("add_comment", "talk.")),
    "close_activity": asked(VISIT, of="visit"),
    "add_lead": on(asked(LEADS), action("add_lead")),
    "change_lead": on(asked(LEAD, of="lead"), action("change_lead")),
    "contact_lead": on(asked(LEAD, of="lead"), action("contact_lead")),
    "convert_lead": on(asked(LEAD, of="lead"), action("convert_lead")),
    "return_lead": on(asked(LEAD, of="lead"), action("return_lead")),
    "drop_lead": on(asked(LEAD, of="lead"), action("drop_lead")),
    "assign_lead": on(asked(LEAD, "boss", of="lead"), action("assign_lead")),
    "endorse_policy": on(asked(POLICY, "service", of="policy"), action("endorse_policy")),
    "add_milestone": on(asked(PROJECT, of="project"), action("add_milestone", ".adding")),
    "add_risk": on(asked(PROJECT, of="project", part="risks"), action("add_risk", ".risking")),
    "hold_meeting": on(asked(PROJECT, of="project", part="meeting"), action("hold_meeting", ".meeting")),
    "submit_plan": asked(PLAN),
    "close_day": on(asked(PLAN), state(plan_close=True)),
    "add_recurring_visit": on(asked(PLAN), action("add_recurring_visit"), found("repeat")),
    "assign_task": on(asked(TEAM, "boss", row="team.week"), action("assign_task", ".tasks")),
    "add_unit": on(asked(PEOPLE, "admin", part="units"), action("add_unit", "units.new")),
    "change_unit": on(asked(PEOPLE, "admin", row="units", part="units"), action("change_unit", "units.{unit}")),
    "add_person": on(asked(PEOPLE, "admin"), action("add_person", "people.new")),
    "change_person": on(asked(PEOPLE, "admin", row="people"), action("change_person", "people.{person}")),
}
ELSEWHERE = {
    "read_refusal": "nothing is typed",
    "ask_export": "one line that says why: see tests/pages/test_exports.py",
    "approve_export": "one line: see tests/pages/test_exports.py",
    "refuse_export": "one line: see tests/pages/test_exports.py",
    "start_project": "a day and people",
    "change_contact": "the form of add_contact, on a contact that is there: see tests/pages/test_completeness.py",
    "note_line": "one text, for rows that are ticked in a table: see tests/pages/test_handovers.py",
    "sign_handover": "one line that says why: see tests/pages/test_handovers.py",
    "close_handover": "one line that says why: see tests/pages/test_handovers.py",
    "undo_handover": "one line that says why: see tests/pages/test_handovers.py",
    "see_as": "one line that says why: see tests/pages/test_seeing_as.py",
    "plan_reorganisation": "drawn anew with a preview at each change: see tests/pages/test_reorganise.py",
    "undo_reorganisation": "one line that says why: see tests/pages/test_reorganise.py",
    "close_milestone": "one line that says what shows it: see tests/pages/test_project.py",
    "waive_milestone": "one line that says why: see tests/pages/test_project.py",
    "add_attachment": "a file",
    "remove_attachment": "one line that says why",
    "merge_customers": "one line that says why, below a comparison: see tests/pages/test_duplicates.py",
    "move_activity": "its words are no field of a form",
    "plan_visits": "as plan_activity, for rows that are ticked in a table",
    "share_customers": "as add_member, for rows that are ticked in a table",
    "tag_customers": "one word, for rows that are ticked in a table",
    "reveal_customer": "one line that says why",
    "reveal_lead": "one line that says why",
    "change_password": "kept as a hash: see tests/db/test_sign_in_passwords.py",
    "reset_password": "made by the app",
    "enrol_totp": "six digits: see tests/db/test_sign_in_second_factor.py",
    "invite_outside": "on the command line",
    "import_profile": "a file: see tests/db/imports",
    "set_language": "one of two",
    "set_notices": "ticks",
    "change_role": "one of a few",
    "export_rows": "nothing is typed",
    "refuse_page": "nothing is typed",
}


@pytest.fixture
def made(url):
    company()
    people = {
        "li": hire("li"), "boss": hire("boss", "manager"), "service": hire("service", "service", "C"),
        "admin": hire("admin", "admin", "C"),
    }  # fmt: skip
    write(new_credential(people["admin"].person_id, PASSWORD, must_change=False, exempt=True))
    mate, theirs = hire("mate"), customer(people["li"], "华东物流", phone="13800001234", tier="high")
    lost = opportunity(theirs, "lost", closed_on=TODAY)
    project = opportunity(theirs, "set_up", kind="project")
    milestone(project, people["li"])
    return people | {
        "customer": theirs,
        "sale": opportunity(theirs, "contact"),
        "lost": lost,
        "project": project,
        "visit": activity(theirs, TODAY, people["li"]),
        "lead": lead("D1T1", people["li"], phone="13900001234"),
        "policy": policy(theirs, 1_000, "2026-01-01"),
        "team.week.row": people["li"].person_id,
        "units.row": unit_id("D1T2"),
        "unit": unit_id("D1T2"),
        "people.row": mate.person_id,
        "person": mate.person_id,
    }


def test_every_command_that_takes_words_has_its_form_here():
    wordy = {
        name
        for name in set(GRANTS) - ON_FILES
        if any(_is_text(name, each) for each in get_type_hints(command_named(name)))
    }
    assert wordy <= set(FORMS) | set(ELSEWHERE), "say in FORMS how its form is opened"
    assert not set(FORMS) & set(ELSEWHERE)


def _is_text(name, parameter):
    hint = get_type_hints(command_named(name))[parameter]
    return parameter not in GIVEN and parameter != "return" and str in (hint, *get_args(hint))


def fields_of(at, form):
    """The fields for words of a form, and what they hold."""
    return {one.key: one for one in (*at.text_input, *at.text_area) if form in str(one.form_id)}


@pytest.mark.parametrize("name", FORMS)
def test_a_refused_form_says_why_and_still_holds_what_was_typed(made, visit, monkeypatch, name):
    at = FORMS[name](visit, made)
    form = next(one.form_id for one in at.button if one.proto.is_form_submitter and form_of(name) in one.form_id)
    filled = fields_of(at, form)
    assert filled
    for field in filled.values():
        field.set_value(WORDS)
    given = []

    def refuse(command, _me, **order):
        given.append(order)
        raise Refusal("people.login_taken", login=WORDS)

    monkeypatch.setattr("components.attempt.run", refuse)
    before = standing()
    at = fine(next(one for one in at.button if one.proto.is_form_submitter and one.form_id == form).click().run())
    told = "\n".join(error.value for error in at.error)
    assert told, texts(at)
    assert (label(WORDS) in told and WORDS in str(given)) or not given
    assert standing() == before
    assert {key: field.value for key, field in fields_of(at, form).items()} == dict.fromkeys(filled, WORDS)


def form_of(name):
    """What the keys of a form begin with."""
    named = {"close_activity": "close.record", "advance_opportunity": "move.record", "add_contact": "contact."}
    return named.get(name, name)
