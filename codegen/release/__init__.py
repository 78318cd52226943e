"""Beside the stages: release.  In: what `pipeline.build` gave, and what earlier releases left.

Out: whether a version promises enough, its section of the changelog, and what it leaves behind.
"""
