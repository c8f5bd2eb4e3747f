"""The page of a project, a part a file."""
