"""The figures by family; db/metrics.py holds them all by name."""
