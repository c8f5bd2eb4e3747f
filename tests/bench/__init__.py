"""What the application costs at the size of a real branch: `python -m tests.bench`."""
