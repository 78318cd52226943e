"""For each rule of the comparison: two small catalogues, and a handler that notices the change."""

from __future__ import annotations

import attrs

from tests.codegen import mini

Edit = tuple[str, str]

PRELUDE = """
import depot_events
import depot_events as dw
from depot_events import *

def pallet(**more):
    known = {"eventCode": "pallet-changed", "state": "stored", "shelfID": 3}
    return depot_events.parse({"id": "m", "data": known | more})

def lorry(**more):
    known = {"eventCode": "gate-opening", "gate": "12"}
    return depot_events.parse({"id": "m", "data": known | more})
"""


@attrs.frozen
class Case:
    """A change of the small catalogue, and what a handler gives before and after it."""

    rule: str
    edits: tuple[Edit, ...]
    """What is replaced in the small catalogue to make the new one."""
    handler: str
    """The body of `handle`, in which the package is `dw`."""
    before: str
    after: str
    """What the handler gives, or the name of the error that it raises."""
    first: tuple[Edit, ...] = ()
    """What is replaced in both."""
    prelude: str = ""

    def __str__(self) -> str:
        return self.rule

    @property
    def old(self) -> str:
        return edited(mini.TEXT, (_PACKED, *self.first))

    @property
    def new(self) -> str:
        return edited(self.old, self.edits)

    @property
    def code(self) -> str:
        body = "".join(f"    {line}\n" for line in self.handler.splitlines())
        return f"{PRELUDE}{self.prelude}\ndef handle(dw):\n{body}"


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    for old, new in edits:
        text = mini.broken(old, new, text)
    return text


STORED = "      stored: it stands on a shelf\n"
MOVED = '      moved: {is: "it is on a fork-lift", aliases: [moving]}\n'
LEFT = """\
          lorry-left:
            type: depot:Gate:LorryLeft
            title: Lorry left
            text: A lorry drove off.
            kind: regular
            retired:
              note: The handbook no longer lists it.
              instead: gate-opening
"""
ARRIVED = """\
          lorry-arrived:
            type: depot:Gate:LorryArrived
            title: Lorry arrived
            text: A lorry came.
            kind: regular
"""
DAY = "          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"
PRIORITY = "          priority: Priority -- How soon.\n"
GATE = "          gate: {required: true}\n          day"
SHARED_GATE = "  gate: string(integer), e.g. 12 -- Number of the gate.\n"
TWO_FORMS = SHARED_GATE.replace("string(integer)", "string(integer) | integer")
NAMED_ARRIVAL = """\
          arrival:
            is: string(iso-day), e.g. 2031-05-04 -- Day of arrival.
            formerly: day
"""
VERDICT = """\
      verdict:
        is: string, e.g. open -- Open or shut.
        required: true
"""
SEALED = "          seal: string, e.g. s-1 -- Number of the seal.\n"
COUNT = "      count:\n      weights"
PALLET_WEIGHTS = "      weights: number[], e.g. [1.5, 20] -- Weights in kilograms.\n"
BELL = mini.TEXT[mini.TEXT.index("  bell:\n    title: Bell") : mini.TEXT.index("answers:\n")]
SHELF = '{"eventCode": "pallet-changed", "state": "stored", "shelfID": 3}'
MOVING = """\
          moved:
            text: It was driven away.
            when: {state: [moved]}
            fields:
              gate:
"""
RUBBISH = """\
      Rubbish:
        text: What is left.
        fields:
          kilograms: integer, e.g. 3 -- How much.
"""
RESULT = "      verdict:\n        is: Verdict -- Open or shut.\n        required: true\n"
VERDICTS = """\
  Verdict:
    text: What becomes of the gate.
    values:
      open: it opens
      shut: it stays shut
"""
WITH_RESULTS = ((VERDICT, RESULT), ("  Priority:\n", VERDICTS + "  Priority:\n"))

