"""JSON values for property tests, and a comparison that tells apart what `==` does not."""

from __future__ import annotations

import hypothesis.strategies as st

TEXTS = st.text(max_size=12) | st.text(
    st.characters(codec=None, categories=("Cs", "Cc", "Lo", "So", "Zl")), max_size=4
)
NUMBERS = (
    st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from((-0.0, 0.0, 1.0, 1e16, 1e22, 1e-7, 5e-324, 1.7976931348623157e308, 2**63))
)
NAMES = TEXTS | st.sampled_from(
    ("__class__", "__proto__", "data", "extra", "as_sent", "WIRE", "id")
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def same(one: object, other: object) -> bool:
    """Whether both are the same JSON, `1`, `1.0` and `true` being different, and `0.0`, `-0.0`."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and repr(one) == repr(other)
