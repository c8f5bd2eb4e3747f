"""Ten people at one opportunity: each save counts, or its person is told that another was quicker. None is lost."""

import threading
from datetime import date

import pytest
from sqlmodel import func, select

from db.commands.change_opportunity import change_opportunity
from db.errors import Stale
from db.models.sales import Opportunity
from db.models.system import Audit
from db.queries.opportunities import opportunity as shown
from db.run import run
from db.session import reading
from factories import company, customer, hire, one, opportunity, product

EDITORS = 10
HOPES = {"title": "车险", "business_type": "new", "expected_close": date(2026, 9, 30)}


class Editor(threading.Thread):
    """Adds one fen again and again, by the form's command and the version that the form was opened with."""

    def __init__(self, me, sale, edits):
        super().__init__()
        self.me, self.sale, self.edits = me, sale, edits
        self.saved, self.told, self.faults = 0, 0, []

    def run(self):
        for _each in range(self.edits):
            try:
                self.edit()
                self.saved += 1
            except Stale:
                self.told += 1
            except Exception as fault:  # noqa: BLE001 - any of them is what the test looks for
                self.faults.append(repr(fault))

    def edit(self):
        with reading(self.me) as session:
            row = shown(session, self.me, self.sale)
        hopes = {**HOPES, "product_id": row.product_id, "expected_premium": row.expected_premium + 1}
        run(change_opportunity, self.me, opportunity_id=self.sale, version=row.version, **hopes)


def edited(edits):
    """What came of so many edits by each of ten people at once."""
    company()
    product()
    sale = opportunity(
        customer(owner := hire("li")), "quote", premium=0, title="车险", expected_close=date(2026, 9, 30)
    )
    people = [owner, *(hire(f"boss{number}", "manager") for number in range(EDITORS - 1))]
    editors = [Editor(me, sale, edits) for me in people]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    audited = (Audit.command == "change_opportunity", Audit.outcome == "done", Audit.record_table == "opportunity")
    saved = select(func.count()).select_from(Audit).where(*audited)
    return {
        "premium": one(select(Opportunity.expected_premium).where(Opportunity.id == sale)),
        "version": one(select(Opportunity.version).where(Opportunity.id == sale)),
        "audited": one(saved),
        "saved": sum(editor.saved for editor in editors),
        "told": sum(editor.told for editor in editors),
        "faults": [fault for editor in editors for fault in editor.faults],
    }


def check(edits):
    found = edited(edits)
    assert found["faults"] == []
    assert found["saved"] + found["told"] == EDITORS * edits
    assert found["premium"] == found["audited"] == found["version"] - 1 == found["saved"] >= edits


def test_ten_editors_lose_no_update(url):
    check(5)


@pytest.mark.ci
def test_a_thousand_edits_by_ten_people_lose_no_update(url):
    check(100)
