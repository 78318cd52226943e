"""Stage 1 of 6: load.  In: YAML text.  Out: the written catalogue and findings.  Next: check.

Every value knows its file, line and column; what does not fit the format is a finding.
"""
