"""Stage 4 of 6: emit.  In: the resolved catalogue.  Out: what templates lay out.  Next: render.

One module or folder for each kind of output: Python classes, docs, schemas, AsyncAPI, fixtures.
"""
