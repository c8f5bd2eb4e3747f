"""What draws: tiles, charts, tables, forms and words; no query is written here."""
