"""An export of another CRM comes in, small and large: every row is accounted for, and it can be stopped anywhere."""

import os
import subprocess
import sys

import pytest
from sqlmodel import col, select

from crm_books import books, planned
from crm_defects import HARMLESS
from crm_export import crm_export
from crm_files import SELLERS, bring, crm_staff, write_folder
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.import_records import ImportLink, ImportRecord
from db.models.imports import ImportReject, ImportVerdict
from db.models.system import Audit
from db.models.work import Activity
from db.rules.identity import phone_hash
from driver import ROOT
from killing import killed
from motor_file import found

FATES = ("read", "taken", "corrected", "rejected")
BOOK = (Customer, CustomerPrivate, Ownership, Membership, Contact, Activity, ImportLink)
CHILD = """
import sys
from pathlib import Path
from db.access import SYSTEM
from db.imports import import_file as whole
from db.imports.import_file import import_file
whole.BATCH = int(sys.argv[2])
report = import_file(
    Path(sys.argv[1]), profile="crm_export", actor=SYSTEM, on_progress=lambda now: print(now.step, flush=True)
)
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print("new", report.tally.new, "MB", int(peak) // 1024, flush=True)
"""


def rows_of_the_book():
    return {model: len(found(select(*model.__table__.primary_key.columns))) for model in (*BOOK, Audit)}


def test_every_row_is_accounted_for_and_every_book_holds_what_it_should(export):
    _folder, to, report = export
    tally = report.tally
    assert {part: {fate: counts[fate] for fate in FATES} for part, counts in tally.parts.items()} == {
        part: {fate: counts[fate] for fate in FATES} for part, counts in to.parts.items()
    }
    for counts in tally.parts.values():
        assert counts["read"] == counts["taken"] + counts["corrected"] + counts["rejected"]
    assert (tally.reasons, tally.rules, tally.anomalies) == (dict(to.reasons), dict(to.rules), dict(to.anomalies))
    assert (tally.read, tally.blank, tally.duplicates) == (to.records + 9, to.blank, 0)
    assert tally.read == tally.accepted + tally.rejected == len(found(select(ImportReject.line))) + tally.accepted
    assert books() == to.books
    assert planned() == to.planned
    joined = found(select(Membership.id).where(col(Membership.open) == 1))
    assert len(joined) == tally.members == len(to.members)
    assert not found(select(ImportRecord.line))
    assert not found(select(ImportVerdict.line))


def test_what_is_personal_lies_apart_and_names_stay_the_text_they_are(export):
    _folder, to, _report = export
    (shown,) = found(select(Customer).where(Customer.number == "CRM-A-X0"))
    assert shown.phone_mask is None
    masks = dict(found(select(Customer.id, Customer.phone_mask)))
    phoned = found(select(CustomerPrivate).where(col(CustomerPrivate.phone).is_not(None)))
    assert len(phoned) == len([mask for mask in masks.values() if mask])
    for private in phoned:
        assert private.phone_hash == phone_hash(private.phone)
        assert private.phone not in masks[private.customer_id]
        assert "E+" not in private.phone
    restored = select(CustomerPrivate.customer_id).where(CustomerPrivate.phone == "13812345678")
    assert len(found(restored)) == to.rules["phone_restored"]
    names = set(found(select(Customer.name)))
    assert [one for one in HARMLESS if any(name.startswith(one) for name in names)] == list(HARMLESS)
    assert any(name.startswith("华东 分公司") for name in names)


def test_the_same_files_again_change_nothing(export):
    folder, _to, first = export
    before = rows_of_the_book()
    again = bring(folder).tally
    assert (again.new, again.changed, again.same) == (0, 0, first.tally.new)
    assert rows_of_the_book() == before


def child(folder, batch=500):
    command = [sys.executable, "-c", CHILD, str(folder), str(batch)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True)


@pytest.mark.ci
@pytest.mark.alone
def test_killed_twice_it_goes_on_where_it_stood(url, tmp_path):
    crm_staff()
    to = crm_export()
    folder = write_folder(tmp_path / "export", to.rows)
    before = rows_of_the_book()
    killed(child(folder), "read", seconds=0)
    staged = len(found(select(ImportRecord.line)))
    assert 0 < staged < to.records
    killed(child(folder), "publish", seconds=0.05)
    assert rows_of_the_book() == before
    with child(folder) as process:
        told = process.stdout.read()
    assert process.returncode == 0
    assert "read" not in told.splitlines()
    assert int(told.split()[-1]) < 500
    assert books() == to.books
    assert set(books()) <= {*SELLERS, "boss1", "boss2"}
