"""Texts that a JSON reader must accept, must reject, and may take either way.

The kinds of case are those of the public JSON parsing test suites; the texts are made here, most
of them by rule: each value that is right in some way, and all the ways to get it wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_SPACES = {"space": " ", "tab": "\t", "line feed": "\n", "carriage return": "\r"}
_LITERALS = ("null", "true", "false")


def _accepted_numbers() -> Iterator[str]:
    for sign in ("", "-"):
        for whole in ("0", "1", "123", "1234567890123456789"):
            yield sign + whole
            for fraction in ("", ".0", ".5", ".000000000000000000000000000000000000001"):
                yield sign + whole + fraction
        # Every power behind each sort of number, and not behind each number.
        for number in ("0", "123", "0.5", "1.0"):
            for mark in "eE":
                for power in ("0", "1", "+1", "-2", "+00", "01"):
                    yield f"{sign}{number}{mark}{power}"


def _rejected_numbers() -> Iterator[str]:
    yield from ("-", "+", ".", "e", "E1", ".5", "-.5", "+.5", "5.", "-5.", "1..2", "1.2.3", "0.e1")
    yield from ("01", "00", "-01", "007", "0x1F", "0b1", "0o7", "1_000", "1,000", "1 000", "1e 5")
    yield from ("++1", "--1", "+-1", "-+1", "+1", "- 1", "1-", "1+", "1+2", "1-2", "-1x", "1.5f")
    yield from ("NaN", "-NaN", "nan", "Infinity", "-Infinity", "+Inf", "Inf", "-Inf", "1a", "-foo")
    yield from ("٣", "-2.", "0.1.2", "0.3e", "0.3e+", "0E", "0E+", "1.0e-", "1eE2", "9.e+")
    for mark in "eE":
        yield from (f"1{mark}", f"1{mark}+", f"1{mark}-", f"1{mark}++1", f"1{mark}1.5", f"{mark}1")


def _accepted_texts() -> Iterator[str]:
    for escape in '"\\/bfnrt':
        yield f'"\\{escape}"'
        yield f'"before \\{escape} behind"'
    for four in ("0000", "0041", "00e9", "2028", "FFFF", "FDD0", "fffe", "200B", "2064", "0022"):
        yield f'"\\u{four}"'
        yield f'"\\u{four.lower()}x"'
    yield from ('"\\ud83d\\ude39"', '"\\uD834\\uDd1e"', '"\\uDBFF\\uDFFF"', '"\\\\u0000"')
    yield from ('""', '" "', '"a/*b*/c//d"', '"\\\\\\""', '"\x7f"', '"é"', '"€𝄞"', '"\u2028\u2029"')
    yield from ('"\ufeff"', '"\U0010ffff"', '"\u0821\u8012"', '"new\\u000Aline"')


def _rejected_texts() -> Iterator[str]:
    for escape in "axuUv0'1 é😀\n":
        yield f'"\\{escape}"'
    for four in ("", "0", "00", "00A", "00G0", "zzzz", "+041", "0x41", "{41}", " 041"):
        yield f'"\\u{four}"'
    for character in range(0x20):
        yield f'"{chr(character)}"'
        yield f'"a{chr(character)}b"'
    yield from (
        "'",
        "'a'",
        "a",
        "\\u0020",
        '"',
        '"a',
        'a"',
        '"\\"',
        '"\\',
        '"""',
        '"a" "b"',
        '"a"x',
    )
    yield from ("\u201ca\u201d", "`a`", '"\\ud800\\u"', '"\\ud800\\u1"', '"\\ud800\\u1x"')


def _accepted_structures() -> Iterator[str]:
    yield from ("[]", "{}", "[[]]", '[""]', "[0]", "[null, 1, true]", '{"":0}', '{"a":{}}')
    yield from ('{"a":[{"b":[]}]}', '{"a":1,"b":2}', '{"a":1,"a":2}', '{"a":1,"a":1}', "[[], {}]")
    yield from ('{"a\\u0000b":1}', '{"\\u0066oo":1}', '{"é":1}', "[1,null,null,2]", '{"min":-1e28}')
    for space in _SPACES.values():
        yield f"{space}[{space}1{space},{space}2{space}]{space}"
        yield f'{space}{{{space}"a"{space}:{space}1{space},{space}"b"{space}:{space}2{space}}}{space}'


