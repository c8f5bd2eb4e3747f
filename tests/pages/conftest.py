"""What tests of pages share."""

import pytest

from opening import opening


@pytest.fixture
def visit(monkeypatch):
    """Opens a page of the app in somebody's name."""
    return opening(monkeypatch)
