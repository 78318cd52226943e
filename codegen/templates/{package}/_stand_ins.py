"""Keyed stand-ins for texts and numbers: other characters of the same kinds in the same places."""

from __future__ import annotations

import hmac
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_WORD = re.compile(r"[^\W_]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SPACE = re.compile(r"\s")
_ROUNDS: Final = 10
_TOO_LONG: Final = 10**640
"""What Python does not turn into text at its strictest setting."""
_LONGEST: Final = 48
"""Characters that are replaced together."""

# What a character is replaced by one of: where the range begins, and how many it has.
_RANGES: Final = ((0x30, 10), (0x41, 26), (0x61, 26), (0x4E00, 0x5200))
_NOT_ZERO: Final = (0x31, 9)


class StandIns:
    """The stand-ins of one key: the same for the same value, and never one for two words."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._word = lru_cache(maxsize=4096)(self._replaced)

    def text(self, text: str) -> str:
        """Another text of the same form: what separates its words stays, as does a URL's scheme.

        A word has the same stand-in wherever it stands; in a text with spaces the whole text has
        one, so that the words of prose and of code are not recognised one by one.
        """
        scheme = _SCHEME.match(text)
        start = scheme.end() if scheme else 0
        if _SPACE.search(text):
            return text[:start] + self._stream(text[start:])
        return text[:start] + _WORD.sub(lambda word: self._word(word[0]), text[start:])

    def whole(self, number: int) -> int:
        """Another whole number with the same sign and as many digits."""
        if abs(number) >= _TOO_LONG:
            return masked_number(number)
        digits = self.text(str(abs(number)))
        return -int(digits) if number < 0 else int(digits)

    def number(self, number: float) -> float:
        """Another number of the same form: a whole one stays whole, an exponent stays."""
        text = repr(number)
        mantissa, mark, exponent = text.partition("e")
        before, point, after = mantissa.partition(".")
        if after == "0":
            return float(self.text(before) + point + after + mark + exponent)
        found = float(self.text(before) + point + self.text(after) + mark + exponent)
        if not math.isfinite(found):
            return math.copysign(float(f"1{mark}{exponent}"), number)
        # Digits that happen to be zeros would make it a whole one.
        return number if found.is_integer() and not number.is_integer() else found

    def _replaced(self, word: str) -> str:
        parts = [word[at : at + _LONGEST] for at in range(0, len(word), _LONGEST)]
        return "".join(self._permuted(part, at) for at, part in enumerate(parts))

    def _permuted(self, word: str, place: int) -> str:
        """The word that stands for another one of the same form.

        All words of a form are numbered, and a keyed permutation of the numbers is applied: so no
        two words have one stand-in.
        """
        ranges = [*_ranges_of(word, whole=place == 0)]
        if None in map(_range_of, word):
            return self._stream(word)
        size, value = 1, 0
        for character, (first, count) in zip(word, ranges, strict=True):
            size *= count
            value = value * count + ord(character) - first
        if size < 2:
            return word if all(count == 1 for _, count in ranges) else "x" * len(word)
        form = f"{place}|{'|'.join(f'{first}.{count}' for first, count in ranges)}".encode()
        value = self._permutation(value, size, form)
        found = []
        for first, count in reversed(ranges):
            value, rest = divmod(value, count)
            found.append(chr(first + rest))
        return "".join(reversed(found))

    def _permutation(self, value: int, size: int, form: bytes) -> int:
        """A Feistel network over the least even number of bits, walked until it is in range."""
        half = ((size - 1).bit_length() + 1) // 2
        mask = (1 << half) - 1
        while True:
            left, right = value >> half, value & mask
            for number in range(_ROUNDS):
                left, right = right, left ^ (self._random(form, number, right, half) & mask)
            value = left << half | right
            if value < size:
                return value

    def _random(self, form: bytes, number: int, value: int, bits: int) -> int:
        size = (bits + 7) // 8
        message = form + bytes((0, number)) + value.to_bytes(size, "big")
        found = b""
        while len(found) < size:
            found += hmac.digest(self._key, message + bytes((len(found) // 32,)), "sha256")
        return int.from_bytes(found[:size], "big")

    def _stream(self, text: str) -> str:
        """Other characters of the same kinds, which the key and the whole text decide."""
        seed = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")
        found: list[str] = []
        block = b""
        for at, character in enumerate(text):
            first, count = _range_of(character) or _foreign(character)
            if at % 8 == 0:
                block = hmac.digest(seed, at.to_bytes(8, "big"), "sha256")
            place = at % 8 * 4
            found.append(
                character
                if not character.isalnum()
                else chr(first + int.from_bytes(block[place : place + 4], "big") % count)
            )
        return "".join(found)


def masked(text: str) -> str:
    """The form of a text alone: `x` for letters and `0` for digits."""
    return "".join(map(_mask, text))


def masked_number(number: int) -> int:
    """A whole number of as many digits: `1` and zeros."""
    digits = 1 if abs(number) >= _TOO_LONG else len(str(abs(number)))
    size: int = 10 ** (digits - 1)
    return (number > 0) * size - (number < 0) * size


def _mask(character: str) -> str:
    if not character.isalnum():
        return character
    if character.isdecimal():
        return "0"
    return "X" if character.isupper() else "x"


def _ranges_of(word: str, *, whole: bool) -> Iterator[tuple[int, int]]:
    """The range of each character; zeros at the beginning of a number stay, and it gets none."""
    number = whole and word.isascii() and word.isdecimal()
    leading = number
    for character in word:
        if leading and character == "0":
            yield ord(character), 1
            continue
        yield _NOT_ZERO if leading else _range_of(character) or _foreign(character)
        leading = False


def _range_of(character: str) -> tuple[int, int] | None:
    code = ord(character)
    for first, count in _RANGES:
        if first <= code < first + count:
            return first, count
    return None


def _foreign(character: str) -> tuple[int, int]:
    """The range for a character of another alphabet: a letter of ours, or a digit, is no worse."""
    if character.isdecimal():
        return _RANGES[0]
    return _RANGES[1] if character.isupper() else _RANGES[2]
