"""The lists that a view in config.toml may show."""

LIST_NAMES = (
    "due_renewals", "overdue_instalments", "open_activities", "own_pipeline", "own_leads", "pool", "stalled",
    "team_day",
)  # fmt: skip
