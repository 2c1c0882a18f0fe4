"""Fixtures and the order of the suite, a plugin that `conftest.py` loads when it runs."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alarm_states import AlarmStates, EvaluatedStates, PolledStates
from botocore.config import Config
from cases import HERE, Case, Root, roots
from deployments import Deployment, Deployments, Settings

Client = Callable[[str], Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test for each case, or for each root module, that it is for."""
    if HERE not in metafunc.definition.path.resolve().parents:
        return
    found = _roots(metafunc.config)
    if "case" in metafunc.fixturenames:
        # A test may ask for the case alone, and for nothing that its root module applies.
        if "root" not in metafunc.fixturenames:
            metafunc.fixturenames.append("root")
        marker = metafunc.definition.get_closest_marker("cases")
        pairs = [
            (root, case)
            for root in found
            for case in root.cases
            if marker is None or marker.kwargs["predicate"](case)
        ]
        metafunc.parametrize(
            ("root", "case"), pairs, ids=[case.id for _, case in pairs]
        )
    elif "root" in metafunc.fixturenames:
        metafunc.parametrize("root", found, ids=[root.name for root in found])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a root module together: itself first, its cases, its end last."""
    place = {item: index for index, item in enumerate(items)}
    others = [item for item in items if HERE not in item.path.resolve().parents]
    # A test that no case is for has been collected once, without a case.
    own = [
        each
        for each in place.keys() - set(others)
        if "root" not in each.fixturenames or _root(each)
    ]

    def order(item: pytest.Item) -> tuple[object, ...]:
        root, case = _root(item), _case(item)
        if root is None:
            return ("", False, -1, place[item])
        last = item.get_closest_marker("last") is not None
        index = root.cases.index(case) if case else -1
        return (root.name, last, index, place[item])

    items[:] = [*others, *sorted(own, key=order)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Under pytest-xdist, give all tests of a root module to the process that applies it."""
    from xdist.scheduler import LoadScopeScheduling

    scopes = {each.name: each.name for each in _roots(config)}
    scopes |= {case.id: each.name for each in _roots(config) for case in each.cases}

    class ByRoot(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scopes.get(nodeid.rpartition("[")[2].removesuffix("]"), nodeid)

    return ByRoot(config, log)


def _roots(config: pytest.Config) -> list[Root]:
    try:
        return roots(
            quick=config.getoption("quick"),
            isolate=config.getoption("isolate"),
            emulated=not config.getoption("aws"),
        )
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


def _root(item: pytest.Item) -> Root | None:
    found = getattr(item, "callspec", None) and item.callspec.params.get("root")
    return found if isinstance(found, Root) else None


def _case(item: pytest.Item) -> Case | None:
    found = getattr(item, "callspec", None) and item.callspec.params.get("case")
    return found if isinstance(found, Case) else None


@pytest.fixture(scope="session")
def deployments(
    test_role_arn: str | None, aws_region: str, keep_after: bool, emulated: bool
) -> Iterator[Deployments]:
    """The root modules of this process; what is still there at the end is destroyed."""
    if emulated:
        # More at once than by default: an emulator throttles nobody. And nobody else changes it.
        os.environ.setdefault("TF_CLI_ARGS_apply", "-parallelism=40")
        os.environ.setdefault("TF_CLI_ARGS_destroy", "-parallelism=40 -refresh=false")
    shared = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    tag = os.environ.get("LMGEN_TEST_RUN") or shared[:6]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    found = Deployments(
        Settings(
            region=aws_region,
            role_arn=test_role_arn,
            keep=keep_after,
            run=f"{tag}{worker}",
            tag=tag,
            emulated=emulated,
        )
    )
    yield found
    found.close()


@pytest.fixture
def deployment(root: Root, deployments: Deployments) -> Deployment:
    """The root module of the test, applied."""
    return deployments.of(root)


@pytest.fixture
def name(deployment: Deployment, case: Case) -> str:
    """The name of the function of the case."""
    return deployment.names[case]


@pytest.fixture
def outputs(deployment: Deployment, case: Case) -> dict[str, Any]:
    """The module's outputs for the case."""
    return deployment.outputs(case)


@pytest.fixture(scope="session")
def client(boto3_session: Any, emulated: bool) -> Client:
    """Makes boto3 clients by the name of a service."""
    # An emulator has no host name for each bucket.
    config = Config(s3={"addressing_style": "path"}) if emulated else Config()
    return lambda service: boto3_session.client(service, config=config)


@pytest.fixture(scope="session")
def alarm_states(boto3_session: Any, client: Client, emulated: bool) -> AlarmStates:
    """What state alarms are in: AWS says it; on an emulator, lmgen's evaluator does."""
    if not emulated:
        return PolledStates(client("cloudwatch"))
    try:
        from lambda_monitored_gen.alarms import AlarmEvaluator
    except ImportError:
        pytest.fail(
            "An emulator keeps alarms but does not evaluate them. Install what does beside pytest: "
            "the lmgen that rendered this module, from where you have it.",
            pytrace=False,
        )
    # The metrics of a function are where it runs, which may be another emulator than the alarms'.
    where = os.environ.get("AWS_ENDPOINT_URL_LAMBDA")
    metrics = boto3_session.client("cloudwatch", endpoint_url=where)
    return EvaluatedStates(AlarmEvaluator(client("cloudwatch"), metrics))


def invoke(client: Client, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Run a function, and say what it answered and whether it failed."""
    answer = client("lambda").invoke(
        FunctionName=name, Payload=json.dumps(event).encode()
    )
    return {
        "error": answer.get("FunctionError"),
        "body": json.loads(answer["Payload"].read()),
    }
