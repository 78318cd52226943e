"""Stage 2 of 6: check.  In: the written catalogue.  Out: findings.  Next: resolve.

One module per subject, each with its rules; `checker` runs them all.
"""
