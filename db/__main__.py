"""`python -m db`: the command line."""

import sys

from db.cli.main import command_line

if __name__ == "__main__":
    sys.exit(command_line())