_PACKED = (
    PALLET_WEIGHTS,
    PALLET_WEIGHTS + "      packed: string(iso-day), e.g. 2031-05-04 -- Day of packing.\n",
)
"""So that the format is used, whatever becomes of another field that has it."""
NOW_ASKS = (("            kind: regular\n", "            kind: extension-point\n"),)
CLOSE_GATE = """\
  CloseGate:
    text: Closes it.
    call: POST /close
    response:
      number: string, e.g. r-1 -- Number of the answer.
"""

CASES = [
    Case(
        "package-renamed",
        (("package: depot_events", "package: depot"),),
        "import depot_events\nreturn depot_events.EventCode.GATE_OPENING",
        "<EventCode.GATE_OPENING: 'gate-opening'>",
        "ModuleNotFoundError",
        prelude="#",
    ),
    # Events.
    Case(
        "event-removed",
        ((LEFT, ""),),
        "return dw.LorryLeft().gate if False else dw.LorryLeft.__name__",
        "'LorryLeft'",
        "AttributeError",
    ),
    Case(
        "event-added",
        ((LEFT, LEFT + ARRIVED),),
        "return dw.parse({'id': 'm', 'data': {'eventCode': 'lorry-arrived', 'gate': '1'}}).event_code",
        "'lorry-arrived'",
        "'lorry-arrived'",
    ),
    Case(
        "event-retired",
        (
            (
                "            from: [handbook, letter]\n",
                "            from: [handbook, letter]\n            retired: {note: gone}\n",
            ),
        ),
        "return type(lorry().event).__name__",
        "'GateOpening'",
        "'GateOpening'",
    ),
    Case(
        "event-unretired",
        ((LEFT, LEFT.partition("            retired")[0]),),
        "return dw.EventCode.LORRY_LEFT.value",
        "'lorry-left'",
        "'lorry-left'",
    ),
    Case(
        "event-class-renamed",
        (("  names:\n", "  events: {gate-opening: GateAsked}\n  names:\n"),),
        "match lorry().event:\n    case dw.GateOpening(): return 'asked'",
        "'asked'",
        "AttributeError",
    ),
    Case(
        "event-class-renamed-declared",
        (
            ("  names:\n", "  events: {gate-opening: GateAsked}\n  names:\n"),
            (
                "from: [handbook, letter]\n",
                "from: [handbook, letter]\n            formerly: GateOpening\n",
            ),
        ),
        "match lorry().event:\n    case dw.GateOpening(): return 'asked'",
        "'asked'",
        "'asked', DeprecationWarning at handler.py",
    ),
    Case(
        "event-constant-renamed",
        (("  names:\n", "  names:\n    gate-opening: gate_asked\n"),),
        "return lorry().event_code == dw.EventCode.GATE_OPENING",
        "True",
        "AttributeError",
    ),
    Case(
        "event-constant-renamed-declared",
        (
            ("  names:\n", "  names:\n    gate-opening: gate_asked\n"),
            (
                "from: [handbook, letter]\n",
                "from: [handbook, letter]\n            formerly: GATE_OPENING\n",
            ),
        ),
        "return lorry().event_code == dw.EventCode.GATE_OPENING",
        "True",
        "True, DeprecationWarning at handler.py",
    ),
    Case(
        "former-name-removed",
        (("            formerly: [ASKED, Asked]\n", ""),),
        "return lorry().event_code == dw.EventCode.ASKED",
        "True, DeprecationWarning at handler.py",
        "AttributeError",
        first=(
            (
                "from: [handbook, letter]\n",
                "from: [handbook, letter]\n            formerly: [ASKED, Asked]\n",
            ),
        ),
    ),
    Case(
        "event-code-changed",
        (
            (
                "          gate-opening:\n",
                "          gate-asked:\n            formerly: GATE_OPENING\n",
            ),
            ("instead: gate-opening", "instead: gate-asked"),
        ),
        "return 'gate-opening' in dw.EVENTS, lorry().event.__class__.__name__",
        "(True, 'GateOpening')",
        "(False, 'UnknownEvent')",
    ),
    Case(
        "event-type-changed",
        (("depot:Gate:GateOpening", "depot:Gate:GateAsked"),),
        "return dw.parse_event({'gate': '1'}, type='depot:Gate:GateOpening').event_code",
        "'gate-opening'",
        "None",
    ),
    Case(
        "event-category-changed",
        (
            (
                "            from: [handbook, letter]\n",
                "            from: [handbook, letter]\n            category: door\n",
            ),
        ),
        "return dw.EVENTS['gate-opening'].category == 'gate'",
        "True",
        "False",
    ),
    Case(
        "event-service-changed",
        (("  Goods In:\n", "  Goods Out:\n"),),
        "return dw.EVENTS['gate-opening'].service == 'Goods In'",
        "True",
        "False",
    ),
    Case(
        "event-level-changed",
        (
            ("    level: tenant\n", "    level: workspace\n"),
            ("  tenant: It belongs to all shops.\n", ""),
        ),
        "return dw.EVENTS['pallet-changed'].level == 'tenant'",
        "True",
        "False",
    ),
    Case(
        "event-asks-now",
        ((LEFT, LEFT.replace("regular", "extension-point")),),
        "return bool(dw.EVENTS['lorry-left'].answers)",
        "False",
        "True",
    ),
    Case(
        "event-asks-no-more",
        ((NOW_ASKS[0][1] + "            retired", NOW_ASKS[0][0] + "            retired"),),
        "return bool(dw.EVENTS['lorry-left'].answers)",
        "True",
        "False",
        first=((NOW_ASKS[0][0] + "            retired", NOW_ASKS[0][1] + "            retired"),),
    ),
    Case(
        "event-body-changed",
        (
            (LEFT, ""),
            (
                "            text: A pallet was put away or moved.\n        common: {eventCode: message}\n",
                "            text: A pallet was put away or moved.\n"
                + LEFT
                + "        common: {eventCode: message}\n",
            ),
        ),
        "event = dw.parse_event({'state': 'stored', 'shelfID': 3, 'gate': '1'}, event_code='lorry-left').event\n"
        "match event:\n    case dw.Lorry(): return 'lorry'\n    case _: return 'another'",
        "'lorry'",
        "'another'",
    ),
    Case(
        "event-answer-removed",
        (
            (
                "            from: [handbook, letter]\n",
                "            from: [handbook, letter]\n            answer: [CloseGate]\n",
            ),
            ("  ReleaseGate:\n", CLOSE_GATE + "  ReleaseGate:\n"),
        ),
        "return 'ReleaseGate' in dw.EVENTS['gate-opening'].answers",
        "True",
        "False",
    ),
    Case(
        "event-answer-added",
        (
            ("    answer: ReleaseGate\n", "    answer: [ReleaseGate, CloseGate]\n"),
            ("  ReleaseGate:\n    text", CLOSE_GATE + "  ReleaseGate:\n    text"),
        ),
        "return 'ReleaseGate' in dw.EVENTS['gate-opening'].answers",
        "True",
        "True",
    ),
    Case(
        "event-envelope-removed",
        (
            (
                "    carries: all events\n",
                "    carries: {pallet-changed: documented, lorry-left: inferred}\n",
            ),
        ),
        "return type(lorry().event).__name__",
        "'GateOpening'",
        "'GateOpening'",
    ),
    Case(
        "event-envelope-added",
        (("    carries: extension points\n", "    carries: all events\n"),),
        "return type(dw.parse({'messageId': 'm', 'body': " + SHELF + "}).event).__name__",
        "'PalletChangedStored'",
        "'PalletChangedStored'",
    ),
    # Bodies and objects.
    Case(
        "class-removed",
        (("  names:\n", "  names:\n"), ("      lorry:\n", "      truck:\n")),
        "return isinstance(lorry().event, dw.Lorry)",
        "True",
        "AttributeError",
    ),
    Case(
        "class-added",
        (
            (COUNT, "      load: Rubbish -- What is on it.\n" + COUNT),
            (
                "enums:\n",
                RUBBISH.replace("\n    ", "\n").replace("      Rubbish", "  Rubbish")
                + "\nenums:\n",
            ),
        ),
        "return lorry(pallets=[{'count': 1}]).event.pallets[0].count",
        "1",
        "1",
    ),
    Case(
        "class-renamed",
        (("    bell: BellEnvelope\n", "    bell: BellEnvelope\n    lorry: Truck\n"),),
        "return isinstance(lorry().event, dw.Lorry)",
        "True",
        "AttributeError",
    ),
    Case(
        "field-removed",
        ((DAY, ""),),
        "match lorry(day='2031-05-04').event:\n"
        "    case dw.GateOpening(day=day): return day\n    case _: return 'nothing'",
        "'2031-05-04'",
        "'nothing'",
    ),
    Case(
        "field-added",
        ((DAY, DAY + SEALED),),
        "return dw.to_dict(lorry(seal='s-9'))['data']['seal']",
        "'s-9'",
        "'s-9'",
    ),
    Case(
        "required-field-added",
        (
            (
                DAY,
                DAY
                + SEALED.replace(" string", "\n            required: true\n            is: string"),
            ),
        ),
        "return lorry(day='2031-05-04').event.day",
        "'2031-05-04'",
        "InvalidMessage",
    ),
    Case(
        "field-now-required",
        ((DAY, DAY.replace(" string", "\n            required: true\n            is: string")),),
        "return lorry().event.day",
        "None",
        "InvalidMessage",
    ),
    Case(
        "field-now-optional",
        ((GATE, "          gate: {}\n          day"),),
        "event = dw.parse({'id': 'm', 'data': {'eventCode': 'gate-opening'}} if dw.Lorry.__attrs_attrs__.gate.default is None else {'id': 'm', 'data': {'eventCode': 'gate-opening', 'gate': '1'}}).event\nreturn event.gate + 1",
        "2",
        "TypeError",
    ),
    Case(
        "field-moved-to-variants",
        ((PRIORITY, ""), ("              gate:\n", "              gate:\n    " + PRIORITY)),
        "return pallet(priority=1).event.priority.value",
        "1",
        "AttributeError",
    ),
    Case(
        "field-moved-to-all",
        (
            ("              gate:\n    " + PRIORITY, "              gate:\n" + ""),
            ("        variants:\n", PRIORITY + "        variants:\n"),
        ),
        "return pallet(state='moved', priority=1).event.priority.value",
        "1",
        "1",
        first=((PRIORITY, ""), ("              gate:\n", "              gate:\n    " + PRIORITY)),
    ),
    Case(
        "attribute-renamed",
        (("    shelfID: shelf_id\n", "    shelfID: shelf_number\n"),),
        "match pallet().event:\n    case dw.PalletChangedStored(shelf_id=shelf): return shelf\n    case _: return 'nothing'",
        "3",
        "'nothing'",
    ),
    Case(
        "attribute-renamed-declared",
        (
            ("    shelfID: shelf_id\n", "    shelfID: shelf_number\n"),
            (
                "                required: true\n          moved",
                "                required: true\n                formerly: shelf_id\n          moved",
            ),
        ),
        "match pallet().event:\n    case dw.PalletChangedStored(shelf_id=shelf): return shelf\n    case _: return 'nothing'",
        "3",
        "3, DeprecationWarning at handler.py",
    ),
    Case(
        "wire-name-changed",
        ((DAY, NAMED_ARRIVAL),),
        "return lorry(day='2031-05-04').event.day",
        "'2031-05-04'",
        "None, DeprecationWarning at handler.py",
    ),
    Case(
        "wire-name-changed-read-both",
        ((DAY, NAMED_ARRIVAL + "            aliases: day\n"),),
        "event = lorry(day='2031-05-04').event\n"
        "return getattr(event, 'day' if hasattr(dw.Lorry, 'day') else 'arrival')",
        "'2031-05-04'",
        "'2031-05-04'",
    ),
    Case(
        "field-type-changed",
        ((SHARED_GATE, "  gate: string, e.g. 12 -- Number of the gate.\n"),),
        "return lorry().event.gate == 12",
        "True",
        "False",
    ),
    Case(
        "field-values-named",
        ((DAY, "          day: PalletState -- Day of arrival.\n"),),
        "return lorry(day='stored').event.day == 'stored'",
        "True",
        "True",
    ),
    Case(
        "field-form-removed",
        ((TWO_FORMS, SHARED_GATE),),
        "return dw.parse({'id': 'm', 'data': {'eventCode': 'gate-opening', 'gate': 7}}).event.gate",
        "7",
        "InvalidMessage",
        first=((SHARED_GATE, TWO_FORMS),),
    ),
    Case(
        "field-form-added",
        ((SHARED_GATE, TWO_FORMS),),
        "return lorry().event.gate",
        "12",
        "12",
    ),
    Case(
        "field-format-changed",
        (
            (DAY, "          day: string(iso-week), e.g. 2031-W05 -- Day of arrival.\n"),
            ("  json:\n", "  iso-week:\n    of: string\n    text: A week.\n  json:\n"),
        ),
        "return lorry(day='2031-05-04').event.day",
        "'2031-05-04'",
        "'2031-05-04'",
    ),
    Case(
        "field-format-named",
        ((DAY.replace("string(iso-day)", "string"), DAY),),
        "return lorry(day='2031-05-04').event.day",
        "'2031-05-04'",
        "'2031-05-04'",
        first=((DAY, DAY.replace("string(iso-day)", "string")),),
    ),
    Case(
        "field-pattern-changed",
        ((r"    pattern: \d{4}-\d\d-\d\d", r"    pattern: 20\d\d-\d\d-\d\d"),),
        "return lorry(day='1931-05-04').event.day",
        "'1931-05-04'",
        "'1931-05-04'",
    ),
    Case(
        "field-values-narrowed",
        (
            (
                "            is: PalletState -- What happened.\n",
                "            is: PalletState -- What happened.\n            only: [stored, moved]\n",
            ),
        ),
        "return pallet(state='sold').event.state == 'sold'",
        "True",
        "True",
        first=((MOVED, MOVED + "      lost: nobody knows where it is\n"),),
    ),
    Case(
        "field-values-widened",
        (("            only: [stored, moved]\n", ""),),
        "return pallet(state='lost').event.state == 'lost'",
        "True",
        "True",
        first=(
            (MOVED, MOVED + "      lost: nobody knows where it is\n"),
            (
                "            is: PalletState -- What happened.\n",
                "            is: PalletState -- What happened.\n            only: [stored, moved]\n",
            ),
        ),
    ),
    Case(
        "alias-removed",
        (("            aliases: date\n", ""),),
        "return lorry(date='2031-05-04').event.day",
        "'2031-05-04'",
        "None",
        first=(
            (DAY, DAY.replace(" string", "\n            aliases: date\n            is: string")),
        ),
    ),
    Case(
        "alias-added",
        ((DAY, DAY.replace(" string", "\n            aliases: date\n            is: string")),),
        "return lorry(day='2031-05-04').event.day",
        "'2031-05-04'",
        "'2031-05-04'",
    ),
    Case(
        "variant-removed",
        ((MOVING, ""),),
        "return isinstance(pallet(state='moved').event, dw.PalletChangedMoved)",
        "True",
        "AttributeError",
    ),
    Case(
        "variant-added",
        (
            (MOVING, MOVING + MOVING.replace("moved", "lost").replace("gate:", "count:")),
            (MOVED, MOVED + "      lost: nobody knows where it is\n"),
        ),
        "return isinstance(pallet(state='moved').event, dw.PalletChangedMoved)",
        "True",
        "True",
    ),
    Case(
        "variant-condition-changed",
        (("            when: {state: [moved]}\n", "            when: {state: [lost]}\n"),),
        "match pallet(state='moved').event:\n    case dw.PalletChangedMoved(): return 'moved'\n    case _: return 'another'",
        "'moved'",
        "'another'",
        first=((MOVED, MOVED + "      lost: nobody knows where it is\n"),),
    ),
    # Enums.
    Case(
        "constant-means-another-value",
        (
            (
                "      TODAY: 1 -- today\n      THIS_WEEK: 2 -- this week\n",
                "      THIS_WEEK: 1 -- this week\n      TODAY: 2 -- today\n",
            ),
        ),
        "return pallet(priority=1).event.priority is dw.Priority.TODAY",
        "True",
        "False",
    ),
    Case(
        "value-meaning-changed",
        (("1 -- today", "1 -- within the hour"),),
        "return pallet(priority=1).event.priority is dw.Priority.TODAY",
        "True",
        "True",
    ),
    Case(
        "enum-removed",
        (
            (PRIORITY, "          priority: integer, e.g. 1 -- How soon.\n"),
            (
                "  Priority:\n    text: How soon a pallet must go.\n    wire: number\n    values:\n      TODAY: 1 -- today\n      THIS_WEEK: 2 -- this week\n",
                "",
            ),
        ),
        "return pallet(priority=1).event.priority == dw.Priority.TODAY",
        "True",
        "AttributeError",
    ),
    Case(
        "enum-added",
        (
            (DAY, "          day: Day -- Day of arrival.\n"),
            (
                "  Priority:\n",
                "  Day:\n    text: A day.\n    values:\n      MONDAY: the first\n  Priority:\n",
            ),
        ),
        "return lorry(day='MONDAY').event.day == 'MONDAY'",
        "True",
        "True",
    ),
    Case(
        "enum-value-removed",
        (("      THIS_WEEK: 2 -- this week\n", ""),),
        "return pallet(priority=2).event.priority is dw.Priority.THIS_WEEK",
        "True",
        "AttributeError",
    ),
    Case(
        "closed-enum-value-removed",
        (("      THIS_WEEK: 2 -- this week\n", ""),),
        "return pallet(priority=2).event.priority is dw.Priority.THIS_WEEK",
        "True",
        "AttributeError",
        first=(("    wire: number\n", "    wire: number\n    closed: true\n"),),
    ),
    Case(
        "enum-value-added",
        (
            (
                "      THIS_WEEK: 2 -- this week\n",
                "      THIS_WEEK: 2 -- this week\n      LATER: 3 -- later\n",
            ),
        ),
        "return pallet(priority=3).event.priority == 3",
        "True",
        "True",
    ),
    Case(
        "enum-constant-renamed",
        (("      THIS_WEEK: 2 -- this week\n", "      SOON: 2 -- this week\n"),),
        "return pallet(priority=2).event.priority is dw.Priority.THIS_WEEK",
        "True",
        "AttributeError",
    ),
    Case(
        "enum-constant-renamed-declared",
        (
            (
                "      THIS_WEEK: 2 -- this week\n",
                '      SOON: {is: "2 -- this week", formerly: THIS_WEEK}\n',
            ),
        ),
        "return pallet(priority=2).event.priority is dw.Priority.THIS_WEEK",
        "True",
        "True, DeprecationWarning at handler.py",
    ),
    Case(
        "enum-spelling-removed",
        ((", aliases: [moving]", ""),),
        "return pallet(state='moving').event.state is dw.PalletState.MOVED",
        "True",
        "False",
    ),
    Case(
        "enum-spelling-added",
        (("aliases: [moving]", "aliases: [moving, driven]"),),
        "return pallet(state='moving').event.state is dw.PalletState.MOVED",
        "True",
        "True",
    ),
    Case(
        "enum-closed",
        (("    wire: number\n", "    wire: number\n    closed: true\n"),),
        "return pallet(priority=9).event.priority",
        "<Priority.9: 9>",
        "None",
    ),
    Case(
        "enum-opened",
        (("    wire: number\n    closed: true\n", "    wire: number\n"),),
        "return pallet(priority=2).event.priority is dw.Priority.THIS_WEEK",
        "True",
        "True",
        first=(("    wire: number\n", "    wire: number\n    closed: true\n"),),
    ),
    Case(
        "enum-case-counts",
        (("    ignore_case: true\n", ""),),
        "return pallet(state='MOVED').event.state is dw.PalletState.MOVED",
        "True",
        "False",
        first=(
            (
                "    text: What happens to a pallet.\n",
                "    text: What happens to a pallet.\n    ignore_case: true\n",
            ),
        ),
    ),
    Case(
        "enum-case-ignored",
        (
            (
                "    text: What happens to a pallet.\n",
                "    text: What happens to a pallet.\n    ignore_case: true\n",
            ),
        ),
        "return pallet(state='moved').event.state is dw.PalletState.MOVED",
        "True",
        "True",
    ),
    Case(
        "enum-base-changed",
        (
            (
                "    wire: number\n    values:\n      TODAY: 1 -- today\n      THIS_WEEK: 2 -- this week\n",
                "    values:\n      TODAY: today\n      THIS_WEEK: this week\n",
            ),
        ),
        "return isinstance(dw.Priority.TODAY, int)",
        "True",
        "False",
    ),
    # Envelopes and operations.
    Case(
        "envelope-removed",
        ((BELL, ""), ("    bell: BellEnvelope\n", "")),
        "return dw.detect({'messageId': 'm', 'body': {'gate': '1'}})",
        "'bell'",
        "UnknownEnvelope",
    ),
    Case(
        "envelope-added",
        (
            (
                BELL,
                BELL
                + BELL.replace("  bell:", "  horn:")
                .replace("body: event --", "sound: event -- Sound.")
                .replace("messageId", "soundId")
                .replace("Number of", "Count of"),
            ),
        ),
        "return dw.detect({'messageId': 'm', 'body': {'gate': '1'}})",
        "'bell'",
        "'bell'",
    ),
    Case(
        "envelope-field-moved",
        (
            (
                "      body: event -- The event of the question.\n",
                "      question: event -- The event of the question.\n",
            ),
        ),
        "return dw.detect({'messageId': 'm', 'body': {'gate': '1'}})",
        "'bell'",
        "UnknownEnvelope",
    ),
    Case(
        "operation-removed",
        (
            ("  ReleaseGate:\n", "  OpenGate:\n"),
            ("    answer: ReleaseGate\n", "    answer: OpenGate\n"),
        ),
        "return dw.AnswerOperation.RELEASE_GATE.value",
        "'ReleaseGate'",
        "AttributeError",
    ),
    Case(
        "operation-added",
        (
            ("    answer: ReleaseGate\n", "    answer: [ReleaseGate, CloseGate]\n"),
            ("  ReleaseGate:\n    text", CLOSE_GATE + "  ReleaseGate:\n    text"),
        ),
        "return dw.AnswerOperation.RELEASE_GATE.value",
        "'ReleaseGate'",
        "'ReleaseGate'",
    ),
    Case(
        "operation-call-changed",
        (("    call: POST /gate\n", "    call: PUT /gate\n"),),
        "assert dw.ANSWERS['ReleaseGate'].call == 'POST /gate'",
        "None",
        "AssertionError",
    ),
    Case(
        "result-removed",
        (("      shut: it stays shut\n", ""),),
        "return dw.ANSWERS['ReleaseGate'].results.index('shut')",
        "1",
        "ValueError",
        first=WITH_RESULTS,
    ),
    Case(
        "result-added",
        (("      shut: it stays shut\n", "      shut: it stays shut\n      late: ask again\n"),),
        "return dw.ANSWERS['ReleaseGate'].results.index('shut')",
        "1",
        "1",
        first=WITH_RESULTS,
    ),
]
