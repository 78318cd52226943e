"""Stage 5 of 6: render.  In: views and templates.  Out: files in memory.  Next: write.

A template stands at the path that it makes; Python that was made is formatted here.
"""
