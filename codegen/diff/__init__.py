"""Beside the stages: diff.  In: two `catalogue.json`.  Out: changes by meaning, and whom each touches.

With a user's Python files, the lines that are touched.
"""
