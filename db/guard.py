"""The check that fails closed: no statement on a protected table runs without the mark of the actor's own scope.

A FROM element is guarded when an AND-ed criterion compares one of its columns with a SELECT that `db.scope` marked
for this very actor. Declared children ride along with a guarded parent; a ledger row lends the few columns of its
policy and customer that figures are grouped by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Alias, Column, Join, Select, Table
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnClause, Grouping, TextClause
from sqlalchemy.sql.selectable import CTE, CompoundSelect, ScalarSelect, Subquery, Values
from sqlmodel import SQLModel

from db.access import EVERYBODY, HIDDEN, Actor
from db.errors import Denied
from db.models.people import Role
from db.scope import MARK, Everything

RIDES = {
    ("credit", "premium_event_id"): "premium_event",
    ("credit", "claim_event_id"): "claim_event",
    ("credit", "cost_id"): "cost",
    ("stage_change", "opportunity_id"): "opportunity",
    ("claim_event", "claim_id"): "claim",
    ("claim_party", "claim_id"): "claim",
    ("claim", "policy_id"): "policy",
    ("endorsement", "policy_id"): "policy",
    ("policy", "customer_id"): "customer",
    ("premium_event", "policy_id"): "policy",
    ("opportunity", "customer_id"): "customer",
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
}
"""(ledger row, column) → the columns of the row it points to that figures may be grouped by."""

OPEN_TABLES = frozenset(model.__tablename__ for model in EVERYBODY)


def _root(element: Any) -> str | None:
    """The table name behind a FROM element, None if it is no plain table or alias of one."""
    if isinstance(element, Alias):
        element = element.element
    return element.name if isinstance(element, Table) else None


def _conjuncts(clause: Any) -> Iterator[Any]:
    """The AND-ed parts of a criterion."""
    if isinstance(clause, Grouping):
        yield from _conjuncts(clause.element)
    elif isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _conjuncts(part)
    elif clause is not None:
        yield clause


@dataclass
class _Query:
    """What one SELECT reads from, and what holds for each element."""

    froms: set[Any] = field(default_factory=set)
    wholes: set[Any] = field(default_factory=set)
    guarded: set[Any] = field(default_factory=set)
    lent: dict[Any, frozenset[str]] = field(default_factory=dict)
    columns: list[Any] = field(default_factory=list)
    links: list[tuple[Any, Any, Any]] = field(default_factory=list)
    nested: list[tuple[Any, bool]] = field(default_factory=list)


class Guard:
    """Checks one statement for one actor; `check` raises Denied."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.hidden = HIDDEN.get(actor.role, frozenset())

    def check(self, statement: Any) -> None:
        """Refuse a statement that reads or writes a protected table without the actor's scope."""
        if self.actor.role is Role.SYSTEM:
            return
        if isinstance(statement, CompoundSelect):
            for part in statement.selects:
                self._nested(part, frozenset())
        elif isinstance(statement, Select):
            self._select(statement, frozenset(), top=True)
        elif isinstance(statement, (Insert, Update, Delete)):
            raise Denied("core.not_allowed")
        elif isinstance(statement, (Grouping, ScalarSelect, Subquery, CTE)):
            self.check(statement.element)
        else:
            raise Denied("core.out_of_scope")

    def _select(self, statement: Select[Any], outer: frozenset[Any], *, top: bool = False) -> None:
        if statement.get_execution_options().get(MARK) is self.actor:
            return
        query = _Query()
        self._gather(statement, query, top=top)
        self._spread(query, outer)
        own = query.froms - outer
        settled = outer if own else frozenset()
        for element in query.froms:
            if element not in settled:
                self._settle(element, query)
        inside = frozenset(query.guarded | set(outer))
        for nested, correlates in query.nested:
            self._nested(nested, inside if correlates else frozenset())

    def _nested(self, nested: Any, outer: frozenset[Any]) -> None:
        if isinstance(nested, CompoundSelect):
            if nested.get_execution_options().get(MARK) is not self.actor:
                for part in nested.selects:
                    self._nested(part, outer)
        elif isinstance(nested, Select):
            self._select(nested, outer)
        elif not isinstance(nested, Values):
            self._nested(nested.element, outer)

    def _gather(self, statement: Select[Any], query: _Query, *, top: bool) -> None:
        for raw in statement._raw_columns:
            self._from(raw, query)
            if isinstance(raw, (Table, Alias)):
                self._whole(raw, query, top=top)
        for element in statement._from_obj:
            self._from(element, query)
        for target, onclause, _left, flags in statement._setup_joins:
            self._from(target, query)
            self._join(onclause, target if flags["isouter"] else None, query, full=flags["full"])
        for criterion in statement._where_criteria:
            self._criterion(criterion, None, query)
        rest = (*statement._having_criteria, *statement._group_by_clauses, *statement._order_by_clauses)
        for clause in rest:
            self._walk(clause, query)

    def _from(self, element: Any, query: _Query) -> None:
        if isinstance(element, Join):
            self._from(element.left, query)
            self._from(element.right, query)
            self._join(element.onclause, element.right if element.isouter else None, query, full=element.full)
        elif isinstance(element, (Table, Alias)) and _root(element):
            query.froms.add(element)
        elif isinstance(element, (Subquery, CTE, CompoundSelect)):
            query.nested.append((element, False))
        elif not isinstance(element, Values):
            self._walk(element, query)

    def _whole(self, element: Any, query: _Query, *, top: bool) -> None:
        """A whole record is asked for: the session leaves hidden fields out of a mapped one, any other is refused."""
        query.wholes.add(element)
        mapped = top and isinstance(element, Table) and "parententity" in element._annotations
        if not mapped and any(name.startswith(f"{_root(element)}.") for name in self.hidden):
            raise Denied("core.not_allowed")

    def _join(self, onclause: Any, receiver: Any, query: _Query, *, full: bool) -> None:
        if full or onclause is None:
            raise Denied("core.out_of_scope")
        self._criterion(onclause, receiver, query)

    def _criterion(self, criterion: Any, receiver: Any, query: _Query) -> None:
        """Note guards and links; with an outer join only its own target may gain from its ON clause."""
        for part in _conjuncts(criterion):
            if isinstance(part, Everything):
                if part.actor is self.actor:
                    self._guard(part.rows, receiver, query)
                continue
            if isinstance(part, BinaryExpression) and isinstance(part.left, Column):
                if part.operator is operators.in_op and self._is_marked(part.right):
                    query.columns.append(part.left)
                    self._guard(part.left.table, receiver, query)
                    continue
                if part.operator is operators.eq and isinstance(part.right, Column):
                    query.links += [(part.left, part.right, receiver), (part.right, part.left, receiver)]
            self._walk(part, query)

    def _guard(self, element: Any, receiver: Any, query: _Query) -> None:
        if receiver is None or receiver == element:
            query.guarded.add(element)
            query.froms.add(element)

    def _is_marked(self, right: Any) -> bool:
        inner = right.element if isinstance(right, (ScalarSelect, Grouping)) else right
        if isinstance(inner, Grouping):
            inner = inner.element
        options = getattr(inner, "get_execution_options", None)
        return options is not None and options().get(MARK) is self.actor

    def _walk(self, clause: Any, query: _Query) -> None:
        """Note columns, and nested SELECTs without going into them."""
        if isinstance(clause, (Select, CompoundSelect)):
            query.nested.append((clause, True))
            return
        if isinstance(clause, (Subquery, CTE)):
            query.nested.append((clause, False))
            return
        literal = isinstance(clause, ColumnClause) and clause.is_literal and clause.name != "*"
        if literal or isinstance(clause, TextClause):
            raise Denied("core.out_of_scope")
        if isinstance(clause, Column):
            query.columns.append(clause)
            query.froms.add(clause.table)
            return
        if isinstance(clause, ColumnClause) and isinstance(clause.table, (Subquery, CTE)):
            query.nested.append((clause.table, False))
            return
        for child in clause.get_children():
            self._walk(child, query)

    def _spread(self, query: _Query, outer: frozenset[Any]) -> None:
        """Let children ride with guarded parents, and ledger rows lend columns, until nothing changes."""
        for _ in range(len(query.links) + 1):
            before = (len(query.guarded), len(query.lent))
            for mine, other, receiver in query.links:
                if other.name == "id":
                    self._ride(mine, other, receiver, query, outer)
                    self._lend(mine, other, receiver, query)
            if before == (len(query.guarded), len(query.lent)):
                return

    def _ride(self, mine: Any, other: Any, receiver: Any, query: _Query, outer: frozenset[Any]) -> None:
        """A child of a guarded parent is guarded, if the actor's role reads its table at all."""
        parent = RIDES.get((_root(mine.table) or "", mine.name))
        seen = parent == _root(other.table) and other.table in query.guarded | outer
        if seen and (receiver is None or receiver == mine.table) and self._reads(mine.table):
            query.guarded.add(mine.table)

    def _lend(self, mine: Any, other: Any, receiver: Any, query: _Query) -> None:
        """A row in sight lends the few columns of what it points to."""
        table, columns = LENDS.get((_root(mine.table) or "", mine.name), (None, frozenset()))
        lends = table == _root(other.table) and (mine.table in query.guarded or mine.table in query.lent)
        if lends and (receiver is None or receiver == other.table):
            query.lent.setdefault(other.table, columns)

    def _reads(self, element: Any) -> bool:
        from db.access import READS

        name = _root(element)
        return any(name == model.__tablename__ for tables in READS.get(self.actor.role, {}) for model in tables)

    def _settle(self, element: Any, query: _Query) -> None:
        """Refuse an element that is neither open, guarded, nor lent for just the columns used."""
        name = _root(element)
        if name is None:
            if not isinstance(element, (Subquery, CTE, Values)):
                raise Denied("core.out_of_scope")
            return
        used = {column.name for column in query.columns if column.table == element}
        if any(f"{name}.{column}" in self.hidden for column in used):
            raise Denied("core.not_allowed")
        if name in OPEN_TABLES or element in query.guarded:
            return
        lent = query.lent.get(element)
        if lent is None or element in query.wholes or not used <= lent:
            raise Denied("core.out_of_scope")


def tables_of(statement: Any) -> set[str]:
    """Names of all tables a statement touches."""
    return {element.name for element in visitors.iterate(statement) if isinstance(element, Table)}


def protected(model: type[SQLModel]) -> bool:
    """Whether rows of a table are shown by scope only."""
    return model.__tablename__ not in OPEN_TABLES
