"""Answers to extension points: made from a message, sent by the vendor's own client."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from ._shown import described, shown
from .constants import AnswerOperation
from .errors import Problem
from .operations import ANSWERS, AnswerInfo
from .registry import EVENTS, EventInfo

if TYPE_CHECKING:
    from .message import Message


class AnswerError(ValueError):
    """An answer that cannot be given, or an operation that cannot be called for a message.

    Its text names everything that is wrong.
    """

    def __init__(self, errors: tuple[Problem, ...]) -> None:
        super().__init__(errors)
        self.errors = errors
        """What is wrong; `path` is the argument."""

    def __str__(self) -> str:
        return "; ".join(map(str, self.errors))


class AnswerRejected(RuntimeError):
    """The call succeeded, and its response says that the answer was not accepted."""

    def __init__(self, answer: Answer, response: object) -> None:
        super().__init__(answer, response)
        self.answer = answer
        self.response = response
        """What the client gave."""

    def __str__(self) -> str:
        return f"{self.answer.operation} was called, and the answer was not accepted"


@attrs.frozen(kw_only=True)
class Answer:
    """What an extension says to the operation that waits; frozen, and not sent yet."""

    operation: AnswerOperation
    """The operation that takes it."""

    api_version: str | None
    """API version that has it, as all other operations; `None` for what a function returns."""

    parameters: Mapping[str, str] = attrs.field(hash=False)
    """The parameters of the operation, or the keys of what a function returns, by wire name."""

    doubts: tuple[str, ...] = ()
    """What no source says for certain; empty where the documents describe this answer."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _answer, (self.operation, self.api_version, dict(self.parameters), self.doubts)

    def send(self, client: object) -> Any:
        """Call the operation with the vendor's client, and give what it gives.

        `client` is a `Client` that you made, of `alibabacloud_dataworks_public20200518` or, for
        an operation that this version has, of `alibabacloud_dataworks_public20240518`; or
        anything with the same method, which gets an object with `to_map`.

        Raises:
            AnswerError: the client lacks the operation, or a function has to return this answer.
            AnswerRejected: the response says that the answer was not accepted.

        Whatever the client raises goes through.
        """
        method, request = self._called(client)
        return self._accepted(method(request))

    async def send_async(self, client: object) -> Any:
        """The same, by the method of the client that is to be awaited."""
        method, request = self._called(client, "_async")
        return self._accepted(await method(request))

    def returned(self) -> dict[str, str]:
        """The value that a function on Function Compute returns.

        Raises:
            AnswerError: the operation has to be called.
        """
        if not ANSWERS[self.operation].returned_in:
            raise _refused("answer", "one that a function returns", f"{self.operation}: `send` it")
        return dict(self.parameters)

    def _called(self, client: object, ending: str = "") -> tuple[Any, object]:
        """The client's method, and the request for it, without calling it."""
        info = ANSWERS[self.operation]
        if info.returned_in:
            raise _refused("answer", "an operation that is called", "what a function returns")
        return _method_and_request(client, info, self.parameters, ending)

    def _accepted(self, response: Any) -> Any:
        body: Any = getattr(response, "body", None)
        key = ANSWERS[self.operation].accepted
        said = body.to_map().get(key) if key and hasattr(body, "to_map") else None
        # One operation sends it as a text.
        if said is False or (isinstance(said, str) and said.lower() == "false"):
            raise AnswerRejected(self, response)
        return response


class Answerable(Protocol):
    """What can be answered: a message, or the refusal of one."""

    @property
    def event_code(self) -> str | None:
        """Event code of the event."""

    @property
    def envelope(self) -> str | None:
        """Name of the envelope."""

    def answer(
        self,
        result: str,
        reason: str | None = None,
        *,
        extension_code: str | None = None,
        operation: AnswerOperation | str | None = None,
    ) -> Answer:
        """The answer that the user's operation waits for."""
        ...


def answer_to(
    message: Answerable,
    message_id: str | None,
    result: str,
    reason: str | None,
    extension_code: str | None,
    operation: AnswerOperation | str | None,
) -> Answer:
    """The answer to a message, or to the refusal of one; raises `AnswerError`."""
    code = message.event_code
    event = EVENTS.get(code) if code is not None else None
    info = _operation(code, event, message.envelope, operation)
    said: dict[str, Any] = {
        "message-id": message_id,
        "extension-code": extension_code,
        "result": result.value if isinstance(result, Enum) else result,
        "reason": reason,
    }
    errors = tuple(_errors(info, said, code))
    if errors:
        raise AnswerError(errors)
    given = [each for each in info.parameters if said.get(each.role)]
    doubts = (
        *_doubts_of(info, event, message.envelope),
        *(f"{each.name}: {each.doubt}" for each in given if each.doubt),
        *getattr(message, "conflicts", ()),
    )
    return _answer(
        info.operation,
        info.api_versions[0] if info.api_versions else None,
        {each.name: said[each.role] for each in given},
        doubts,
    )


