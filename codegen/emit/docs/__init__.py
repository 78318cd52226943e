"""The pages of the docs, as views that templates lay out."""
