"""What the stages pass on: the catalogue as a maintainer writes it, and as it is meant.

Frozen classes and the rules of names and inheritance between them; every stage imports these.
"""
