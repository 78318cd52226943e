"""The last stage: the catalogue as a web site, a tree of pages for each language.

In come the resolved catalogue, the views and the tree of files of `codegen.pipeline`; out goes a
folder for any static host.  Nothing comes after it.
"""
