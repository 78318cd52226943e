"""The arguments of the command, and what it exits with."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from ..registry import EVENTS
from .descriptions import PACKAGE, UnknownName, descriptions, enum_of, fields_of_event

NAME: Final = PACKAGE.replace("_", "-")

_OK, _FOUND, _WRONG = 0, 1, 2
_INTERRUPTED = 130

_EXAMPLES: Final = {
    "": """\
  {name} list
  {name} show {event}
  {name} show {event}.{field}={value}
  {name} sample {event} --set {field}={value}
  {name} pattern {event} --where {field}={value}
  {name} check messages.jsonl
""",
    "list": """\
  {name} list          every event
  {name} list {word}   those in which the word occurs
  {name} list --json
""",
    "show": """\
  {name} show {event}          an event with its fields
  {name} show {type}           the same by its type
  {name} show {event}.{field}  a field with its values
  {name} show {event}.{field}={value}  what a value means
""",
    "sample": """\
  {name} sample {event}
  {name} sample {event} --set {field}={value} --envelope {envelope}
  {name} sample {event} --bare --count 10 --seed 1
""",
    "redact": """\
  {name} redact messages.jsonl > shared.jsonl
  {name} redact messages.jsonl --key-file key.txt
  {name} redact - < message.json
""",
    "check": """\
  {name} check messages.jsonl
  {name} check - < messages.json
  {name} check messages.jsonl --json --fail-on error
""",
    "pattern": """\
  {name} pattern {event}
  {name} pattern {event} --where {field}={value}
  {name} pattern {event} --where {field}={value} --where {field}={other}
""",
}


class _Refused(Exception):
    """What the user is to change; nothing was done."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; give its exit code: 0 for success, 1 for findings, 2 for a mistake."""
    for stream in (sys.stdout, sys.stderr):
        # What the terminal cannot show is escaped, not an error.
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # replaced streams may lack it
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except (UnknownName, _Refused) as error:
        print(f"{NAME}: {error}", file=sys.stderr)
        return _WRONG
    except BrokenPipeError:
        # Whoever read this has seen enough; what is still buffered must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _OK
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


class _Parser(argparse.ArgumentParser):
    """Makes its examples when its help is asked for: they take the catalogue's descriptions."""

    def format_help(self) -> str:
        examples = _EXAMPLES[self.prog.removeprefix(NAME).strip()]
        self.epilog = f"Examples:\n{examples.format(name=NAME, **_named())}"
        return super().format_help()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=NAME,
        description="Look up events, and check messages against the catalogue.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, help="show the versions and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    command = _command(commands, "list", "list the events", _list)
    command.add_argument("words", nargs="*", metavar="WORD", help="only events in which it occurs")
    command = _command(commands, "show", "explain an event, a field or a value", _show)
    command.add_argument("what", metavar="CODE[.FIELD[=VALUE]]", help="what to explain")
    command = _command(commands, "sample", "make messages to try things with", _sample)
    command.add_argument("code", metavar="CODE", help="event code, type or class")
    command.add_argument("--envelope", metavar="NAME", help="envelope; the usual one if not given")
    command.add_argument("--variant", metavar="NAME", help="variant, where there are several")
    command.add_argument("--bare", action="store_true", help="the event alone, without envelope")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        dest="changes",
        metavar="FIELD=VALUE",
        help="give a field another value",
    )
    command.add_argument("--count", type=_number, default=1, metavar="N", help="how many")
    command.add_argument("--seed", metavar="TEXT", help="make the ids the same each time")
    command = _command(commands, "pattern", "make an event pattern", _pattern)
    command.add_argument("codes", nargs="+", metavar="CODE", help="event code, type or class")
    command.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only messages with that value; more than one of a field are alternatives",
    )
    command = _command(commands, "redact", "make messages that can be shared, one a line", _redact)
    command.add_argument(
        "file", metavar="FILE", help="messages, one a line or as JSON; - for stdin"
    )
    command.add_argument(
        "--key-file",
        metavar="FILE",
        help="secret with which the same value has the same stand-in in every run "
        "(default: a new one for each run)",
    )
    command = _command(commands, "check", "count what is not as the catalogue says", _check)
    command.add_argument(
        "file", metavar="FILE", help="messages, one a line or as JSON; - for stdin"
    )
    command.add_argument(
        "--fail-on",
        choices=("error", "warning", "notice", "never"),
        default="warning",
        help="exit with 1 if anything is as bad (default: warning)",
    )
    return parser


