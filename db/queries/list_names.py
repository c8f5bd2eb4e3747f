"""The lists that a view in config.toml may show."""

LIST_NAMES = ("due_renewals", "overdue_instalments", "open_activities", "own_pipeline", "stalled", "team_day")
