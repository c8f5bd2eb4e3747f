"""What is put right in a row of another CRM's export, what is not taken, and what a profile has to say."""

from datetime import date

import pytest

from db.errors import Refusal
from db.imports.cells import Unreadable, read_moment
from db.imports.crm_phones import phone_columns
from db.imports.crm_rows import crm_row
from db.imports.layout import Fault, Row
from db.imports.parse import Values
from db.imports.profiles import read_profile, shipped_profile, shipped_text

SHAPES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
TODAY = date(2026, 6, 30)
PAST, AHEAD = date(2026, 6, 1), date(2026, 7, 9)
CRM = shipped_text("crm_export")
EVENTS = '[files.events]\nfile = "events"\n\n[files.events.columns]'


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", "2026-03-05"),
        ("2026/3/5 9:30", "2026-03-05"),
        ("2026年3月5日 23:59:59", "2026-03-05"),
        ("2026-03-05T18:30:00.000Z", "2026-03-06"),
        ("2026-03-05 23:30:00+0800", "2026-03-05"),
        ("2026-03-05T01:00:00-05:00", "2026-03-05"),
    ],
)
def test_a_time_of_day_is_told_in_the_business_zone(text, day):
    assert str(read_moment(text, SHAPES)) == day


@pytest.mark.parametrize("text", ["2026-03-05 25:00", "2026-02-30 10:00", "10:00", "2026-03-05 10:00 PM", "x" * 50])
def test_what_is_no_day_is_not_taken_for_one(text):
    with pytest.raises(Unreadable):
        read_moment(text, SHAPES)


@pytest.mark.parametrize(
    ("typed", "phone", "rule"),
    [
        ("138 0000 0001", "13800000001", None),
        ("+86 138-0000-0001", "13800000001", None),
        ("1.38E+10", None, "phone_lost"),
        ("1.3800000001E+10", "13800000001", "phone_restored"),
        ("1.3800000001e10", "13800000001", "phone_restored"),
        ("13800000001.0", "13800000001", "phone_restored"),
        ("同上", None, "phone_wrong"),
        ("1" * 50, None, "phone_wrong"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_phone_out_of_a_spreadsheet_is_put_back_or_left_out(typed, phone, rule):
    rules = set()
    columns = phone_columns(typed, rules)
    assert columns["phone"] == phone
    assert rules == ({rule} if rule else set())
    assert all((columns[name] is None) == (phone is None) for name in columns)


def taken(part="tasks", **found):
    usual = {"key": "1", "account": "A", "contact": None, "owner": "U", "name": "x", "status": "planned"}
    row = crm_row(part, Values(usual | found, []), shipped_profile("crm_export"), Row(2, ("x",)), TODAY)
    return row.key if isinstance(row, Fault) else row


def days(**found):
    row = taken(**found)
    return row if isinstance(row, str) else (row["status"], row["planned_on"], row["done_on"], row["rules"])


def test_an_activity_is_open_or_over_by_its_status_and_has_its_day(url):
    assert days(planned_on=AHEAD) == ("planned", AHEAD, None, "")
    assert days(planned_on=PAST) == ("planned", PAST, None, "")
    assert days() == ("planned", TODAY, None, "day_today")
    assert days(planned_on=AHEAD, done_on=PAST) == ("planned", AHEAD, None, "done_day_dropped")
    assert days(status="done", planned_on=PAST) == ("done", PAST, PAST, "")
    assert days(status="done", planned_on=AHEAD, done_on=PAST) == ("done", AHEAD, PAST, "")
    assert days(status="done", done_on=PAST) == ("done", PAST, PAST, "")
    assert days(status="done") == "imports.row_never_done"
    assert days(status="done", planned_on=AHEAD) == "imports.row_ahead"
    assert days(status="cancelled") == "imports.row_no_day"
    assert days(account=None) == "imports.row_no_account"


def test_what_came_of_it_says_whether_it_was_done(url):
    missed = taken(status="done", planned_on=PAST, result="not_reached")
    assert (missed["status"], missed["done_on"], missed["result"]) == ("missed", None, "not_reached")
    assert taken(status="done", planned_on=PAST, result="agreed")["result"] == "agreed"
    noted = taken(planned_on=AHEAD, name="回访", outcome="带上\n样本")
    assert (noted["name"], noted["outcome"], noted["rules"]) == ("回访 · 带上 样本", "", "")
    open_still = taken(planned_on=AHEAD, result="agreed")
    assert (open_still["status"], open_still["result"], open_still["rules"]) == ("planned", "", "result_dropped")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (EVENTS, EVENTS.replace("events", "parties"), "'files.parties' in the profile: choose from accounts"),
        ('left = "leader"', 'left = "boss"', "'leader' or 'reject'"),
        ('Meeting = "meeting"', 'Meeting = "party"', "files.events.columns.kind.codes' in the profile: choose from"),
        ('status = { from = "Status"', 'status = { constant = "odd" } # ', "files.tasks.columns.status.codes"),
        ('calls = "call", ', "", "lacks the columns booking.kinds.calls"),
        ('role = "user"', 'role = "cousin"', "booking.role"),
        ('tasks = "service"', 'tasks = "service", chats = "message"', "'booking.kinds.chats'"),
        ('owner = { from = "OwnerId" }', "", "owner"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_answered_with_what_it_may_say(old, new, told):
    assert old in CRM
    with pytest.raises(Refusal) as refused:
        read_profile(CRM.replace(old, new, 1))
    assert told in refused.value.sentence("en")
