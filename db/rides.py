"""What a guarded row brings along: children that ride with it, and the few columns that a ledger row lends."""

from __future__ import annotations

from db.access import KINDS
from db.models.people import Role
from db.models.policies import PremiumEvent
from db.models.talk import Comment

RIDES = {
    ("credit", "premium_event_id"): "premium_event",
    ("credit", "claim_event_id"): "claim_event",
    ("credit", "cost_id"): "cost",
    ("stage_change", "opportunity_id"): "opportunity",
    ("opportunity_origin", "opportunity_id"): "opportunity",
    ("close_date_change", "opportunity_id"): "opportunity",
    ("premium_change", "opportunity_id"): "opportunity",
    ("claim_event", "claim_id"): "claim",
    ("claim_party", "claim_id"): "claim",
    ("claim", "policy_id"): "policy",
    ("endorsement", "policy_id"): "policy",
    ("policy", "customer_id"): "customer",
    ("premium_event", "policy_id"): "policy",
    ("opportunity", "customer_id"): "customer",
    ("lead_event", "lead_id"): "lead",
    ("activity_participant", "activity_id"): "activity",
    ("comment", "day_plan_id"): "day_plan",
    ("contact", "customer_id"): "customer",
    ("ownership", "customer_id"): "customer",
}
"""(child, column) → parent: who sees the parent row sees the child row, if its role reads that table at all."""

_GROUPS_POLICY = frozenset({"id", "number", "product_id", "customer_id", "channel", "business_type"})
_GROUPS_CUSTOMER = frozenset({"id", "number", "region", "tier"})

LENDS: dict[tuple[str, str], tuple[str, frozenset[str]]] = {
    ("premium_event", "policy_id"): (
        "policy",
        _GROUPS_POLICY | {"inception", "expiry", "cover_end", "cover_ended_on"},
    ),
    ("claim", "policy_id"): ("policy", _GROUPS_POLICY),
    ("claim_event", "claim_id"): ("claim", frozenset({"id", "number", "policy_id", "reported_on", "status"})),
    ("policy", "customer_id"): ("customer", _GROUPS_CUSTOMER | {"first_policy_id", "first_cover_on"}),
    ("cost", "customer_id"): ("customer", _GROUPS_CUSTOMER),
    ("activity", "customer_id"): ("customer", _GROUPS_CUSTOMER),
    ("cost", "policy_id"): ("policy", _GROUPS_POLICY),
    ("lead", "opportunity_id"): ("opportunity", frozenset({"id", "outcome"})),
}
"""(ledger row, column) → the columns of the row it points to that figures may be grouped by."""

NARROWER: dict[tuple[Role, str], tuple[str, frozenset[str]] | None] = {
    (Role.SERVICE, "premium_event"): ("kind", frozenset(KINDS[Role.SERVICE, PremiumEvent])),
    (Role.SERVICE, "comment"): ("kind", frozenset(KINDS[Role.SERVICE, Comment])),
    (Role.CLAIMS, "policy"): None,
}
"""(role, child) → of which the role sees fewer rows than hang on the parents it sees: the child rides only where the
SELECT itself keeps a column to these values, or (None) never."""