def _answer(
    operation: AnswerOperation,
    api_version: str | None,
    parameters: dict[str, str],
    doubts: tuple[str, ...],
) -> Answer:
    return Answer(
        operation=operation,
        api_version=api_version,
        parameters=MappingProxyType(parameters),
        doubts=doubts,
    )


def detail_of(message: Message, client: object) -> Any:
    """What the operation that reads more about a message's event gives; raises `AnswerError`."""
    event, code = message.info, message.event_code
    if event is None or event.detail is None:
        raise _refused("event", "one about which an operation reads more", "another", code)
    info = ANSWERS[event.detail]
    said = {"message-id": message.id, "workspace-id": message.workspace_id}
    errors = tuple(_errors(info, said, code))
    if errors:
        raise AnswerError(errors)
    parameters = {each.name: said[each.role] for each in info.parameters}
    method, request = _method_and_request(client, info, parameters)
    return method(request).body


def _operation(
    code: str | None,
    event: EventInfo | None,
    envelope: str | None,
    chosen: AnswerOperation | str | None,
) -> AnswerInfo:
    if chosen is not None:
        known = [info.operation for info in ANSWERS.values() if info.results]
        if chosen not in known:
            raise _refused("operation", f"one of {', '.join(known)}", described(chosen), code)
        return ANSWERS[AnswerOperation(chosen)]
    if event is None:
        expected = "an event that the catalogue knows, or `operation=`"
        got = "no event" if code is None else f"the unknown event {shown(code)}"
        raise _refused("event", expected, got)
    operations = [ANSWERS[name] for name in event.answers]
    if not operations:
        raise _refused("event", "one that waits for an answer", f"a {event.kind} event", code)
    called = [info for info in operations if not info.returned_in]
    returned = [info for info in operations if info.returned_in == envelope]
    return (returned or called or operations)[0]


def _errors(info: AnswerInfo, said: Mapping[str, Any], code: str | None) -> Iterator[Problem]:
    """Everything that is wrong with an answer."""
    for parameter in info.parameters:
        value, path = said.get(parameter.role), _ARGUMENTS.get(parameter.role, parameter.role)
        if value is None or value == "":
            if parameter.required:
                yield _problem(path, _uncapitalized(parameter.meaning), "nothing", code)
            elif parameter.role == "reason" and said["result"] in info.needs_reason:
                expected = f"a reason, which the user is shown with {said['result']}"
                yield _problem(path, expected, "nothing", code)
        elif not isinstance(value, str) and parameter.role != "workspace-id":
            yield _problem(path, "a text", described(value), code)
        elif parameter.role == "result" and value not in info.results:
            expected = f"one of {', '.join(map(json.dumps, info.results))} for {info.operation}"
            yield _problem(path, expected, described(value), code)


def _uncapitalized(sentence: str) -> str:
    # Not of an abbreviation, such as ID.
    first = sentence[:1] if sentence[:2].isupper() else sentence[:1].lower()
    return f"the {first}{sentence[1:].rstrip('.')}"


_ARGUMENTS: Final = {
    "message-id": "message.id",
    "workspace-id": "message.workspace_id",
    "extension-code": "extension_code",
}


def _doubts_of(info: AnswerInfo, event: EventInfo | None, envelope: str | None) -> Iterator[str]:
    if event is None:
        yield f"The catalogue does not know the event, nor whether {info.operation} answers it."
    elif info.operation not in event.answers:
        yield f"No source says that {info.operation} answers {event.event_code}."
    elif "answer" in event.inferred:
        yield (
            f"What answers {event.event_code} is inferred, at least in part, and {info.operation} "
            f"is the likely operation: see {event.page}."
        )
    if not info.returned_in and any(each.returned_in == envelope for each in ANSWERS.values()):
        yield f"No source says how a message in the envelope {envelope} is answered by a call."
    if info.returned_in and info.returned_in != envelope:
        yield f"{info.operation} is known for the envelope {info.returned_in} alone."


def _problem(path: str, expected: str, got: str, code: str | None) -> Problem:
    event = EVENTS.get(code) if code is not None else None
    return Problem(path, expected, got, code, event.page if event else None)


def _refused(path: str, expected: str, got: str, code: str | None = None) -> AnswerError:
    return AnswerError((_problem(path, expected, got, code),))


class _Request:
    """What a client that is not the vendor's gets in place of the vendor's request."""

    def __init__(self, parameters: Mapping[str, object]) -> None:
        self._parameters = parameters

    def to_map(self) -> dict[str, object]:
        """The parameters by wire name."""
        return dict(self._parameters)


