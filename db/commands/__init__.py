"""One verb a file; a command never commits."""
