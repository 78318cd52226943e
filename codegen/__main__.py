"""`python -m codegen`."""

from __future__ import annotations

import gc
import sys

if __name__ == "__main__":
    # Nearly all that is made lives to the end of the run: looking for garbage costs a fifth of it.
    gc.disable()
    try:
        from codegen.cli import main

        code = main()
    except KeyboardInterrupt:
        code = 130
    except ModuleNotFoundError as error:
        # A package that cannot be imported, or whose version is not known.
        sys.stderr.write(
            f"codegen: expected the tools of the generator, {error.name} is missing; "
            "run: python -m pip install -e '.[dev]'\n"
        )
        code = 2
    sys.exit(code)
