"""A provider whose schema has what modules here have, and no more."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from tests.support.provider_schema import SlimProvider, slim, types_here

pytestmark = pytest.mark.process

SERVICE = "/tfplugin5.Provider/"
SIZES = (1, 127, 128, 20_000)
"""Lengths that take one byte, two and three."""


def field(number: int, content: bytes) -> bytes:
    """A field of bytes, <https://protobuf.dev/programming-guides/encoding/#length-types>."""
    left, size = len(content), bytearray()
    while left >= 0x80:
        size.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([number << 3 | 2]) + bytes([*size, left]) + content


def entry(number: int, key: str, size: int = 3) -> bytes:
    """An entry of a map."""
    return field(number, field(1, key.encode()) + field(2, b"\x10" * size))


class Provider(grpc.GenericRpcHandler):
    """Answers with what it was asked, but for its schema, and what it cannot do."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Answer anything."""
        method = handler_call_details.method
        self.asked.append(method)

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            if method == f"{SERVICE}Fails":
                context.abort(grpc.StatusCode.DATA_LOSS, "nothing is left")
            if method == f"{SERVICE}GetSchema":
                return entry(2, "aws_lambda_function") + entry(2, "aws_sns_topic")
            return request

        return grpc.unary_unary_rpc_method_handler(answer)


@pytest.fixture(name="behind")
def _behind(tmp_path: Path) -> Iterator[Provider]:
    provider = Provider()
    server = grpc.server(ThreadPoolExecutor(2), [provider])
    server.add_insecure_port(f"unix:{tmp_path}/behind")
    server.start()
    yield provider
    server.stop(grace=None)


@pytest.fixture(name="channel")
def _channel(tmp_path: Path, behind: Provider) -> Iterator[grpc.Channel]:
    assert behind.asked == []
    served = SlimProvider(tmp_path / "behind", tmp_path / "slim", {"aws_lambda_function"})
    with grpc.insecure_channel(f"unix:{tmp_path}/slim") as channel:
        yield channel
    served.stop()


def asked(channel: grpc.Channel, method: str, request: bytes = b"") -> bytes:
    call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(method)
    return call(request)


@pytest.mark.parametrize("size", SIZES)
def test_types_that_nobody_has(size: int) -> None:
    """They are left out of each map; everything else stays as it is, byte by byte."""
    kept = [field(1, b"provider"), entry(2, "aws_sns_topic", size), entry(7, "arn_parse", size)]
    number = bytes([15 << 3, 0xFF, 0x01])
    message = b"".join(
        [kept[0], entry(2, "aws_s3_object", size), kept[1], number, kept[2], entry(3, "aws_s3", 9)]
    )
    assert slim(message, {"aws_sns_topic"}) == kept[0] + kept[1] + number + kept[2]


def test_a_field_of_another_kind() -> None:
    """What is no schema is not guessed at."""
    with pytest.raises(ValueError, match="no field of type 1, at 3"):
        slim(field(1, b"x") + bytes([1 << 3 | 1]) + b"12345678", ())


def test_types_here() -> None:
    """Modules, their tests and those of the project name them."""
    assert {"aws_lambda_function", "aws_cloudwatch_metric_alarm"} <= types_here()
    assert len(types_here()) < 200


def test_schema_is_asked_for_once(behind: Provider, channel: grpc.Channel) -> None:
    """It is what takes the time, and stays the same."""
    for _ in range(2):
        assert asked(channel, f"{SERVICE}GetSchema") == entry(2, "aws_lambda_function")
    assert behind.asked == [f"{SERVICE}GetSchema"]


def test_all_else_is_the_provider_s(behind: Provider, channel: grpc.Channel) -> None:
    """Its answers and its errors are handed on."""
    assert asked(channel, f"{SERVICE}PlanResourceChange", b"of this") == b"of this"
    with pytest.raises(grpc.RpcError) as error:
        asked(channel, f"{SERVICE}Fails")
    assert isinstance(error.value, grpc.Call)
    assert error.value.code() is grpc.StatusCode.DATA_LOSS
    assert error.value.details() == "nothing is left"
    assert len(behind.asked) == 2


def test_its_process_is_not_asked(behind: Provider, channel: grpc.Channel) -> None:
    """Whoever started it ends it."""
    with pytest.raises(grpc.RpcError) as error:
        asked(channel, "/plugin.GRPCController/Shutdown")
    assert isinstance(error.value, grpc.Call)
    assert error.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert behind.asked == []
