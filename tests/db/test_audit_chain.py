"""The audit only grows, and whatever is done to it behind the application's back is told."""

import pytest

import factories as made
from db.audit_check import Break, check_audit


@pytest.fixture(autouse=True)
def own_installation(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))


def test_what_was_written_hangs_together(url):
    assert check_audit().rows == 0
    made.company()
    made.hire("li")
    found = check_audit()
    assert found.broken is None
    assert found.rows == found.last.id > 0
