"""What the demo branch sells: products by line, and how each behaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A product: typical premium in yuan and its spread, how often it renews and loses, how it is paid."""

    code: str
    line: str
    zh: str
    en: str
    premium: int
    spread: float
    retention: float
    losses: float
    loss_ratio: float
    quarterly: float
    commission: float
    cover: int
    covered: str


LINES = {
    "motor": ("机动车险", "Motor"),
    "property": ("财产险", "Property"),
    "liability": ("责任险", "Liability"),
    "cargo": ("货运险", "Cargo"),
    "engineering": ("工程险", "Engineering"),
    "health": ("健康险", "Health"),
    "group": ("团体险", "Employee benefits"),
    "accident": ("意外险", "Accident"),
}

# fmt: off
KINDS = {kind.code: kind for kind in (
    Kind("private_car", "motor", "家用车险", "Private car", 3_900, 0.35, 0.84, 0.30, 0.64, 0.00, 0.16, 260, "家用轿车"),
    Kind("fleet", "motor", "营业车队险", "Commercial fleet", 46_000, 0.70, 0.82, 2.2, 0.70, 0.55, 0.12, 110, "车队"),
    Kind("home", "property", "家庭财产险", "Household", 860, 0.45, 0.78, 0.06, 0.34, 0.00, 0.22, 1500, "自有住宅"),
    Kind("works", "property", "企业财产险", "Commercial property", 38_000, 0.80, 0.86, 0.80, 0.50, 0.35, 0.13, 1300,
         "厂房及存货"),
    Kind("premises", "liability", "公众责任险", "Public liability", 12_000, 0.60, 0.83, 0.60, 0.44, 0.10, 0.14, 260,
         "经营场所"),
    Kind("employer", "liability", "雇主责任险", "Employer's liability", 26_000, 0.70, 0.85, 1.4, 0.60, 0.35, 0.13, 320,
         "在册员工"),
    Kind("cargo", "cargo", "货物运输险", "Cargo", 31_000, 0.80, 0.80, 1.1, 0.53, 0.45, 0.13, 900, "年度货运"),
    Kind("site", "engineering", "建筑工程一切险", "Contractors' all risks", 64_000, 0.80, 0.25, 1.4, 0.45, 0.20, 0.10,
         600, "在建工程"),
    Kind("medical", "health", "百万医疗险", "Medical", 1_500, 0.45, 0.82, 0.22, 0.62, 0.20, 0.20, 1400, "被保险人"),
    Kind("critical", "health", "重大疾病险", "Critical illness", 6_800, 0.50, 0.92, 0.12, 0.46, 0.30, 0.22, 55,
         "被保险人"),
    Kind("benefits", "group", "员工福利保障", "Employee benefits", 52_000, 0.80, 0.87, 4.5, 0.72, 0.60, 0.09, 180,
         "在职员工"),
    Kind("group_life", "group", "团体意外险", "Group accident", 14_000, 0.65, 0.85, 0.9, 0.52, 0.15, 0.14, 600,
         "在册员工"),
    Kind("accident", "accident", "个人意外险", "Personal accident", 420, 0.40, 0.76, 0.05, 0.36, 0.00, 0.25, 1200,
         "被保险人"),
)}
# fmt: on
