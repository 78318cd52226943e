"""Redaction with every kind of type that a catalogue may have."""

from __future__ import annotations

from pathlib import Path

from tests.codegen import mini, packages
from tests.codegen.diff_cases import DAY, edited

FIELDS = """\
          sealed: string(boolean), e.g. true -- Whether it is sealed.
          tons: string(number), e.g. 1.25 -- Weight in tons.
          stops: 'string{}, e.g. {"a": "b"} -- Stops by name.'
          loads: Pallet{} -- Pallets by name.
          driver: string?, e.g. Ada -- Who drives.
          axles: integer[] | integer, e.g. [1] -- Numbers of its axles.
"""
HANDLER = """
def handle(dw):
    sent = {"id": "m", "data": {
        "eventCode": "gate-opening", "gate": "12", "sealed": "true", "tons": "12.50e3",
        "stops": {"secret": "secret"}, "loads": {"secret": {"count": 77}},
        "driver": None, "axles": 77,
    }}
    assert not dw.parse(sent).problems, dw.parse(sent).problems
    made = dw.redact(sent, key="key")
    assert not dw.parse(made).problems, dw.parse(made).problems
    assert "secret" not in str(made) and "77" not in str(made)
    data = made["data"]
    assert data["sealed"] == "true" and data["driver"] is None
    assert data["tons"] != "12.50e3" and data["tons"].endswith("e3")
    listed = dict(sent["data"], axles=[77], driver="secret")
    other = dw.redact({"id": "m", "data": listed}, key="key")["data"]
    assert other["axles"] == [data["axles"]] and other["driver"] in data["stops"].values()
    return sorted(data)
"""


def test_every_type_has_its_stand_ins(tmp_path: Path) -> None:
    text = edited(mini.TEXT, ((DAY, DAY + FIELDS),))
    names = "['axles', 'driver', 'eventCode', 'gate', 'loads', 'sealed', 'stops', 'tons']"
    assert packages.outcome(text, HANDLER, tmp_path) == names
