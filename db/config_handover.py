"""The rules of config.toml on handing customers over: who has to approve, and who reads on afterwards."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db.config_part import Part

OrNever = Annotated[int, Field(ge=0)]


class Handover(Part):
    """What is asked of a handover; 0 asks for nothing.

    A department head who did not open it approves one of more customers, or of more premium in force, than this.
    `read_days` are the days for which a former owner who stays may still read what was handed over.
    """

    approval_over_customers: OrNever = 0
    approval_over_premium_yuan: OrNever = 0
    read_days: OrNever = 30

    def asks_approval(self, customers: int, premium: int) -> bool:
        """Whether a handover of so many customers and so much premium (fen) has to be approved."""
        most, dearest = self.approval_over_customers, self.approval_over_premium_yuan * 100
        return bool((most and customers > most) or (dearest and premium > dearest))
