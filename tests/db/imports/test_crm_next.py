"""A newer export of another CRM changes what it says otherwise and leaves alone what the book knows better."""

from datetime import date

import pytest
from sqlmodel import col, select

import factories as made
from crm_files import bring, crm_staff, rows_of, write_folder, write_packed
from db.commands.merge_customers import merge_customers
from db.errors import Refusal
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.import_records import ImportLink
from db.models.people import Person
from db.models.work import Activity, PlanAmendment
from db.periods import now
from db.queries.found_records import found_records
from db.run import run
from db.session import reading
from motor_file import found

USERS = rows_of("users", {"Id": "7", "Username": "s1", "Department": "D1T1"}, {"Id": "8", "Email": "s6@branch.example"})
TASK = {"Id": "T1", "Subject": "送方案", "Status": "Open", "DueDate": "2026-07-10", "OwnerId": "7", "AccountId": "A1"}
CALL = {
    "Id": "K1",
    "Subject": "首次通话",
    "Status": "Held",
    "StartTime": "2026-06-01 10:00",
    "OwnerId": "s1",
    "ContactId": "C1",
}


ACCOUNT = {"Id": "A1", "Name": "江南机械", "OwnerId": "7", "Phone": "13800000001", "CreatedDate": "2025/3/1"}
CONTACT = {"Id": "C1", "AccountId": "A1", "Name": "王经理", "Role": "Decision Maker", "Phone": "13900000001"}


def export(folder, *, accounts=(ACCOUNT,), contacts=(CONTACT,), tasks=(TASK,), calls=(CALL,)):
    rows = {"accounts": accounts, "contacts": contacts, "tasks": tasks, "calls": calls, "events": ()}
    return write_folder(folder, {"users": USERS, **{part: rows_of(part, *each) for part, each in rows.items()}})


@pytest.fixture
def people(url, tmp_path):
    """Two who sell, and a first export in the book."""
    known = crm_staff()
    bring(export(tmp_path / "first"), as_of=date(2026, 6, 1))
    return known


def only(model):
    (row,) = found(select(model))
    return row


def names_found(person, words):
    with reading(person) as session:
        return str(found_records(session, person, words))


def test_what_came_in_is_as_if_it_had_been_noted_here(people):
    customer, private = only(Customer), only(CustomerPrivate)
    task, call = found(select(Activity).order_by(Activity.id))
    assert (customer.number, customer.kind, customer.known_since) == ("CRM-A1", "organisation", date(2025, 3, 1))
    assert (customer.phone_mask, private.phone) == ("138****0001", "13800000001")
    assert (only(Contact).role, only(Contact).phone_mask) == ("decision_maker", "139****0001")
    assert (task.kind, task.status, task.planned_on, task.done_on) == ("service", "planned", date(2026, 7, 10), None)
    assert (call.kind, call.status, call.done_on, call.customer_id) == ("call", "done", date(2026, 6, 1), customer.id)
    assert only(Ownership).person_id == task.person_id == call.person_id == people["s1"].person_id
    assert len(found(select(ImportLink))) == 4


def test_what_a_newer_export_says_otherwise_is_changed_and_found_by_its_new_name(people, tmp_path):
    newer = export(
        tmp_path / "newer",
        accounts=(ACCOUNT | {"Name": "江北机械", "Phone": "", "OwnerId": "8"}, ACCOUNT | {"Id": "A2", "OwnerId": "8"}),
        contacts=(CONTACT | {"Name": "李经理", "Phone": "13900000002", "AccountId": "A2"},),
        tasks=(TASK | {"Status": "Completed", "CompletedDate": "2026-06-20", "Description": "已送"},),
    )
    dry = bring(newer, dry_run=True).tally
    tally = bring(newer).tally
    assert (dry.new, dry.changed, dry.same) == (tally.new, tally.changed, tally.same) == (1, 3, 1)
    # whose customer it is, and whose contact, is settled in the book
    assert tally.anomalies == {"name_in_book": 1, "other_owner": 1, "other_account": 1}
    kept = found(select(Customer).where(Customer.number == "CRM-A1"))[0]
    assert (kept.name, kept.phone_mask, kept.version) == ("江北机械", "138****0001", 2)
    assert (only(Contact).name, only(Contact).phone, only(Contact).customer_id) == ("李经理", "13900000002", kept.id)
    (task,) = found(select(Activity).where(Activity.subject == "送方案"))
    assert (task.status, task.done_on, task.outcome) == ("done", date(2026, 6, 20), "已送")
    assert "江北机械" in names_found(people["s1"], "江北机械")
    assert kept.number not in names_found(people["s1"], "南机")
    assert (bring(newer).tally.changed, bring(newer).tally.same) == (0, 5)


