"""What importing costs, what the names are, and that its objects are ordinary Python objects."""

from __future__ import annotations

import ast
import copy
import hashlib
import importlib.metadata
import itertools
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

import dataworks_events as dw
from tests.generated.messages import CODES, fixtures, let_every_kind_come, objects_of, the_fixture

PARENT = Path(dw.__file__).parents[1]
PACKAGE = "dataworks_events"

LOADED = """
import sys
before = set(sys.modules)
{code}
print(*sorted(set(sys.modules) - before))
"""


def run(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(PARENT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(code: str) -> set[str]:
    """The modules that running the code imports."""
    return set(run(LOADED.format(code=code)).split())


def of(modules: set[str], package: str) -> set[str]:
    return {name for name in modules if name == package or name.startswith(package + ".")}


def test_the_import_loads_nothing_else() -> None:
    modules = loaded(f"import {PACKAGE}")
    assert of(modules, PACKAGE) == {PACKAGE}
    for other in ("attr", "attrs", "cattrs", "msgspec", "json"):
        assert not of(modules, other)


def test_constants_need_no_attrs() -> None:
    modules = loaded(
        f"import {PACKAGE} as dw\n"
        "assert dw.EventCode.COMMIT_FILE == 'commit-file'\n"
        "assert dw.EventType.COMMIT_FILE == 'dataworks:FileChange:CommitFile'\n"
        "assert dw.CATALOGUE_VERSION"
    )
    assert of(modules, PACKAGE) == {PACKAGE, f"{PACKAGE}.constants", f"{PACKAGE}.open_enum"}
    for other in ("attr", "attrs", "cattrs", "msgspec", "json"):
        assert not of(modules, other)


def test_what_is_known_of_events_needs_no_attrs() -> None:
    modules = loaded(f"import {PACKAGE} as dw\nassert [*dw.EVENTS.values()]")
    assert not of(modules, f"{PACKAGE}.events")
    for other in ("attr", "attrs", "cattrs", "msgspec", "json"):
        assert not of(modules, other)


@pytest.mark.parametrize("form", ["message", "json.dumps(message)"])
def test_parsing_loads_only_what_the_event_needs(form: str, tmp_path: Path) -> None:
    path = tmp_path / "message.json"
    path.write_text(json.dumps(the_fixture("commit-file", "eventbridge/full").message))
    modules = loaded(
        f"import {PACKAGE} as dw\n"
        "import json\n"
        f"message = json.load(open({str(path)!r}, encoding='utf-8'))\n"
        f"parsed = dw.parse({form})\n"
        "assert parsed.event.file_name\n"
        "assert dw.to_dict(parsed) == json.loads(dw.to_json(parsed)) == message"
    )
    events = f"{PACKAGE}.events"
    assert of(modules, events) == {events, f"{events}.file_commit_deploy"}
    assert not of(modules, "cattrs")
    assert not of(modules, f"{PACKAGE}.fixtures")


@pytest.mark.parametrize(("messages", "expected"), [(1, set()), (2, {"msgspec"})])
def test_msgspec_comes_with_the_second_message(messages: int, expected: set[str]) -> None:
    text = json.dumps(the_fixture("commit-file", "eventbridge/full").message)
    modules = loaded(
        f"import {PACKAGE} as dw\nfor _ in range({messages}): dw.to_json(dw.parse({text!r}))"
    )
    assert modules & {"msgspec"} == expected
    events = f"{PACKAGE}.events"
    assert of(modules, events) == {events, f"{events}.file_commit_deploy"}


def test_every_module_can_be_the_first_that_is_loaded() -> None:
    code = (
        f"import importlib, sys\nimport {PACKAGE} as dw\n"
        "named = {getattr(getattr(dw, name), '__module__', ''): name for name in dw.__all__}\n"
        "assert len(named) > 60\n"
        "for name in named.values():\n"
        f"    for module in [m for m in sys.modules if m.startswith('{PACKAGE}')]:\n"
        "        del sys.modules[module]\n"
        f"    getattr(importlib.import_module('{PACKAGE}'), name)\n"
        "print('done')"
    )
    assert run(code).strip() == "done"


def digest() -> str:
    """A hash of all that parsing the fixtures as texts gives."""
    let_every_kind_come()
    digest = hashlib.sha256()
    for code in CODES:
        for fixture in fixtures(code):
            try:
                message = dw.parse(json.dumps(fixture.message))
                shown = repr(message) + dw.to_json(message)
            except dw.InvalidMessage as error:
                shown = str(error)
            digest.update(shown.encode())
    return digest.hexdigest()


def test_without_msgspec_all_is_the_same() -> None:
    project = str(Path(__file__).parents[2])
    code = (
        "import sys\n"
        "sys.modules['msgspec'] = None\n"
        f"sys.path.insert(0, {project!r})\n"
        "from tests.generated.test_import import digest\n"
        "print(digest())"
    )
    assert run(code).strip() == digest()


# Names


def test_every_public_name_is_there() -> None:
    assert len(dw.__all__) == len(set(dw.__all__))
    for name in dw.__all__:
        value = getattr(dw, name)
        assert value is getattr(dw, name)
        if isinstance(value, type):
            # What type checkers take for several classes is one.
            assert value.__name__ == name or (name, value) == ("AnyMessage", dw.Message)
            assert value.__doc__
    assert dir(dw) == sorted([*dw.__all__, "__version__"])
    classes = {info.event_class.__name__ for info in dw.EVENTS.values()}
    assert classes <= set(dw.__all__)


def test_the_promised_names_are_public() -> None:
    promised = """CATALOGUE_VERSION EVENTS EventCategory EventCode EventInfo EventKind EventLevel
    EventType InvalidMessage MalformedMessage Message MessageError Problem Service UnknownEnvelope
    UnknownEvent parse parse_event to_dict to_json"""
    assert set(promised.split()) <= set(dw.__all__)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="'dataworks_events' has no attribute 'CommitFiel'"):
        _ = dw.CommitFiel  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize(
    ("code", "suggested"),
    [
        ("dw.CommitFiel", "CommitFile"),
        ("dw.InstanceState.FAILRUE", "FAILURE"),
        ("dw.CommitFile(file_id=1, project_id=2).file_nmae", "file_name"),
        ("from dataworks_events import CommitFiel", "CommitFile"),
    ],
)
def test_python_suggests_the_name_that_is_meant(code: str, suggested: str) -> None:
    if code.startswith("from") and sys.version_info < (3, 12):
        suggested = "cannot import name 'CommitFiel'"
    done = subprocess.run(
        [sys.executable, "-c", f"import dataworks_events as dw\n{code}"],
        env={**os.environ, "PYTHONPATH": str(PARENT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert suggested in done.stderr.splitlines()[-1]


def test_the_version_is_that_of_the_installed_package() -> None:
    assert dw.__version__ == importlib.metadata.version("dataworks-events")
    # A copy that nobody installed does not know it.
    code = (
        "import importlib.metadata as m, dataworks_events as dw\n"
        "def version(name): raise m.PackageNotFoundError(name)\n"
        "m.version = version\n"
        "try: dw.__version__\n"
        "except AttributeError as error: print(error)"
    )
    assert "is not installed" in run(code)


def test_a_retired_event_warns_once_when_it_is_used_by_name() -> None:
    retired = [info for info in dw.EVENTS.values() if info.retired]
    assert retired
    for info in retired:
        name = info.event_class.__name__
        code = (
            "import warnings, dataworks_events as dw\n"
            "warnings.simplefilter('always')\n"
            "with warnings.catch_warnings(record=True) as found:\n"
            f"    dw.EVENTS[{str(info.event_code)!r}].event_class\n"
            "    before = len(found)\n"
            f"    dw.{name}; dw.{name}\n"
            f"    from {PACKAGE} import {name}\n"
            "print(before, len(found), found[0].category.__name__, found[0].filename)\n"
            "print(found[0].message)"
        )
        counted, text = run(code).splitlines()
        assert counted == "0 1 DeprecationWarning <string>"
        assert info.event_code in text
        assert "retired" in text


@pytest.mark.parametrize(
    ("use", "name"),
    [
        ("dw.EventCode.{constant}", "EventCode.{constant}"),
        ("dw.EventType.{constant}", "EventType.{constant}"),
        ("dw.EventCode['{constant}']", "EventCode.{constant}"),
        ("fixtures.load('{code}')", "{code}"),
        ("testing.message('{code}')", "{code}"),
        ("testing.message(dw.EVENTS['{code}'].event_class)", "{code}"),
    ],
)
def test_every_name_of_a_retired_event_warns_once(use: str, name: str) -> None:
    for info in dw.EVENTS.values():
        if info.retired is None:
            continue
        names = {"constant": info.event_code.name, "code": str(info.event_code)}
        code = (
            "import warnings, dataworks_events as dw\n"
            "from dataworks_events import fixtures, testing\n"
            "warnings.simplefilter('always')\n"
            "with warnings.catch_warnings(record=True) as found:\n"
            f"    dw.EVENTS[{names['code']!r}], dw.EventCode({names['code']!r}), [*dw.EventCode]\n"
            "    before = len(found)\n"
            f"    one = {use.format(**names)}\n"
            f"    same = {use.format(**names)}\n"
            "print(before, len(found), found[0].category.__name__, found[0].filename)\n"
            "print(found[0].message)\n"
            "print(type(one) is type(same))"
        )
        counted, text, alike = run(code).splitlines()
        assert counted == "0 1 DeprecationWarning <string>", name
        assert text.startswith(f"the event {info.event_code} was retired")
        assert alike == "True"


def test_members_of_retired_events_are_members() -> None:
    for info in dw.EVENTS.values():
        member = info.event_code
        assert dw.EventCode(str(member)) is dw.EventCode[member.name] is member
        assert getattr(dw.EventCode, member.name) is member
        assert pickle.loads(pickle.dumps(member)) is copy.deepcopy(member) is member
        assert member.name in dir(dw.EventCode)
    with pytest.raises(AttributeError, match="no member 'NONE'"):
        dw.EventCode.NONE  # type: ignore[attr-defined]  # noqa: B018  # asked for on purpose


def test_a_star_import_works() -> None:
    assert run(f"from {PACKAGE} import *\nprint(CommitFile.__name__, EventCode.RUN_FILE)") == (
        "CommitFile run-file\n"
    )


def test_every_class_and_field_is_explained() -> None:
    for constants in (dw.EventCode, dw.EventType, dw.EventCategory, dw.Service):
        assert constants.__doc__
    path = Path(dw.__file__).parent
    for module in [path / "constants.py", *path.glob("events/*.py"), *path.glob("shared/*.py")]:
        for part in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(part, ast.ClassDef):
                assert ast.get_docstring(part), part.name
                for name, text in explained(part):
                    # A member needs no words that would only repeat its name.
                    assert text or name.isupper(), f"{part.name}.{name}"


def explained(part: ast.ClassDef) -> Iterator[tuple[str, str | None]]:
    """The attributes of a class, each with the text behind it."""
    for statement, following in itertools.pairwise([*part.body, ast.Pass()]):
        match statement:
            case ast.AnnAssign(annotation=ast.Subscript(value=ast.Name("ClassVar"))):
                continue
            case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
                match following:
                    case ast.Expr(ast.Constant(str(text))):
                        yield name, text
                    case _:
                        yield name, None


# Objects


FULL = "approval-change-created", "eventbridge/maxcompute/full"


def full(code: str = FULL[0], name: str = FULL[1]) -> Any:
    return dw.parse(the_fixture(code, name).message)


@pytest.mark.parametrize("code", CODES)
def test_messages_survive_pickle_and_copy(code: str) -> None:
    for fixture in fixtures(code):
        if fixture.refused:
            continue
        for sent in (fixture.message, json.dumps(fixture.message)):
            message = dw.parse(sent)
            for again in (
                pickle.loads(pickle.dumps(message)),
                copy.deepcopy(message),
                copy.copy(message),
            ):
                assert again == message
                assert type(again.event) is type(message.event)
                assert dw.to_dict(again) == fixture.message


def test_unknown_values_survive_pickle_and_copy() -> None:
    text, number = dw.RemindType("NEW"), dw.DagState(99)
    for value in (text, number):
        for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), copy.copy(value)):
            assert again == value
            assert type(again) is type(value)
            assert not again.is_known


def test_errors_survive_pickle() -> None:
    with pytest.raises(dw.InvalidMessage) as raised:
        dw.parse({"data": {"eventCode": "workbench-monitor-alert"}})
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)
    assert again.errors == raised.value.errors


def test_equality_is_by_value() -> None:
    one, other = full(), full()
    assert one == other
    assert one.event == other.event
    process = attrs.evolve(other.event.process, title="changed")
    assert one != attrs.evolve(other, event=attrs.evolve(other.event, process=process))
    events: list[dw.Event] = [
        dw.CommitFile(file_id=1, project_id=2),
        dw.DeployFile(file_id=1, project_id=2),
    ]
    assert events[0] != events[1]
    assert dw.CommitFile(file_id=1, project_id=2) != dw.CommitFile(file_id=1, project_id=3)


@pytest.mark.parametrize("decode", [json.dumps, dict])
def test_nothing_in_a_message_can_be_changed(decode: Callable[[Any], Any]) -> None:
    let_every_kind_come()
    message = dw.parse(decode(the_fixture(*FULL).message))
    assert list(objects_of(message.event)) != []
    for value in (message, message.attributes, *objects_of(message.event)):
        assert isinstance(value, dw.Message | dw.WireObject)
        for field in attrs.fields(type(value)):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(value, field.name, None)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(value, field.name)
            assert not isinstance(getattr(value, field.name), list)
    extra = cast("dict[str, object]", message.event.extra)
    with pytest.raises(TypeError, match="evolve"):
        extra.update(a=1)
    with pytest.raises(TypeError, match="evolve"):
        extra.setdefault("a", 1)
    with pytest.raises(TypeError, match="evolve"):
        extra["a"] = 1
    with pytest.raises(TypeError, match="evolve"):
        extra |= {"a": 1}
    assert dw.CommitFile(file_id=1, project_id=2).extra == {}


def test_a_hash_is_that_of_the_value() -> None:
    text = json.dumps(the_fixture(*FULL).message)
    one, other = dw.parse(text), dw.parse(json.loads(text))
    assert len({one, other}) == len({one.event, other.event}) == 1
    changed = attrs.evolve(one, event=dw.CommitFile(file_id=1, project_id=2))
    assert len({one, other, changed}) == 2


def test_attrs_knows_the_classes() -> None:
    event = full().event
    for value in objects_of(event):
        assert attrs.has(type(value))
    as_dict = attrs.asdict(event)
    assert as_dict["process"]["approval_content"]["array_data"][0]["workspace_id"] == "24605"
    names = {field.name for field in attrs.fields(dw.CommitFile)}
    assert {"file_id", "file_name", "extra"} <= names
    with pytest.raises(TypeError):
        dw.CommitFile({}, 2)  # type: ignore[call-arg,arg-type]  # by keyword alone
    with pytest.raises(TypeError):
        dw.WorkbenchMonitorAlert()  # type: ignore[call-arg]  # alarm_type is required
    with pytest.raises(AttributeError):
        event.proces = None


def test_evolve_leaves_the_original() -> None:
    event = cast("dw.CommitFile", full("commit-file", "eventbridge/full").event)
    changed = attrs.evolve(event, file_name="other")
    assert (event.file_name, changed.file_name) == ("dwd_order_detail", "other")
    assert attrs.evolve(changed, file_name="dwd_order_detail") == event


def test_match_and_isinstance_work_on_an_event_and_on_a_family() -> None:
    seen: list[tuple[object, object]] = []
    for code in ("commit-file", "deploy-file", "run-file"):
        match full(code, "eventbridge/full").event:
            case dw.CommitFile(project_id=project, file_name=str(name)):
                seen.append((project, name))
            case dw.FileCommitDeploy(file_id=file):
                seen.append(("deployed", file))
            case dw.Event():
                seen.append(("other", code))
    assert seen == [(24605, "dwd_order_detail"), ("deployed", 503512467), ("other", "run-file")]
