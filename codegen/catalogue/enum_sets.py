"""Enums as classes: the values of each, with those that `like` and `by_number` derive."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from codegen.catalogue.written import Catalogue, Enum, EnumValue, Wire


@attrs.frozen
class Member:
    """A value of an enum on the wire."""

    value: str | int
    name: str
    """Its key in the catalogue."""
    entry: EnumValue


@attrs.frozen(kw_only=True)
class EnumSet:
    """The values of one class."""

    name: str
    key: str
    """The enum of the catalogue that the class comes from."""
    enum: Enum
    owner: str
    """The enum of the catalogue that has the values."""
    integer: bool
    closed: bool
    ignore_case: bool
    members: tuple[Member, ...] = ()
    unnumbered: tuple[Member, ...] = ()
    """Values by number that no source gives the number of."""

    def wire(self, value: object) -> str | int | None:
        """The value on the wire that a value, a spelling of it or a name means; None if none."""
        if self.integer:
            if isinstance(value, int) and not isinstance(value, bool):
                return self._by_number.get(value)
            return self._by_name.get(value) if isinstance(value, str) else None
        text = str(value)
        return self.spellings.get(text.casefold() if self.ignore_case else text)

    @property
    def spellings(self) -> dict[str, str]:
        """Each spelling of a value as text, folded if case does not count, to the value's own."""
        found: dict[str, str] = {}
        for member in self.members:
            for spelling in (str(member.value), *member.entry.aliases):
                folded = spelling.casefold() if self.ignore_case else spelling
                found.setdefault(folded, str(member.value))
        return found

    @property
    def _by_number(self) -> dict[int, str | int]:
        numbers: dict[int, str | int] = {}
        for member in self.members:
            for number in (member.value, *member.entry.also):
                if isinstance(number, int):
                    numbers.setdefault(number, member.value)
        return numbers

    @property
    def _by_name(self) -> dict[str, str | int]:
        return {member.name: member.value for member in self.members}


def enum_sets(catalogue: Catalogue) -> Mapping[str, EnumSet]:
    """Every enum class by name; an enum that has no values of its own and none to take has none."""
    found: dict[str, EnumSet] = {}
    for name, enum in catalogue.enums.items():
        owner = _owner(catalogue, name)
        base = catalogue.enums[owner]
        kept = set(enum.only) if enum.like is not None else set(base.values)
        entries = {key: value for key, value in base.values.items() if key in kept}
        made = EnumSet(
            name=name,
            key=name,
            owner=owner,
            enum=enum,
            integer=base.wire is Wire.NUMBER,
            closed=enum.closed,
            ignore_case=enum.ignore_case or base.ignore_case,
        )
        found[name] = _filled(made, entries)
        if enum.by_number is not None:
            by_number = attrs.evolve(made, name=enum.by_number, integer=True)
            found.setdefault(enum.by_number, _filled(by_number, entries))
    return found


def _filled(of: EnumSet, entries: Mapping[str, EnumValue]) -> EnumSet:
    members: list[Member] = []
    unnumbered: list[Member] = []
    for key, entry in entries.items():
        number = entry.meaning.number
        if not of.integer:
            members.append(Member(key, key, entry))
        elif number is not None:
            members.append(Member(number, key, entry))
        else:
            unnumbered.append(Member(key, key, entry))
    return attrs.evolve(of, members=tuple(members), unnumbered=tuple(unnumbered))


def _owner(catalogue: Catalogue, name: str) -> str:
    """The enum that has the values of this one: itself, or the one that `like` leads to."""
    seen = {name}
    while (like := catalogue.enums[name].like) is not None:
        if like not in catalogue.enums or like in seen:
            break
        seen.add(like)
        name = like
    return name
