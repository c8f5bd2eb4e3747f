"""The demo goes into empty tables once, is the same again for the same seed and day, and lets each role sign in."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from db.access import SYSTEM
from db.engine import database
from db.errors import Refusal
from db.models.customers import Customer, Ownership
from db.models.people import Person, Role, Unit
from db.models.policies import PremiumEvent
from db.models.sign_in import Credential
from db.models.summaries import MonthByProduct
from db.models.system import Setting
from db.run import run
from db.seed.demo import make_demo
from db.seed.story import tell
from db.session import reading
from db.sign_in.passwords import password_fits

AS_OF = date(2026, 6, 30)
DIGEST = """
import hashlib, sys
from datetime import date
from db.seed.story import tell
rows = tell(seed=int(sys.argv[1]), as_of=date.fromisoformat(sys.argv[2]), customers=60).rows
print(hashlib.sha256(repr([(model.__tablename__, each) for model, each in rows.of.items()]).encode()).hexdigest())
"""


def digest_elsewhere(seed, as_of, hash_seed):
    """The digest of all rows, made by another process with another order of hashes and another today."""
    named = {"PYTHONHASHSEED": hash_seed, "BAOKE_TODAY": "2031-01-01"}
    root = Path(__file__).resolve().parents[3]
    order = [sys.executable, "-c", DIGEST, str(seed), as_of]
    done = subprocess.run(order, env=os.environ | named, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def digest(seed, as_of):
    rows = tell(seed=seed, as_of=as_of, customers=60).rows
    return hashlib.sha256(repr([(m.__tablename__, each) for m, each in rows.of.items()]).encode()).hexdigest()


def test_same_seed_and_day_same_rows(url):
    here = digest(1, AS_OF)
    assert here == digest(1, AS_OF) == digest_elsewhere(1, "2026-06-30", "12345")
    assert here != digest(2, AS_OF)
    assert here != digest(1, date(2026, 6, 29))


@pytest.mark.parametrize("customers", [0, 1, 7])
def test_a_handful_of_customers_is_enough(customers):
    world = tell(seed=3, as_of=AS_OF, customers=customers)
    assert len(world.rows.of[Customer]) == customers


def test_the_database_takes_it_whole_and_the_summaries_agree(url):
    make_demo(as_of=AS_OF, customers=120)
    with reading(SYSTEM) as session:
        assert session.exec(select(func.count(col(Customer.id)))).one() == 120 + 3
        assert session.exec(select(func.count(col(Ownership.id))).where(Ownership.open == 1)).one() == 120 + 3
        assert session.exec(select(Setting.value).where(Setting.name == "demo")).one() == "2026-06-30"
        booked = select(func.sum(PremiumEvent.amount)).where(col(PremiumEvent.kind).in_(("sign", "cancellation")))
        summed = select(func.sum(MonthByProduct.amount)).where(MonthByProduct.kind == "signed")
        assert session.exec(booked).one() == session.exec(summed).one()


def test_ids_go_on_where_the_demo_ended(url):
    make_demo(as_of=AS_OF, customers=5)

    def add_unit(session, actor):
        unit = Unit(code="D9", name="新部门", kind="department", parent_id=1)
        session.add(unit)
        session.flush()
        return unit.id

    assert run(add_unit, SYSTEM) == 21


def test_a_second_demo_is_refused_and_changes_nothing(url):
    make_demo(as_of=AS_OF, staff_only=True)
    with pytest.raises(Refusal) as refused:
        make_demo(as_of=AS_OF, customers=5)
    assert "演示公司" in refused.value.sentence("zh")
    with reading(SYSTEM) as session:
        assert session.exec(select(Customer.id)).all() == []


def test_staff_only_is_the_company_and_its_people(url):
    make_demo(as_of=AS_OF, staff_only=True)
    with reading(SYSTEM) as session:
        assert session.exec(select(func.count(col(Person.id)))).one() > 55
        assert session.exec(select(func.count(col(PremiumEvent.id)))).one() == 0


def test_each_role_has_one_account_and_nobody_else_can_sign_in(url):
    accounts = make_demo(as_of=AS_OF, staff_only=True).accounts
    assert [account.login for account in accounts] == [account.role for account in accounts]
    assert {account.role for account in accounts} == set(Role) - {Role.SYSTEM}
    with reading(SYSTEM) as session:
        people = select(Person.login, Credential).join(Credential, col(Credential.person_id) == col(Person.id))
        stored = dict(session.exec(people).all())
        assert len(stored) == session.exec(select(func.count(col(Person.id)))).one()
    for account in accounts:
        credential = stored.pop(account.login)
        assert password_fits(account.password, credential.password_hash)
        assert (credential.must_change, credential.exempt) == (0, 1)
    assert all(credential.password_hash is None for credential in stored.values())


def test_passwords_do_not_come_from_the_seed(url, tmp_path, monkeypatch):
    from db.migrate import upgrade

    first = make_demo(as_of=AS_OF, staff_only=True)
    monkeypatch.setenv("BAOKE_DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    upgrade()
    second = make_demo(as_of=AS_OF, staff_only=True)
    assert [account.name for account in first.accounts] == [account.name for account in second.accounts]
    assert not {a.password for a in first.accounts} & {a.password for a in second.accounts}
    assert database().url.endswith("other.sqlite3")
