"""Stage 6 of 6: write.  In: files in memory.  Out: the directory, or how it differs.

The new tree is built beside the old one and exchanged with it, so nothing is half written.
"""
