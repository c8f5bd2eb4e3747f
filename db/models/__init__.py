"""The tables, a file per family."""
