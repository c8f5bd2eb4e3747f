"""Which policies may owe premium on a day: found by an index, so that the settled ones need not be added up."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.models.policies import Policy


def may_owe(day: date) -> Any:
    """All policies but those of which everything was paid by the day before."""
    return sa.or_(col(Policy.settled_on).is_(None), col(Policy.settled_on) >= day)
