"""How the catalog is put together, with features that lmgen does not have."""

from lambda_monitored_gen.catalog import CATALOG, Feature, Output, Variable
from lambda_monitored_gen.catalog.alarm import Alarm, Metric
from lambda_monitored_gen.catalog.catalog import GROUPS, build_catalog
from lambda_monitored_gen.catalog.feature import IamStatement, RolePolicy
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import AtMostVariable
from tests.support.feature_sets import feature_sets, possible


def variable(name: str, group: str) -> Variable:
    """A number of a group."""
    return Variable(name, NUMBER, "A number.", group, 1, default=1)


def alarm(name: str, output: str) -> Alarm:
    """An alarm with an output."""
    return Alarm(
        name=name,
        description=Text("x"),
        metric=Metric("N", "M", "Sum"),
        threshold=Var("queue_limit"),
        exists=Var("queue_limit").is_set(),
        raised="it is above",
        given="always",
        remedy="Wait.",
        noun="queue",
        output=output,
    )


QUEUE = Feature(
    name="queue",
    description="A queue.",
    variables=(
        variable("queue_limit", "Alarms"),
        variable("queue_size", "Function"),
        variable("queue_key", "Encryption"),
    ),
    outputs=(Output("queue_arn", "ARN of the queue.", "aws_sqs_queue.this.arn"),),
    alarms=(
        alarm("queue_full", "queue_alarm_arn"),
        alarm("queue_old", "queue_alarm_arn"),
        alarm("queue_lost", "queue_lost_alarm_arn"),
    ),
    relations=(AtMostVariable(Var("queue_limit"), Var("queue_size")),),
)

BUILT = build_catalog((*CATALOG.features.values(), QUEUE))


def test_own_catalog() -> None:
    """The catalog of the release is what its features and the core make."""
    assert build_catalog(tuple(CATALOG.features.values())) == CATALOG


def test_without_features() -> None:
    """Without features the core is left, of which nothing belongs to a feature."""
    core = build_catalog(())
    assert core.features == {}
    for kind in (core.variables, core.outputs, core.alarms):
        assert kind
        assert {each.feature for each in kind.values()} == {""}


def test_variables_are_sorted_into_groups() -> None:
    """A feature's variables come last in their groups, which keep their order."""
    groups = [each.group for each in BUILT.variables.values()]
    assert groups == sorted(groups, key=GROUPS.index)
    for name, group in (
        ("queue_limit", "Alarms"),
        ("queue_size", "Function"),
        ("queue_key", "Encryption"),
    ):
        assert [key for key, each in BUILT.variables.items() if each.group == group][-1] == name
    others = [name for name in BUILT.variables if not name.startswith("queue")]
    assert others == list(CATALOG.variables)


def test_records_name_their_feature() -> None:
    """Variables, outputs and alarms of a feature, and outputs of its alarms, name it."""
    for kind, count in ((BUILT.variables, 3), (BUILT.outputs, 3), (BUILT.alarms, 3)):
        of_it = [name for name, each in kind.items() if each.feature == "queue"]
        assert len(of_it) == count
        assert all(name.startswith("queue") for name in of_it)
    assert BUILT.relations == (*CATALOG.relations, *QUEUE.relations)
    assert BUILT.features["queue"] is QUEUE


def test_outputs_of_alarms() -> None:
    """An alarm has an output with its ARN, and alarms that exclude each other share one."""
    assert BUILT.outputs["queue_lost_alarm_arn"].value == (
        "one(aws_cloudwatch_metric_alarm.queue_lost[*].arn)"
    )
    shared = BUILT.outputs["queue_alarm_arn"]
    assert shared.value == (
        "one(concat(aws_cloudwatch_metric_alarm.queue_full[*].arn, "
        "aws_cloudwatch_metric_alarm.queue_old[*].arn))"
    )
    assert shared.description == "ARN of the queue alarm; null without one."


def test_shared_outputs_are_of_one_feature() -> None:
    """Alarms of one output come and go together, or the output would name what is not there."""
    features: dict[str, set[str]] = {}
    for each in CATALOG.alarms.values():
        features.setdefault(each.output, set()).add(each.feature)
    assert {output: names for output, names in features.items() if len(names) > 1} == {}


def test_policies_of_the_role() -> None:
    """Statements of a feature become an inline policy of its name, before what it attaches."""
    managed = RolePolicy("AWSManaged", managed=True)
    statement = IamStatement("Send", ("sqs:SendMessage",), ("x",))
    assert QUEUE.role_policies == ()
    assert QUEUE._replace(name="my_queue", iam_statements=(statement,)).role_policies == (
        RolePolicy("my-queue"),
    )
    assert QUEUE._replace(iam_statements=(statement,), policies=(managed,)).role_policies == (
        RolePolicy("queue"),
        managed,
    )


def test_sets_of_features() -> None:
    """The sets that tests switch on tell any two features apart, and grow with their number."""
    for count in (0, 1, 2, 5, 24):
        features = {f"f{index}": Feature(f"f{index}", "F.") for index in range(count)}
        sets = feature_sets(features)
        assert len(sets) == 2 + 2 * count + 2 * count.bit_length()
        assert sets["all"] == features.keys()
        assert sets["none"] == frozenset()
        for first in features:
            for second in features.keys() - {first}:
                found = {(first in each, second in each) for each in sets.values()}
                assert len(found) == 4


def test_sets_keep_what_features_demand() -> None:
    """No set has a feature without what it requires, or with what it conflicts with."""
    features = {
        "a": Feature("a", "A.", requires=("b",)),
        "b": Feature("b", "B."),
        "c": Feature("c", "C.", conflicts=("b",)),
    }
    assert possible({"a"}, features) == {"a", "b"}
    assert len(possible({"b", "c"}, features)) == 1
    for each in feature_sets(features).values():
        assert "a" not in each or "b" in each
        assert not {"b", "c"} <= each
    assert feature_sets(features)["only-c"] == {"c"}
