"""The board of opportunities: a pile a stage, cards that are dragged from one to another."""
