"""What a handover is sealed with: one text of all that its certificate says, and the hash of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from db.models.handovers import Handover

SEALED = ("id", "leaver_id", "unit_id", "reason", "last_day", "effective_on", "opened_by_id", "opened_on")
SIGNED = ("giver_signed_at", "giver_signed_by_id", "giver_reason", "approved_at", "approved_by_id", "done_at")


def canonical(handover: Handover) -> str:
    """All that the certificate rests on, as JSON with sorted keys: the same handover, the same text."""
    said: dict[str, Any] = {name: getattr(handover, name) for name in (*SEALED, *SIGNED, "done_by_id", "disabled")}
    said |= {"before": json.loads(handover.before), "after": json.loads(handover.after)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def sealed(handover: Handover) -> str:
    """The hash of that text."""
    return hashlib.sha256(canonical(handover).encode()).hexdigest()


def _plain(value: Any) -> str:
    """A day or a moment to the second, whatever the database keeps of it."""
    return str(value.isoformat(timespec="seconds") if hasattr(value, "hour") else value.isoformat())
