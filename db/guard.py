"""The check that fails closed: no statement on a protected table runs without the mark of the actor's own scope.

A FROM element is guarded when an AND-ed criterion compares one of its columns with a SELECT that `db.scope` marked
for this very actor. Declared children ride along with a guarded parent; a ledger row lends the few columns of its
policy and customer that figures are grouped by.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Alias, Column, Join, Select, Table
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ClauseElement, ColumnClause, Grouping
from sqlalchemy.sql.selectable import CTE, CompoundSelect, ScalarSelect, SelectStatementGrouping, Subquery
from sqlmodel import SQLModel

from db.access import HIDDEN, Actor
from db.clauses import conjuncts, correlated, counts_rows, is_from, listed, raw, values_of
from db.errors import Denied
from db.everything import Everything
from db.marks import BESIDE, marked, table_name
from db.models.people import Role
from db.places import besides
from db.reads import EVERYBODY, READS
from db.rides import LENDS, NARROWER, RIDES
from db.statements import statements, tables_of

FROM_WRAPPERS = (Subquery, CTE, Alias)
WRAPPERS = (*FROM_WRAPPERS, ScalarSelect, Grouping, SelectStatementGrouping)

OPEN_TABLES = frozenset(model.__tablename__ for model in EVERYBODY)


@dataclass
class _Query:
    """What one SELECT reads from, and what holds for each element; `placed` stand in its own FROM for certain."""

    froms: set[Any] = field(default_factory=set)
    placed: set[Any] = field(default_factory=set)
    wholes: set[Any] = field(default_factory=set)
    guarded: set[Any] = field(default_factory=set)
    lent: dict[Any, frozenset[str]] = field(default_factory=dict)
    columns: list[Any] = field(default_factory=list)
    kept_to: dict[tuple[Any, str], frozenset[str]] = field(default_factory=dict)
    links: list[tuple[Any, Any, Any]] = field(default_factory=list)
    nested: list[tuple[Any, bool]] = field(default_factory=list)


class Guard:
    """Checks one statement for one actor; `check` raises Denied."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.hidden = HIDDEN.get(actor.role, frozenset())

    def check(self, statement: Any, parameters: Any = None, proven: AbstractSet[int] = frozenset()) -> None:
        """Refuse a statement that reads or writes a protected table without the actor's scope.

        `proven` are ids of customers that this transaction found in the actor's sight.
        """
        if self.actor.role is Role.SYSTEM:
            return
        # Parameters given beside a statement would replace those of the scope in it; a place's own replace none.
        parameters = besides(parameters, proven)
        if parameters and not tables_of(statement) <= OPEN_TABLES:
            raise Denied("core.out_of_scope")
        if isinstance(statement, (Insert, Update, Delete)):
            raise Denied("core.not_allowed")
        if isinstance(statement, Select):
            known = statements()
            if parameters or not known.passed(statement, self.actor):
                self._select(statement, frozenset(), top=True)
                known.passes(statement, self.actor)
        else:
            self._nested(statement, frozenset())

    def _select(self, statement: Select[Any], outer: frozenset[Any], *, top: bool = False) -> None:
        if marked(statement, self.actor):
            return
        self._plain(statement)
        query = _Query()
        self._gather(statement, query, top=top)
        # What only criteria name comes from the SELECT around this one, if there is anything else to read from.
        outer = correlated(statement, outer) - query.placed
        self._spread(query, outer)
        own = query.froms - outer
        settled = outer if own else frozenset()
        for element in query.froms:
            if element not in settled:
                self._settle(element, query)
        inside = frozenset(query.guarded - outer)
        for nested, correlates in query.nested:
            self._nested(nested, inside if correlates else frozenset())

    def _nested(self, nested: Any, outer: frozenset[Any]) -> None:
        if isinstance(nested, Select):
            self._select(nested, outer)
        elif isinstance(nested, CompoundSelect):
            if not marked(nested, self.actor):
                self._compound(nested, outer)
        elif isinstance(nested, WRAPPERS):
            self._nested(nested.element, outer)
        elif not listed(nested):
            raise Denied("core.out_of_scope")

    def _compound(self, compound: CompoundSelect[Any], outer: frozenset[Any]) -> None:
        self._plain(compound)
        for part in compound.selects:
            self._nested(part, outer)
        query = _Query()
        self._rest(compound, query)
        if query.froms:
            raise Denied("core.out_of_scope")
        for nested, _correlates in query.nested:
            self._nested(nested, frozenset())

    def _plain(self, statement: Any) -> None:
        """Refuse what reaches the database as text, and what is added to a statement behind this check."""
        beside = (getattr(statement, name, None) for name in BESIDE)
        if any(isinstance(one, ClauseElement) or one for one in beside):
            raise Denied("core.out_of_scope")

    def _gather(self, statement: Select[Any], query: _Query, *, top: bool) -> None:
        for one in statement._raw_columns:
            self._from(one, query, placed=bool(statement._setup_joins))
            if isinstance(one, (Table, Alias)):
                self._whole(one, query, top=top)
        for element in statement._from_obj:
            self._from(element, query, placed=True)
        for target, onclause, left, flags in statement._setup_joins:
            self._from(target, query, placed=True)
            if left is not None:
                self._from(left, query, placed=True)
            self._join(onclause, target if flags["isouter"] else None, query, full=flags["full"])
        for criterion in statement._where_criteria:
            self._criterion(criterion, None, query)
        for clause in (*statement._having_criteria, *statement._distinct_on):
            self._walk(clause, query)
        self._rest(statement, query)

    def _rest(self, statement: Any, query: _Query) -> None:
        """Order, groups and limits, which may hold SELECTs as well."""
        limits = (statement._limit_clause, statement._offset_clause, statement._fetch_clause)
        for clause in (*statement._group_by_clauses, *statement._order_by_clauses, *limits):
            if clause is not None:
                self._walk(clause, query)

    def _from(self, element: Any, query: _Query, *, placed: bool = False) -> None:
        if isinstance(element, Join):
            self._from(element.left, query, placed=True)
            self._from(element.right, query, placed=True)
            self._join(element.onclause, element.right if element.isouter else None, query, full=element.full)
        elif table_name(element):
            query.froms.add(element)
            if placed:
                query.placed.add(element)
        elif isinstance(element, FROM_WRAPPERS):
            # Each of its columns names it; to look at it once is enough.
            if not any(known is element for known, _scalar in query.nested):
                query.nested.append((element, False))
        elif is_from(element):
            if not listed(element):
                raise Denied("core.out_of_scope")
        else:
            before = set(query.froms)
            self._walk(element, query)
            if placed:
                query.placed |= query.froms - before

    def _whole(self, element: Any, query: _Query, *, top: bool) -> None:
        """A whole record is asked for: the session leaves hidden fields out of a mapped one, any other is refused."""
        query.wholes.add(element)
        mapped = top and isinstance(element, Table) and "parententity" in element._annotations
        if not mapped and any(name.startswith(f"{table_name(element)}.") for name in self.hidden):
            raise Denied("core.not_allowed")

    def _join(self, onclause: Any, receiver: Any, query: _Query, *, full: bool) -> None:
        if full or onclause is None:
            raise Denied("core.out_of_scope")
        self._criterion(onclause, receiver, query)

    def _criterion(self, criterion: Any, receiver: Any, query: _Query) -> None:
        """Note guards and links; with an outer join only its own target may gain from its ON clause."""
        for part in conjuncts(criterion):
            if isinstance(part, Everything):
                if part.actor is self.actor:
                    self._guard(part.rows, receiver, query)
                continue
            if isinstance(part, BinaryExpression) and isinstance(part.left, Column):
                if part.operator is operators.in_op and marked(part.right, self.actor, part.left):
                    query.columns.append(part.left)
                    self._guard(part.left.table, receiver, query)
                    continue
                if part.operator is operators.eq and isinstance(part.right, Column):
                    query.links += [(part.left, part.right, receiver), (part.right, part.left, receiver)]
                if isinstance(part.right, BindParameter) and receiver in (None, part.left.table):
                    query.kept_to[part.left.table, part.left.name] = values_of(part)
            self._walk(part, query)

    def _guard(self, element: Any, receiver: Any, query: _Query) -> None:
        if receiver is None or receiver == element:
            query.guarded.add(element)
            query.froms.add(element)

    def _walk(self, clause: Any, query: _Query) -> None:
        """Note columns, and nested SELECTs without going into them."""
        if isinstance(clause, (Select, CompoundSelect)):
            query.nested.append((clause, True))
        elif raw(clause):
            raise Denied("core.out_of_scope")
        elif isinstance(clause, ColumnClause):
            query.columns.append(clause)
            self._from(clause.table, query)
        elif is_from(clause):
            self._from(clause, query)
            query.wholes.add(clause)
        elif not counts_rows(clause):
            for child in clause.get_children():
                self._walk(child, query)

    def _spread(self, query: _Query, outer: frozenset[Any]) -> None:
        """Let children ride with guarded parents, and ledger rows lend columns, until nothing changes."""
        for _ in range(len(query.links) + 1):
            before = (len(query.guarded), len(query.lent))
            for mine, other, receiver in query.links:
                if other.name != "id":
                    continue
                name, parent = (table_name(mine.table) or "", mine.name), table_name(other.table)
                carried = RIDES.get(name) == parent and other.table in query.guarded | outer
                if carried and self._rides(mine.table, query):
                    self._guard(mine.table, receiver, query)
                if name in LENDS and LENDS[name][0] == parent:
                    source = mine.table in query.guarded or mine.table in query.lent
                    if source and (receiver is None or receiver == other.table):
                        query.lent.setdefault(other.table, LENDS[name][1])
            if before == (len(query.guarded), len(query.lent)):
                return

    def _rides(self, element: Any, query: _Query) -> bool:
        name = table_name(element) or ""
        if not any(name == model.__tablename__ for tables in READS.get(self.actor.role, {}) for model in tables):
            return False
        narrower = NARROWER.get((self.actor.role, name), ("", frozenset()))
        if narrower is None or not narrower[0]:
            return narrower is not None
        return query.kept_to.get((element, narrower[0]), frozenset({""})) <= narrower[1]

    def _settle(self, element: Any, query: _Query) -> None:
        """Refuse an element that is neither open, guarded, nor lent for just the columns used."""
        name = table_name(element)
        used = {column.name for column in query.columns if column.table == element}
        if any(f"{name}.{column}" in self.hidden for column in used):
            raise Denied("core.not_allowed")
        if name in OPEN_TABLES or element in query.guarded:
            return
        lent = query.lent.get(element)
        if lent is None or element in query.wholes or not used <= lent:
            raise Denied("core.out_of_scope")


def protected(model: type[SQLModel]) -> bool:
    """Whether rows of a table are shown by scope only."""
    return model.__tablename__ not in OPEN_TABLES
