"""Fetches the metrics of a function from CloudWatch.

How long points are kept: of a minute 15 days, of five minutes 63 days. Source: the section on
metrics retention of the user guide,
<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from lambda_monitored_gen.alarms import AlarmError, Metric, MetricStat, read_alarm
from lambda_monitored_gen.alarms.statistics import percentile_of
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.point_table import Points, table_of
from lambda_monitored_gen.simulation.replaying import AlarmSet
from lambda_monitored_gen.simulation.trace import LAMBDA, MINUTE, Column, Trace

_DAY = 86_400
FINE_DAYS, LONGEST_DAYS = 15, 63
_COARSE = 300
_QUERIES = 500
"""Metrics in one request at most: GetMetricData."""

_ATTEMPTS = 10
"""GetMetricData allows fifty requests a second to an account, which dashboards share."""

_BASE = ("Invocations", "Errors", "Throttles")
"""What every trace has: activity and error budget are of it."""

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_UNKNOWN = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"})
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_THROTTLED = frozenset({"Throttling", "ThrottlingException", "RequestLimitExceeded"})


class Fetch(NamedTuple):
    """What is fetched.

    Attributes:
        function: Name of the function.
        days: How many days, up to now.
        now: In seconds since 1970.
        delay: Seconds after a minute at which its points are taken to have been known.
    """

    function: str
    days: int
    now: int
    delay: int


def make_client(region: str | None) -> Any:  # noqa: ANN401 - boto3 makes its classes when it runs
    """Make a client of CloudWatch with the user's credentials, which waits where it is throttled.

    Args:
        region: AWS region; None for that of the environment or the profile.

    Raises:
        SimulationError: boto3, the region or credentials are missing.
    """
    try:
        import boto3  # noqa: PLC0415 - it comes with an extra, and takes long
        from botocore.config import Config  # noqa: PLC0415 - as above
        from botocore.exceptions import BotoCoreError, NoRegionError  # noqa: PLC0415 - as above
    except ImportError as error:
        raise SimulationError(
            "--fetch needs boto3", hint="pip install 'lambda-monitored-gen[test]'"
        ) from error
    retries = Config(retries={"mode": "adaptive", "max_attempts": _ATTEMPTS})
    try:
        session = boto3.Session(region_name=region)
        credentials = session.get_credentials()
        client = session.client("cloudwatch", config=retries)
    except NoRegionError as error:
        raise SimulationError(
            "--fetch needs a region, and neither the environment nor the profile has one",
            hint="Pass --region, or set AWS_REGION.",
        ) from error
    except (BotoCoreError, ValueError) as error:
        raise SimulationError(
            f"--fetch cannot use this AWS configuration: {error}",
            hint="See what `aws sts get-caller-identity` says.",
        ) from error
    if credentials is None:
        raise SimulationError(
            "--fetch needs credentials of an AWS account, and there are none: neither in the "
            "environment, nor in a profile, nor from this machine",
            hint="Run `aws sso login` or `aws configure`, or set AWS_PROFILE.",
        )
    return client


def fetch_trace(client: Any, wanted: Fetch, sets: Iterable[AlarmSet]) -> Trace:  # noqa: ANN401 - as above
    """Fetch what alarms read of a function.

    Args:
        client: Of CloudWatch.
        wanted: What is fetched.
        sets: The alarms.

    Raises:
        SimulationError: It cannot be fetched, or there is nothing.
    """
    stats = list(dict.fromkeys(_stats(wanted.function, sets)))
    end = wanted.now // MINUTE * MINUTE
    start = end - wanted.days * _DAY
    spans = [(MINUTE, start, end)]
    if wanted.days > FINE_DAYS:
        fine = -(-(end - FINE_DAYS * _DAY) // _COARSE) * _COARSE
        spans = [(_COARSE, start // _COARSE * _COARSE, fine), (MINUTE, fine, end)]
    points: dict[Column, Points] = {}
    notes = []
    try:
        for period, first, last in spans:
            for column, found in _fetch(client, stats, period, first, last):
                points.setdefault(column, {}).update(found)
    except Exception as error:
        raise _explained(error, wanted.function) from error
    if wanted.days > FINE_DAYS:
        notes.append(
            f"CloudWatch has minutes of the last {FINE_DAYS} days only; of the days before it has "
            "points of five minutes, each of which is taken as if all of it had been in its first "
            "minute: alarms that need several minutes in a row ring less there"
        )
    if not any(points.values()):
        raise SimulationError(
            f"CloudWatch has no metrics of a function '{wanted.function}' in the last "
            f"{wanted.days} days in {client.meta.region_name}",
            hint="Look at the name and the region; it may also never have been invoked.",
        )
    return Trace(
        name=f"{wanted.function}, {wanted.days} days",
        table=table_of(points, MINUTE, wanted.delay),
        start=start // MINUTE * MINUTE,
        end=end,
        notes=tuple(notes),
    )


def _stats(function: str, sets: Iterable[AlarmSet]) -> Iterator[MetricStat]:
    dimensions = (("FunctionName", function),)
    for name in _BASE:
        yield MetricStat(Metric(LAMBDA, name, dimensions), "Sum")
    for each in sets:
        for description in each.descriptions:
            try:
                alarm = read_alarm(description)
            except AlarmError:
                continue  # the replay says why
            for metric, statistic in alarm.metrics.values():
                # Percentiles of minutes do not make one of a longer period.
                if percentile_of(statistic) is None or alarm.period == MINUTE:
                    yield MetricStat(metric, statistic)


def _fetch(
    client: Any,  # noqa: ANN401 - as above
    stats: list[MetricStat],
    period: int,
    start: int,
    end: int,
) -> Iterator[tuple[Column, Points]]:
    """What CloudWatch has of metrics, page by page."""
    for first in range(0, len(stats), _QUERIES):
        named = {f"m{number}": each for number, each in enumerate(stats[first : first + _QUERIES])}
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[_query(name, each, period) for name, each in named.items()],
            StartTime=_time(start),
            EndTime=_time(end),
            ScanBy="TimestampAscending",
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                if result.get("StatusCode") in {"InternalError", "Forbidden"}:
                    raise SimulationError(
                        f"CloudWatch gave no data of {named[result['Id']].metric.name}: "
                        f"{result['StatusCode']}"
                    )
                metric, statistic = named[result["Id"]]
                column = Column(metric.namespace, metric.name, statistic, metric.dimensions)
                pairs = zip(result["Timestamps"], result["Values"], strict=True)
                yield column, {int(time.timestamp()): float(value) for time, value in pairs}


def _query(name: str, stat: MetricStat, period: int) -> Mapping[str, Any]:
    metric, statistic = stat
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in metric.dimensions],
            },
            "Period": period,
            "Stat": statistic,
            **({"Unit": metric.unit} if metric.unit else {}),
        },
    }


def _time(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc)


def _explained(error: Exception, function: str) -> Exception:
    """An error of boto3 as what the user can do about it; any other as it is."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    what = f"the metrics of '{function}' cannot be fetched"
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        hint = next((text for codes, text in _HINTS if code in codes), None)
        return SimulationError(f"{what}: {error}", hint=hint)
    if isinstance(error, BotoCoreError):
        return SimulationError(
            f"{what}: {error}", hint="Look at the region, the network and AWS_ENDPOINT_URL."
        )
    return error


_HINTS = (
    (_EXPIRED, "The credentials have expired: run `aws sso login`, or fetch new ones."),
    (_UNKNOWN, "AWS does not know these credentials: see `aws sts get-caller-identity`."),
    (_DENIED, "The identity needs the permission cloudwatch:GetMetricData."),
    (_THROTTLED, f"CloudWatch has throttled {_ATTEMPTS} attempts; try again in a few minutes."),
)
