"""Units and people as who keeps the accounts sees them."""