def test_what_was_closed_here_stays_closed_and_is_told(people, tmp_path):
    (task,) = found(select(Activity.id).where(Activity.subject == "送方案"))
    made.change(Activity, task, status="cancelled", outcome="客户改期")
    tally = bring(export(tmp_path / "newer", tasks=(TASK | {"Status": "Done", "CompletedDate": "2026-06-20"},))).tally
    assert tally.anomalies == {"activity_behind": 1}
    assert found(select(Activity.status, Activity.outcome).where(Activity.id == task)) == [("cancelled", "客户改期")]


def test_what_hangs_on_a_customer_that_was_merged_comes_to_the_one_that_stays(people, tmp_path):
    (old,) = found(select(Customer.id))
    stays = made.customer(people["s1"], "江南机械有限公司", kind="organisation")
    run(merge_customers, people["head"], winner_id=stays, loser_id=old, versions=(1, 1), reason="同一家")
    tally = bring(
        export(tmp_path / "newer", accounts=(ACCOUNT | {"Name": "别名"},), contacts=(CONTACT | {"Id": "C2"},))
    ).tally
    assert (tally.new, tally.changed) == (1, 1)
    assert set(found(select(Contact.customer_id))) == {stays}
    assert "别名" not in found(select(Customer.name))


def test_an_older_export_and_a_folder_that_lacks_a_file_are_refused(people, tmp_path):
    folder = export(tmp_path / "older")
    with pytest.raises(Refusal, match="would undo it"):
        bring(folder, as_of=date(2026, 5, 1))
    (folder / "events.csv").unlink()
    with pytest.raises(Refusal, match="files are missing: events"):
        bring(folder)


def test_a_zip_of_the_folder_is_the_same(people, tmp_path):
    tally = bring(write_packed(tmp_path / "packed.zip", tmp_path / "first")).tally
    assert (tally.new, tally.changed, tally.same) == (0, 0, 4)


def test_a_later_file_may_name_accounts_and_contacts_of_an_earlier_one(people, tmp_path):
    more = TASK | {"Id": "T2", "AccountId": "", "ContactId": "C1", "OwnerId": "8"}
    tally = bring(export(tmp_path / "more", accounts=(), contacts=(), tasks=(more,), calls=())).tally
    assert (tally.new, tally.rejected, tally.members) == (1, 0, 1)
    member = only(Membership)
    assert (member.person_id, member.can_write) == (people["s6"].person_id, 1)


def test_an_item_for_a_day_whose_plan_is_in_stands_beside_it_and_amends_it(people, tmp_path):
    made.day_plan(people["s1"], "2026-06-29", submitted_at=now())
    late = TASK | {"Id": "T3", "DueDate": "2026-06-29"}
    bring(export(tmp_path / "late", tasks=(TASK, late)))
    (unplanned,) = found(select(Activity.id).where(col(Activity.unplanned) == 1))
    amended = only(PlanAmendment)
    assert (amended.activity_id, str(amended.day), amended.what) == (unplanned, "2026-06-29", "added")


def test_a_wrong_date_order_stops_the_whole_import(people, tmp_path):
    with pytest.raises(Refusal, match="day and month swapped"):
        bring(export(tmp_path / "swapped", tasks=(TASK | {"DueDate": "2026-25-12"},)))
    assert found(select(Person.id).where(Person.login == "s1"))