def _method_and_request(
    client: object, info: AnswerInfo, parameters: Mapping[str, object], ending: str = ""
) -> tuple[Any, object]:
    """The method of the client that calls an operation, and the request for it."""
    name = info.method + ending
    method = getattr(client, name, None)
    if method is None:
        versions = " or ".join(info.api_versions)
        expected = f"a client of API version {versions}, which has `{name}`"
        raise _refused("client", expected, f"`{type(client).__name__}` without it")
    return method, _request(client, info, parameters)


def _request(client: object, info: AnswerInfo, parameters: Mapping[str, object]) -> object:
    """The vendor's request, from the models that the client's own module has imported."""
    for each in client.__class__.__mro__:
        package = each.__module__.rpartition(".")[0]
        models = sys.modules.get(f"{package}.models")
        request: Any = getattr(models, f"{info.operation}Request", None)
        if request is not None:
            made = request()
            made.from_map(dict(parameters))
            return made
    return _Request(parameters)


Otherwise = str | tuple[str, str | None]
"""A result, or a result with its reason."""


class Answering:
    """One answer to one message, given by calling it, whatever happens to the code around it."""

    answer: Answer | None = None
    """The answer that was decided; `None` until then."""

    late: bool = False
    """Whether the time was over before the code had answered."""

    def __init__(
        self,
        message: Answerable,
        client: object,
        extension_code: str | None,
        otherwise: Otherwise,
        within: float | None,
        operation: AnswerOperation | str | None,
    ) -> None:
        self._message = message
        self._client = client
        self._named: dict[str, Any] = {"extension_code": extension_code, "operation": operation}
        result, reason = (otherwise, None) if isinstance(otherwise, str) else otherwise
        self._otherwise = self._made(result, reason)
        self._is_returned = bool(ANSWERS[self._otherwise.operation].returned_in)
        if not self._is_returned:
            # Whether the client can be called with it is asked before the code runs.
            self._otherwise._called(client)
        self._sent = False
        self._lock = threading.Lock()
        self._timer = None if within is None else threading.Timer(within, self._time_is_over)

    def __call__(self, result: str, reason: str | None = None) -> Answer:
        """Answer, and give the answer that was decided: an earlier one, if the time was over.

        Raises what `Message.answer` and `Answer.send` raise, and AnswerError for a second answer.
        """
        made = self._made(result, reason)
        with self._lock:
            if self.answer is None or not self._sent:
                return self._send(self.answer or made)
            if self.late:
                return self.answer
        code = self._message.event_code
        raise _refused("answer", "one answer to a message", "a second one", code)

    def returned(self) -> dict[str, str]:
        """The value that a function returns; to be asked for behind the `with` statement."""
        if self.answer is None:
            raise _refused("answer", "one, which is there behind the `with`", "nothing")
        return self.answer.returned()

    def _made(self, result: str, reason: str | None = None) -> Answer:
        return self._message.answer(result, reason, **self._named)

    def _time_is_over(self) -> None:
        with self._lock:
            if self.answer is None:
                self.late = True
                self._send(self._otherwise)

    def _send(self, answer: Answer) -> Answer:
        self.answer = answer
        if not self._is_returned:
            answer.send(self._client)
        self._sent = True
        return answer

    def __enter__(self) -> Answering:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            if not self._sent:
                # What was decided and could not be sent is sent once more.
                self._send(self.answer or self._otherwise)
        if not self._is_returned or not isinstance(error, Exception):
            return False
        # Where it went on, the function would return nothing.
        import logging

        logger = logging.getLogger(__package__)
        logger.error("answered otherwise, as the check raised", exc_info=error)
        return True


def answering(
    message: Answerable,
    client: object = None,
    *,
    otherwise: Otherwise,
    extension_code: str | None = None,
    within: float | None = None,
    operation: AnswerOperation | str | None = None,
) -> Answering:
    """Give a message exactly one answer, also when the code raises, is late or says nothing.

    For example::

        with dw.answering(message, client, extension_code=CODE,
                          otherwise=("FAIL", "The check could not be made")) as answer:
            answer("OK")

    `otherwise` is the result, with its reason, that is answered if the code has not answered
    when it ends or raises, or `within` so many seconds, from another thread.  After that, an
    answer of the code is not sent: the call gives the one that was.  If sending raises, the same
    answer is sent once more when the code ends.  Exceptions go on after the answer.

    A function that returns its answer needs no client: behind the `with`, it does `return
    answer.returned()`.  There an exception of the code is logged and goes no further, as else
    the function would return nothing.

    Raises:
        AnswerError: before the code runs, if `otherwise` cannot be answered.
    """
    return Answering(message, client, extension_code, otherwise, within, operation)