def _command(commands: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("--json", action="store_true", help="print JSON, for programs")
    command.set_defaults(run=run)
    return command


def _named() -> dict[str, str]:
    """What the examples name: an event with a field that has several values."""
    names = ("event", "type", "field", "value", "other", "word", "envelope")
    for event in descriptions()["events"].values():
        for field in fields_of_event(event):
            enum = enum_of(field)
            values = [str(each["value"]) for each in enum["values"]] if enum else []
            is_plain = field.path == field.record["name"] and not field.record["type"].get("list")
            if len(values) > 1 and is_plain and field.variant is None:
                word = str(event["title"]).split()[-1]
                envelope = next(iter(EVENTS[event["code"]].envelopes))
                found = (event["code"], event["type"], field.path, *values[:2], word, envelope)
                return dict(zip(names, map(shlex.quote, found), strict=True))
    return {name: name.upper() for name in names}


class _Version(argparse.Action):
    def __init__(self, **named: Any) -> None:
        super().__init__(**{**named, "nargs": 0})

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import import_module

        package = import_module(PACKAGE)
        print(f"{NAME} {package.__version__}, catalogue {package.CATALOGUE_VERSION}")
        parser.exit()


def _print(text: str, facts: object, options: argparse.Namespace) -> None:
    print(json.dumps(facts, ensure_ascii=False, indent=2) if options.json else text)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, 100)


def _list(options: argparse.Namespace) -> int:
    from .lookup import listed

    text, facts = listed(options.words)
    if not facts:
        raise _Refused(f"no event has {' and '.join(map(repr, options.words))} in it")
    _print(text, facts, options)
    return _OK


def _show(options: argparse.Namespace) -> int:
    from .lookup import shown

    _print(*shown(options.what, _width()), options)
    return _OK


def _pattern(options: argparse.Namespace) -> int:
    from ..patterns import InvalidPattern, event_pattern
    from .arguments import conditions
    from .descriptions import event_named

    codes = [event_named(code)["code"] for code in options.codes]
    try:
        pattern = event_pattern(*codes, **conditions(codes[0], options.where))
    except (InvalidPattern, ValueError) as error:
        raise _Refused(str(error)) from error
    print(json.dumps(pattern, ensure_ascii=False, indent=2))
    return _OK


def _sample(options: argparse.Namespace) -> int:
    from .sample import as_text, samples

    try:
        messages = samples(
            options.code,
            envelope=options.envelope,
            variant=options.variant,
            changes=options.changes,
            count=options.count,
            seed=options.seed,
        )
        for text in as_text(messages, options.count, bare=options.bare):
            print(text)
    except (TypeError, ValueError) as error:
        raise _Refused(str(error)) from error
    return _OK


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _check(options: argparse.Namespace) -> int:
    from .check import check
    from .findings import Level

    try:
        if options.file == "-":
            report = check(sys.stdin.buffer, None, sys.stderr)
        else:
            with Path(options.file).open("rb") as stream:
                report = check(stream, _size(stream), sys.stderr)
    except OSError as error:
        raise _Refused(f"{options.file}: {error.strerror or error}") from error
    _print(report.as_text(), report.as_json(), options)
    level = None if options.fail_on == "never" else Level(options.fail_on)
    return _FOUND if report.fails(level) else _OK


def _redact(options: argparse.Namespace) -> int:
    from .redact import redact_stream

    key: bytes | None = None
    name = options.key_file
    try:
        if name is not None:
            key = Path(name).read_bytes().strip()
            if not key:
                raise _Refused(f"{name}: expected a key, got an empty file")
        name = options.file
        if name == "-":
            left_out = redact_stream(sys.stdin.buffer, key, sys.stdout.write, sys.stderr)
        else:
            with Path(name).open("rb") as stream:
                left_out = redact_stream(stream, key, sys.stdout.write, sys.stderr)
    except OSError as error:
        raise _Refused(f"{name}: {error.strerror or error}") from error
    return _FOUND if left_out else _OK


def _size(stream: BinaryIO) -> int | None:
    return os.fstat(stream.fileno()).st_size or None
