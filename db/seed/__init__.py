"""The demo company: made-up people, customers and business, the same for the same seed and date."""
