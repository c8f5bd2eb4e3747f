"""What is sold, for the forms that name a product."""

from __future__ import annotations

from sqlmodel import col, select

from db.models.policies import Product
from db.session import ActorSession


def products(session: ActorSession) -> dict[int, tuple[str, str]]:
    """Every product's Chinese and English name by id."""
    listed = select(Product.id, Product.zh, Product.en).order_by(col(Product.line), col(Product.code))
    return {int(number or 0): (zh, en) for number, zh, en in session.exec(listed)}


def first_of_line(session: ActorSession) -> dict[str, int]:
    """For each line the product that stands first in it, for a form that begins with one."""
    listed = select(Product.line, Product.id).order_by(col(Product.line), col(Product.code).desc())
    return {line: int(number or 0) for line, number in session.exec(listed)}
