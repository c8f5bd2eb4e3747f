"""What an audit row changed, in the reader's words: fields and codes by name, people by theirs, money in yuan."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from components.audit_names import command_name
from components.changes_handed import in_words
from components.declared import lane_name, region_name, source_name, way_name
from components.people.card import moment
from components.stages import any_stage_name
from components.words import NOTHING, day, language, money, native, plain, words
from db.errors import sentences
from db.models.claims import ClaimEventKind, ClaimStatus, PartyRole
from db.models.covers import Absence
from db.models.customers import ContactRole, CustomerKind, Tier
from db.models.every import column_types
from db.models.exports import Verdict
from db.models.handovers import HandoverReason, HandoverState
from db.models.imports import ImportState
from db.models.leads import LeadStep
from db.models.notices import NoticeAbout, NoticeKind
from db.models.people import Role, UnitKind
from db.models.policies import Basis, BusinessType, CostKind, NotRenewed, PolicyLinkKind, PremiumKind
from db.models.projects import MilestoneStatus, RiskState, Word
from db.models.reorganisations import ReorganisationKind, ReorganisationState
from db.models.sales import LeadStatus, Outcome, SaleKind
from db.models.search import RecordKind
from db.models.system import Audit
from db.models.talk import About, Part
from db.models.work import ActivityKind, ActivityStatus, Amended, Cause, Every
from db.names import Names
from db.queries.audits import Change, changes_of

PEOPLE = frozenset({"decided_by", "holder_id", "person", "person_id", "saved_by", "settled_by_id", "started_by"}) | {
    *("absent_id", "approved_by_id", "by_id", "done_by_id", "giver_signed_by_id", "leaver_id", "opened_by_id"),
    *("removed_by_id", "seen_id", "substitute_id", "successor_id", "undone_by_id"),
}
FLAGS = frozenset({"active", "by_rule", "can_write", "disabled"})
UNITS = frozenset({"unit_id", "parent_id"})
STAGES = frozenset({"stage", "from_stage", "to_stage"})
ORDINALS = frozenset({"from_day", "to_day"})
SENTENCES = frozenset({"refused"})
DECLARED: dict[str, Callable[[str], str]] = {
    "region": region_name,
    "source": source_name,
    "lane": lane_name,
    "way": way_name,
    "command": command_name,
}
_PARAM = re.compile(r"\{\w+\}")

CODE_NAMES: dict[type[StrEnum], Callable[[str], str]] = {
    Amended: lambda code: plain(f"amended.{code}"),
    Cause: lambda code: plain(f"cause.{code}"),
    Every: lambda code: plain(f"every.{code}"),
    About: lambda code: plain(f"about.{code}"),
    Verdict: lambda code: plain(f"verdict.{code}"),
    NoticeAbout: lambda code: plain(f"about.{code}"),
    ReorganisationKind: lambda code: plain(f"reorganise_kind.{code}"),
    ReorganisationState: lambda code: plain(f"reorganise_state.{code}"),
    NoticeKind: lambda code: plain(f"notice_kind.{code}"),
    Part: lambda code: plain(f"part.{code}"),
    Absence: lambda code: plain(f"absence.{code}"),
    ActivityKind: lambda code: plain(f"activity_kind.{code}"),
    ActivityStatus: lambda code: plain(f"activity_status.{code}"),
    Basis: lambda code: plain(f"basis.{code}"),
    BusinessType: lambda code: plain(f"business_type.{code}"),
    ClaimEventKind: lambda code: plain(f"entry.{code}"),
    ClaimStatus: lambda code: plain(f"claim_status.{code}"),
    ContactRole: lambda code: plain(f"contact_role.{code}"),
    CostKind: lambda code: plain(f"entry.{code}"),
    CustomerKind: lambda code: plain(f"customer_kind.{code}"),
    ImportState: lambda code: plain(f"import_state.{code}"),
    LeadStatus: lambda code: plain(f"lead_status.{code}"),
    LeadStep: lambda code: plain(f"lead_step.{code}"),
    MilestoneStatus: lambda code: plain(f"milestone_status.{code}"),
    RiskState: lambda code: plain(f"risk_state.{code}"),
    Word: lambda code: plain(f"word.{code}"),
    NotRenewed: lambda code: plain(f"not_renewed.{code}"),
    Outcome: lambda code: plain(f"outcome.{code}"),
    PartyRole: lambda code: plain(f"party_role.{code}"),
    PolicyLinkKind: lambda code: plain(f"policy_link_kind.{code}"),
    PremiumKind: lambda code: plain(f"entry.{code}"),
    RecordKind: lambda code: plain(f"page.{code}"),
    HandoverReason: lambda code: plain(f"handover_reason.{code}"),
    HandoverState: lambda code: plain(f"handover_state.{code}"),
    Role: lambda code: plain(f"role.{code}"),
    SaleKind: lambda code: plain(f"sale_kind.{code}"),
    Tier: lambda code: plain(f"tier.{code}"),
    UnitKind: lambda code: plain(f"unit_kind.{code}"),
}
"""How each code list is written; a code that is kept is always one of its list."""


def field_name(field: str) -> str:
    """A column or note by its name; one that has none stands for itself."""
    if f"audited.{field}" in words():
        return plain(f"audited.{field}")
    return plain(f"field.{field}") if f"field.{field}" in words() else field


def written(names: Names, table: str | None, field: str, value: Any) -> str:
    """A value before or after, as it is read."""
    if value is None or value == "":
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(names, table, field, value)
    if (told := in_words(names, table, field, value)) is not None:
        return told
    if isinstance(value, dict):
        return "; ".join(f"{_counted(field, key)}: {_how_many(number)}" for key, number in value.items())
    if field == "corrections":
        return "; ".join(f"{column}: {stood} → {taken} × {number}" for column, stood, taken, number in value)
    return _text(table, field, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def said(names: Names, row: Audit, changes: Iterable[Change] | None = None) -> list[Change]:
    """All that a row changed, or these changes of it, in words."""
    table = row.record_table
    return [
        Change(field_name(field), written(names, table, field, before), written(names, table, field, after))
        for field, before, after in (changes_of(row) if changes is None else changes)
    ]


def in_a_line(changes: Iterable[Change]) -> str:
    """Changes in words on one line; what was nothing before shows only what it is now."""
    shown = (change for change in changes if change.before or change.after)
    return "; ".join(
        f"{field}: {f'{before} → {after or NOTHING}' if before else after}" for field, before, after in shown
    )


def _number(names: Names, table: str | None, field: str, value: int) -> str:
    if field in PEOPLE:
        return names.person(value)
    if field in FLAGS and value in (0, 1):
        return plain("draft.yes") if value else plain("draft.no")
    if field in ORDINALS:
        return day(date.fromordinal(value))
    if field in UNITS and table != "customer":
        return names.units[value].name if value in names.units else str(value)
    of = column_types().get((table or "", field))
    return money(value) if isinstance(of, sa.BigInteger) else str(value)


def _text(table: str | None, field: str, value: str) -> str:
    of = column_types().get((table or "", field))
    if isinstance(getattr(of, "impl_instance", of), sa.DateTime):
        return moment(datetime.fromisoformat(value))
    if field in STAGES:
        return any_stage_name(value)
    if field in DECLARED:
        return DECLARED[field](value)
    if field == "language":
        return native(value)
    if field in SENTENCES:
        return _sentence(value)
    return _coded(of, field, value)


def _coded(of: Any, field: str, value: str) -> str:
    kind: Any = of.enum_class if isinstance(of, sa.Enum) else None
    if kind is not None:
        return CODE_NAMES[kind](value)
    if field in ("role", "page"):
        return plain(f"{field}.{value}")
    if field == "broken" and f"audit_break.{value}" in words():
        return plain(f"audit_break.{value}")
    named = field in ("provider", "purpose") and f"audited_value.{value}" in words()
    return plain(f"audited_value.{value}") if named else value


def _counted(field: str, key: str) -> str:
    if field == "stages":
        return any_stage_name(key)
    for kind in ("import_part", "import_rule"):
        if f"{kind}.{key}" in words():
            return plain(f"{kind}.{key}")
    return plain(f"anomaly.{key}") if f"anomaly.{key}" in words() else _sentence(key)


def _how_many(number: int | dict[str, int]) -> str:
    """A count, or the counts of one file of several."""
    if not isinstance(number, dict):
        return str(number)
    return ", ".join(f"{plain(f'import_count.{key}')} {each}" for key, each in number.items())


def _sentence(key: str) -> str:
    """A refusal without what it was about, which the audit does not keep."""
    texts = sentences().get(key)
    return _PARAM.sub("…", texts[language()]) if texts else key
