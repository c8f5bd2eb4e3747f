"""The demo branch's five departments: whom they sell what, and how well."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Department:
    """A department: its sellers by team, its share of the customers, what it sells, how well and how it grows."""

    code: str
    name: str
    teams: tuple[int, ...]
    customers: float
    companies: float
    sells: dict[str, float]
    to_companies: dict[str, float]
    channels: dict[str, float]
    growth: float
    loyalty: float
    losses: float


# fmt: off
DEPARTMENTS = (
    Department("D1", "个人客户部", (3, 3, 2, 2), 0.34, 0.03,
               {"private_car": 5, "home": 1.5, "medical": 2, "critical": 1, "accident": 1.5},
               {"premises": 2, "works": 1},
               {"agent": 6, "online": 4}, 1.10, 0.02, 0.95),
    Department("D2", "企业客户部", (3, 2, 2), 0.15, 0.97,
               {"accident": 1}, {"works": 4, "premises": 2.5, "employer": 2, "cargo": 1, "site": 1},
               {"direct": 6, "broker": 4}, 1.15, 0.03, 0.90),
    Department("D3", "车险部", (3, 3, 2), 0.28, 0.12,
               {"private_car": 9, "accident": 1}, {"fleet": 9, "cargo": 1},
               {"agent": 7, "online": 3}, 0.95, -0.03, 1.07),
    Department("D4", "健康险部", (3, 2), 0.12, 0.38,
               {"medical": 5, "critical": 3, "accident": 1}, {"benefits": 5, "group_life": 4, "employer": 1},
               {"agent": 5, "direct": 5}, 1.45, 0.01, 1.0),
    Department("D5", "渠道业务部", (3, 2), 0.11, 0.28,
               {"private_car": 6, "home": 2, "medical": 2}, {"cargo": 4, "fleet": 3, "premises": 3},
               {"broker": 10}, 1.05, -0.05, 1.12),
)
# fmt: on
