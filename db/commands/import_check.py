"""Says what publishing a staged file would do, and does none of it."""

from db.access import Actor
from db.imports.classify import judge
from db.imports.profiles import Profile
from db.imports.report import Tally, count, keep_rejects
from db.imports.seats import take_seats
from db.run import WritingSession


def import_check(session: WritingSession, actor: Actor, *, run_id: int, profile: Profile) -> Tally:
    """Judge the staged rows against the book as it is now; the book itself is left alone."""
    session.notebook.quiet = True
    connection = session.trusted()
    take_seats(connection, run_id, profile.booking.seats)
    judge(connection, run_id, profile.products)
    keep_rejects(connection, run_id)
    return count(connection, run_id)
