"""Beside the stages: add.  In: captured messages and the catalogue.  Out: the YAML to add.

What a message does not say is marked as inferred; no value of a message is written.
"""
