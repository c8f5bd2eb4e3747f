"""Files on a few of the demo's customers: one page each that says what it stands for."""

from __future__ import annotations

from sqlmodel import col, select

from db.commands.add_attachment import add_attachment
from db.models.customers import Customer
from db.queries.actors import actor_named
from db.run import run
from db.scope import owns
from db.session import reading

PAPERS = (("保单扫描件.pdf", "Policy, scanned (demo)"), ("行驶证.pdf", "Vehicle licence (demo)"))
SOME = 3


def make_papers(login: str) -> None:
    """Hang two files on each of the first customers of somebody, in their name."""
    me = actor_named(login)
    if me is None:
        return
    with reading(me) as session:
        mine = select(Customer.id).where(owns(me, Customer)).order_by(col(Customer.id)).limit(SOME)
        customers = session.exec(mine).all()
    for number in customers:
        for name, words in PAPERS:
            run(add_attachment, me, customer_id=number or 0, name=name, content=page_of(words))


def page_of(words: str) -> bytes:
    """A PDF of one page with a line on it."""
    text = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    )
    file, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(file))
        file += f"{number} 0 obj\n{part}\nendobj\n"
    listed = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    trailer = f"xref\n0 {size}\n0000000000 65535 f \n{listed}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{file}{trailer}startxref\n{len(file)}\n%%EOF\n".encode("ascii")
