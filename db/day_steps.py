"""The steps of the day's job: one that fails keeps no other from being done, and is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from db.access import SYSTEM
from db.commands.note_failure import note_failure
from db.errors import Busy, Refusal
from db.run import run

log = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Failed:
    """A step that was not done: the command's name, of whom if of one person, and why."""

    step: str
    person_id: int | None
    why: Refusal


@dataclass
class Steps:
    """One day's steps as they are tried. `again` is set where trying once more in an hour may do."""

    failed: list[Failed] = field(default_factory=list)
    again: bool = False

    def tried(
        self, step: str, work: Callable[[], Result], otherwise: Result, *, person_id: int | None = None
    ) -> Result:
        """What came of one step, or `otherwise` where it failed: that is for the log and for the audit."""
        try:
            return work()
        except (Refusal, SQLAlchemyError) as error:
            log.exception("the day's job: %s failed%s", step, f" for person {person_id}" if person_id else "")
            why = error if isinstance(error, Refusal) else Refusal("core.refused_by_database")
            self.again |= isinstance(error, (Busy, SQLAlchemyError))
            self.failed.append(Failed(step, person_id, why))
            _note(self.failed[-1])
            return otherwise


def _note(failed: Failed) -> None:
    """In the audit, for administrators; a database that takes no note either has told the log."""
    try:
        run(note_failure, SYSTEM, step=failed.step, person_id=failed.person_id, why=failed.why.key)
    except (Refusal, SQLAlchemyError):
        log.exception("a failure of the day's job could not be noted")
