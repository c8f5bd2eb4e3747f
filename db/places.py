"""Places in a kept statement for the records that a run asks about: the same statement serves each of them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BindParameter

from db.access import Actor

ASKED, PROVEN = "asked_ids", "proven_customers"


class Proven(tuple[int, ...]):  # noqa: SLOT001 - a tuple takes none
    """Ids of customers that a query of this very transaction found in the actor's sight; only `prove` makes one."""

    actor: Actor


class Place(BindParameter[int]):
    """Ids given with each run: any to what bears the scope beside them, else only those of proven customers."""

    inherit_cache = True

    def __init__(self, actor: Actor, *, proven: bool) -> None:
        super().__init__(PROVEN if proven else ASKED, type_=sa.Integer(), expanding=True)
        self.actor, self.proven = actor, proven


def besides(parameters: Any, proven: AbstractSet[int]) -> Any:
    """The parameters given beside a statement that do not fill such places, or fill one for proven ids with others."""
    if not isinstance(parameters, Mapping):
        return parameters
    return {
        name: value
        for name, value in parameters.items()
        if name != ASKED and not (name == PROVEN and proven >= set(value))
    }


def are_proven(customers: Any, actor: Actor) -> bool:
    """Whether what names customers was, or will be when it is run, found in this actor's sight."""
    found = isinstance(customers, Proven) or (isinstance(customers, Place) and customers.proven)
    return found and customers.actor is actor
