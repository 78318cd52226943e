"""`python -m` with the package's name: look up events, and check messages."""

from __future__ import annotations

import sys

from ._command.main import main

if __name__ == "__main__":
    sys.exit(main())
