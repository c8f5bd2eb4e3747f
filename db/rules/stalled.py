"""When an opportunity is stalled: without evidence for a declared multiple of its stage's expected days."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil
from typing import Any

import sqlalchemy as sa

from db.config import config
from db.models.sales import SaleKind


def allowed_days(expected: int) -> int:
    """How many days without evidence a stage of so many expected days bears."""
    return ceil(expected * config().rules.stalled.over_expected)


def stalled_since(opportunity: Any, today: date) -> Any:
    """The criterion for opportunities whose last evidence is older than their stage bears."""
    late = [
        sa.and_(
            opportunity.kind == kind.value,
            opportunity.stage == stage.code,
            opportunity.evidence_on < today - timedelta(allowed_days(stage.expected_days)),
        )
        for kind in SaleKind
        for stage in config().stages.of(kind)
        if stage.expected_days
    ]
    return sa.or_(*late) if late else sa.false()
