"""One noun a file: what screens and jobs read."""