def _rejected_structures() -> Iterator[str]:
    yield from ("", " ", "[", "]", "{", "}", "[}", "{]", "[[]", "[]]", "{{}", "{}}", "[1", "1]")
    yield from (",", "[,]", "[1,]", "[,1]", "[1,,2]", "[1,,]", "[1 2]", "[1:2]", "[1;2]", "[:1]")
    yield from ('["a" 1]', '["a"', '["a",', '["a",\n', "[1,\n1\n,1", "[][]", "[]{}", "{}[]", "[],")
    yield from ("{,}", '{"a"}', '{"a":}', '{"a":1,}', '{,"a":1}', '{"a":1,,"b":2}', '{"a" 1}')
    yield from ("{a:1}", "{'a':1}", "{1:1}", "{null:null}", "{[]:1}", '{"a":1 "b":2}', '{"a"::1}')
    yield from ('{"a":1:2}', '{"a","b"}', '{"a";1}', '{"a"=1}', '{:"a"}', '{"a":"b"', '{"a":"b')
    yield from ('{"a":1}}', '{"a":1}#', '{"a":1}/**/', '{"a":1}//', '["a"]x', "[1]1", "[1]#", "{}x")
    yield from ("/**/[]", "[/**/]", "[1//\n]", "#[]", "<null>", "<.>", "*", "\\", "@", "&", "[*]")
    yield from ("[True]", "[None]", "[undefined]", "[NULL]", "nul", "nulll", "nul l", "tru", "fals")
    yield from (
        "true false",
        "n",
        "[n]",
        "[tru]",
        "TRUE",
        "[\\u000A1]",
        "\\u000A",
        "[\x0c]",
        "\x0b1",
    )
    yield from (
        "[\u00a0]",
        "[\u2060]",
        "\u2028[]",
        "\u3000[]",
        "[\ufeff1]",
        "[\x001]",
        "123\x00",
        "[1]\x00",
    )
    yield from ("[" * 100_000, '{"a":' * 100_000, '[{"":' * 50_000, "[" * 3 + "]" * 2)


def _texts_in_bytes() -> Iterator[tuple[str, bytes]]:
    """What no UTF-8 is: readers may refuse it or replace it."""
    yield "byte that begins nothing", b'"\xff"'
    yield "continuation alone", b'"\x81"'
    yield "cut off", b'"\xe0\xff"'
    yield "last byte missing", b'"\xc3"'
    yield "overlong in two", b'"\xc0\xaf"'
    yield "overlong in six", b'"\xfc\x83\xbf\xbf\xbf\xbf"'
    yield "beyond Unicode", b'"\xf4\x90\x80\x80"'
    yield "Latin 1", b'"\xe9"'
    yield "one half of a pair", b'"\xed\xa0\x80"'
    yield "both halves of a pair", b'"\xed\xa0\xbd\xed\xb8\x81"'
    yield "as a name", b'{"\xb9":1}'
    yield "non-character", b'"\xef\xbf\xbf"'


def _either() -> Iterator[tuple[str, bytes]]:
    """Numbers beyond what readers can hold, halves of pairs, depth."""
    texts = (
        *("1e400", "-1e400", "1e-400", "-1e-400", "123e65536", "0.4e0066999999999999999999999999"),
        *("1.5e+9999", "-1e+9999", "1" * 310, "-" + "9" * 40, "1" * 4300, "1" * 4301, "0e999"),
        *("18446744073709551616", "-9223372036854775809", "123123e100000", "-0", "-0.0"),
        *(
            '"\\ud800"',
            '"\\udc00"',
            '"\\udada"',
            '"\\uDFAA"',
            '"\\ud800\\ud800\\n"',
            '"\\udd1e\\ud834"',
        ),
        *('"\\ud800abc"', '"\\ud83d\\ud83d"', '["\\uD888\\u1234"]', '{"\\ud800":"\\udc00"}'),
        *("[" * 190 + "]" * 190, "[" * 500 + "]" * 500, '{"a":' * 500 + "1" + "}" * 500),
    )
    for text in texts:
        yield text[:20], text.encode()


MUST_ACCEPT: Final = {
    text: text.encode()
    for text in (*_LITERALS, *_accepted_numbers(), *_accepted_texts(), *_accepted_structures())
}
MUST_REJECT: Final = {
    text[:40]: text.encode()
    for text in (*_rejected_numbers(), *_rejected_texts(), *_rejected_structures())
} | {
    "byte order mark cut off": b"\xef\xbb{}",
    "byte order mark inside": b"[\xef\xbb\xbf]",
    "byte that begins nothing": b"\xff",
    "byte outside a text": b"[a\xe5]",
    "byte in a number": b"1\xe5",
    "byte in an escape": b'"\\u\xe5"',
    "byte behind a backslash": b'"\\\xe5"',
    "byte in a literal": b"tru\xe5",
}
MAY_DO_EITHER: Final = {**dict(_either()), **dict(_texts_in_bytes())}
