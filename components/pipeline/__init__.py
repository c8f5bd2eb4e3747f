"""The manager's reports on the pipeline, a part a file; each leads down to the opportunities behind its figures."""
