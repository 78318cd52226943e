"""Stage 3 of 6: resolve.  In: a written catalogue without findings.  Out: the resolved one.

Every reference is followed, every override applied, every name made.  Next: emit.
"""
