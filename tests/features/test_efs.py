"""The feature `efs`: a file system that the function mounts, with permissions for that alone."""

import pytest

from lambda_monitored_gen.catalog import CATALOG
from tests.features.modules import block, flat, module, values
from tests.unit.test_catalog import CREATE_FUNCTION, faults

WORDS = ("efs_", "elasticfilesystem", "/mnt/")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["efs"]
VARIABLES = {each.name: each for each in FEATURE.variables}
POINT = str(VARIABLES["efs_access_point_arn"].example)
SYSTEM = str(VARIABLES["efs_file_system_arn"].example)


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    added = module("efs", "vpc").keys() - module("vpc").keys()
    assert added == {"efs.tf", "tests/test_efs.py"}


def test_it_needs_a_vpc() -> None:
    """A function mounts file systems in a VPC only: a spec without that feature is refused."""
    assert FEATURE.requires == ("vpc",)
    (outside,) = FEATURE.function.preconditions
    text = flat(module("efs", "vpc")["lambda.tf"])
    assert f"condition = {outside.expression} " in text
    assert "needs lambda_subnet_ids" in outside.error_message


def test_function_mounts_it() -> None:
    """The function has the access point and the path, and nothing without an access point."""
    text = flat(module("efs", "vpc")["lambda.tf"])
    assert (
        'dynamic "file_system_config" { for_each = compact([var.efs_access_point_arn]) content { '
        "arn = file_system_config.value local_mount_path = var.efs_mount_path } }"
    ) in text
    assert "aws_iam_role_policy.lambda_efs," in text


def test_role_may_mount_that_one_alone() -> None:
    """The role may mount the given file system, through the given access point.

    <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticfilesystem.html>
    """
    policy = block(module("efs", "vpc")["efs.tf"], "resource", "aws_iam_role_policy", "lambda_efs")
    assert "count" not in policy
    text = policy["policy"]
    assert "coalesce(var.efs_file_system_arn, " in text
    assert ":file-system/none" in text
    assert "elasticfilesystem:AccessPointArn" in text
    assert "ClientRootAccess" not in text
    (expected,) = FEATURE.role_policies
    assert expected.exists.value(values()) is True


@pytest.mark.parametrize(("point", "system"), [(None, SYSTEM), (POINT, None)])
def test_both_or_none(point: str | None, system: str | None) -> None:
    """An access point is given with its file system, or neither is."""
    (relation,) = FEATURE.relations
    assert not relation.holds(values(efs_access_point_arn=point, efs_file_system_arn=system))
    assert relation.holds(values(efs_access_point_arn=POINT, efs_file_system_arn=SYSTEM))
    assert relation.holds(values())


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "efs_access_point_arn",
            [POINT, POINT.replace("arn:aws:", "arn:aws-cn:")],
            [SYSTEM, POINT[:-1], "fsap-0123456789abcdef0"],
        ),
        (
            "efs_file_system_arn",
            [SYSTEM, SYSTEM.replace("fs-0123456789abcdef0", "fs-01234567")],
            [POINT, "fs-0123456789abcdef0"],
        ),
        (
            "efs_mount_path",
            ["/mnt/a", "/mnt/a_b-c.d", "/mnt/" + "x" * 155],
            ["/mnt/", "/mnt", "/srv/a", "/mnt/a/b", "/mnt/a b", "/mnt/" + "x" * 156],
        ),
    ],
)
def test_values(name: str, good: list[str], bad: list[str]) -> None:
    """ARNs are of any partition, and a path is right below /mnt."""
    assert [value for value in good if faults(VARIABLES[name], value)] == []
    assert [value for value in bad if not faults(VARIABLES[name], value)] == []


def test_lengths_of_the_api() -> None:
    """A path is as long as the API takes it."""
    path = CREATE_FUNCTION["FileSystemConfigs[].LocalMountPath"]
    assert path["max"] == 160
    assert path["pattern"] == "/mnt/[a-zA-Z0-9-_.]+"


def test_readme() -> None:
    """Readers learn how the function waits for mount targets."""
    text = flat(module("efs", "vpc")["README.md"])
    assert "depends_on = [aws_efs_mount_target.shared]" in text
