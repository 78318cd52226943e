"""The catalogue as a web site: Sphinx over the pages of the docs, and a home page of its own."""
