"""A provider that says of itself only what modules here have, and else is the one behind it.

Each command of Terraform asks the provider for its schema, of which a module has one type in
thirty: making and reading the rest takes three of the four seconds of a command.

What is said between the two is in
<https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol>, and how messages are
written in <https://protobuf.dev/programming-guides/encoding/>.
"""

import re
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NoReturn, TypeAlias

import grpc

from tests.support.specs import EXAMPLES

_ROOT = EXAMPLES.parent

_TYPE = re.compile(r"\baws_[a-z0-9_]+")

_ENTRY = re.compile(rb"\x0a(?P<length>[\x00-\x7f])(?P<key>aws_[a-z0-9_]+)")
"""The beginning of an entry of a map: its key is field 1, a string."""

_VARINT, _BYTES = 0, 2
"""Types of fields that a schema has: numbers, and what is written after its length."""

_CONTINUED = 0x80
"""The bit of a byte of a number that has another byte."""

_SCHEMAS = ("GetSchema", "GetProviderSchema", "GetResourceIdentitySchemas")

_AT_ONCE = 32
"""How many requests are served at once: Terraform makes ten for each that walks its graph."""

_OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

_Call: TypeAlias = "grpc.UnaryUnaryMultiCallable[bytes, bytes]"


@lru_cache(maxsize=1)
def types_here() -> frozenset[str]:
    """The types of resources and data sources that anything in this project names."""
    return frozenset(
        found
        for folder in ("templates", "tests", "lambda_monitored_gen")
        for file in _ROOT.joinpath(folder).rglob("*")
        if file.is_file()
        for found in _TYPE.findall(file.read_text(encoding="utf-8", errors="ignore"))
    )


def slim(message: bytes, types: Collection[str]) -> bytes:
    """Leave out the types of a provider that nobody asks for.

    Args:
        message: The answer to a request for schemas: maps by type, and other fields.
        types: Those that stay.

    Raises:
        ValueError: It has a field that no schema has.
    """
    kept = []
    for start, content, end in _fields(message):
        entry = _ENTRY.match(message, content, end)
        key = entry["key"][: entry["length"][0]].decode() if entry else None
        if key is None or key in types:
            kept.append(message[start:end])
    return b"".join(kept)


def _fields(message: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each field of a message begins, its content, and where it ends."""
    start = 0
    while start < len(message):
        tag, content = _number(message, start)
        size, after = _number(message, content)
        if tag & 7 == _BYTES:
            content, end = after, after + size
        elif tag & 7 == _VARINT:
            end = after
        else:
            raise ValueError(f"A schema should have no field of type {tag & 7}, at {start}.")
        yield start, content, end
        start = end


def _number(message: bytes, position: int) -> tuple[int, int]:
    number = shift = 0
    while message[position] & _CONTINUED:
        number |= (message[position] & ~_CONTINUED) << shift
        position, shift = position + 1, shift + 7
    return number | message[position] << shift, position + 1


class SlimProvider(grpc.GenericRpcHandler):
    """Serves as a provider that runs does, with less of a schema.

    Args:
        behind: The socket of the provider.
        socket: The socket to serve on, where no file is yet.
        types: Of resources and data sources that it has.
    """

    def __init__(self, behind: Path, socket: Path, types: Collection[str]) -> None:
        self._types = types
        self._channel = grpc.insecure_channel(f"unix:{behind}", options=_OPTIONS)
        self._schemas: dict[str, bytes] = {}
        self._server = grpc.server(ThreadPoolExecutor(_AT_ONCE), [self], options=_OPTIONS)
        self._server.add_insecure_port(f"unix:{socket}")
        self._server.start()

    def stop(self) -> None:
        """Serve no longer."""
        self._server.stop(grace=None)
        self._channel.close()

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> "grpc.RpcMethodHandler[bytes, bytes] | None":
        """Choose who answers: what concerns the process alone has no answer, and needs none."""
        method = handler_call_details.method
        if not method.startswith("/tfplugin"):
            return None
        ask: _Call = self._channel.unary_unary(method)
        schema = method.endswith(_SCHEMAS)

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            try:
                return self._schema(method, request, ask) if schema else ask(request)
            except grpc.RpcError as error:
                _refuse(error, context)

        return grpc.unary_unary_rpc_method_handler(answer)

    def _schema(self, method: str, request: bytes, ask: _Call) -> bytes:
        if method not in self._schemas:
            self._schemas[method] = slim(ask(request), self._types)
        return self._schemas[method]


def _refuse(error: grpc.RpcError, context: grpc.ServicerContext) -> NoReturn:
    assert isinstance(error, grpc.Call)  # so a channel has it
    context.abort(error.code(), error.details() or "")
