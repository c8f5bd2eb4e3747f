"""Forms that change a record: each gives one order to one command."""
