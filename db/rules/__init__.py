"""Pure functions that hold the trade's arithmetic."""
