"""The page of a salesperson's day, by its parts."""
