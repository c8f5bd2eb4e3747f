"""The files of another CRM's export in the order they are read, each with its columns."""

from db.imports.fields import Target

LONG = 32_767
"""Texts that may be longer than their column: they are cut, and that is told."""

_KEY = Target("text", required=True, length=60)
_DELETED = Target("text", length=8)
_ACTIVITY: dict[str, Target] = {
    "key": _KEY,
    "account": Target("text", length=60),
    "contact": Target("text", length=60),
    "owner": Target("text", required=True, length=120),
    "name": Target("text", required=True, length=LONG),
    "kind": Target("text", length=24),
    "status": Target("text", required=True, length=24),
    "planned_on": Target("moment"),
    "done_on": Target("moment"),
    "result": Target("text", length=24),
    "outcome": Target("text", length=LONG),
    "deleted": _DELETED,
}

CRM: dict[str, dict[str, Target]] = {
    "users": {
        "key": _KEY,
        "login": Target("text", length=120),
        "email": Target("text", length=120),
        "unit": Target("text", length=80),
    },
    "accounts": {
        "key": _KEY,
        "number": Target("text", required=True, length=40),
        "name": Target("text", required=True, length=120),
        "kind": Target("text", length=24),
        "owner": Target("text", required=True, length=120),
        "industry": Target("text", length=60),
        "region": Target("text", length=40),
        "phone": Target("text", length=60),
        "email": Target("text", length=120),
        "address": Target("text", length=200),
        "id_number": Target("text", length=40),
        "since": Target("moment"),
        "needs": Target("text", length=LONG),
        "deleted": _DELETED,
    },
    "contacts": {
        "key": _KEY,
        "account": Target("text", required=True, length=60),
        "name": Target("text", required=True, length=80),
        "role": Target("text", length=24),
        "title": Target("text", length=60),
        "phone": Target("text", length=60),
        "deleted": _DELETED,
    },
    "tasks": _ACTIVITY,
    "calls": _ACTIVITY,
    "events": _ACTIVITY,
}

ACTIVITIES = ("tasks", "calls", "events")
