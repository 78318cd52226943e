"""`python -m codegen`."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    try:
        from codegen.cli import main

        code = main()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
