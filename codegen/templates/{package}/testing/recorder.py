"""What stands in for the vendor's client, and keeps what it was called with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from ..operations import ANSWERS
from .calls import Call, check


class ClientRecorder:
    """Takes the calls of the vendor's client, checks them by the catalogue, and keeps them.

    It has the methods of all operations that the catalogue knows, also the `_async` ones.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        """Every call that was taken, in order."""
        self.responses: dict[str, Any] = {}
        """What a call of an operation gives, by its name: the JSON of the response, which is given
        as an object like the vendor's, or an exception to raise."""

    @property
    def answers(self) -> list[Call]:
        """The calls that answer."""
        return [call for call in self.calls if call.result is not None]

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        """A method of the vendor's client."""
        method = name.removesuffix("_async")
        operations = [str(info.operation) for info in ANSWERS.values() if info.method == method]
        if not method or not operations:
            known = ", ".join(sorted(filter(None, (info.method for info in ANSWERS.values()))))
            text = f"ClientRecorder has no method {name}, only {known}"
            raise AttributeError(text, name=name, obj=self)
        (operation,) = operations

        def call(request: Any) -> Any:
            return self._taken(Call(operation, request.to_map()))

        async def call_async(request: Any) -> Any:
            return call(request)

        return call if method == name else call_async

    def _taken(self, call: Call) -> Any:
        check(call, self.calls)
        response = self.responses.get(call.operation, {})
        if isinstance(response, BaseException):
            raise response
        self.calls.append(call)
        return SimpleNamespace(body=_object(response))


def _object(value: Any) -> Any:
    """A JSON value with attributes, named as the vendor's client names them."""
    if isinstance(value, Mapping):
        return SimpleNamespace(
            **{_attribute(name): _object(inner) for name, inner in value.items()}
        )
    return [_object(item) for item in value] if isinstance(value, list) else value


def _attribute(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
