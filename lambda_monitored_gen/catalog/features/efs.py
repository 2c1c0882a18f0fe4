"""A file system of Amazon EFS that the function mounts."""

from lambda_monitored_gen.catalog.feature import (
    Feature,
    FunctionAdditions,
    RolePolicy,
    SuiteValues,
    Support,
)
from lambda_monitored_gen.catalog.model import Condition, Variable
from lambda_monitored_gen.catalog.picture import Box, Picture
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import LengthBetween, RegexMatches, RequiredTogether

_EFS = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem-efs.html"
_ARN = "^arn:aws[a-z0-9-]*:elasticfilesystem:[a-z]{2}[a-z-]*-[0-9]+:[0-9]{12}:"

FEATURE = Feature(
    name="efs",
    description="A file system of Amazon EFS that the function mounts, in a VPC.",
    requires=("vpc",),
    variables=(
        Variable(
            name="efs_access_point_arn",
            type=STRING,
            example=(
                "arn:aws:elasticfilesystem:us-east-1:123456789012:"
                "access-point/fsap-0123456789abcdef0"
            ),
            description=(
                "ARN of the access point of the file system that the function mounts. Needs "
                "lambda_subnet_ids with a mount target of the file system in the zone of each, "
                "which must be there before the function. If null, the function mounts nothing."
            ),
            group="Network",
            default=None,
            rules=(
                RegexMatches(
                    f"{_ARN}access-point/fsap-[a-f0-9]{{17}}$", "the ARN of an access point of EFS"
                ),
            ),
            source=_EFS,
        ),
        Variable(
            name="efs_file_system_arn",
            type=STRING,
            example="arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0123456789abcdef0",
            description=(
                "ARN of the file system that efs_access_point_arn belongs to: the role of the "
                "function may mount that one, through that access point. If null, none."
            ),
            group="Network",
            default=None,
            rules=(
                RegexMatches(
                    f"{_ARN}file-system/fs-[0-9a-f]{{8,40}}$", "the ARN of a file system of EFS"
                ),
            ),
            source="https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html",
        ),
        Variable(
            name="efs_mount_path",
            type=STRING,
            example="/mnt/models",
            description="Directory where the function finds what is in the file system.",
            group="Network",
            default="/mnt/efs",
            rules=(
                RegexMatches(
                    "^/mnt/[a-zA-Z0-9_.-]+$", "a directory right below /mnt, such as /mnt/efs"
                ),
                LengthBetween(6, 160),
            ),
            source="https://docs.aws.amazon.com/lambda/latest/api/API_FileSystemConfig.html",
        ),
    ),
    relations=(RequiredTogether("efs_access_point_arn", "efs_file_system_arn"),),
    policies=(RolePolicy("efs"),),
    permissions=(
        "it may mount and write the file system of `efs_file_system_arn` through "
        "`efs_access_point_arn`, if you give them"
    ),
    function=FunctionAdditions(
        depends_on=("aws_iam_role_policy.lambda_efs",),
        preconditions=(
            Condition(
                "var.efs_access_point_arn == null || local.in_vpc",
                "efs_access_point_arn needs lambda_subnet_ids: a file system is mounted in a VPC.",
            ),
        ),
    ),
    suite=SuiteValues(
        everything={"efs_mount_path": "/mnt/files"},
        support={
            "file-system": Support(
                label="file system",
                resources={
                    "aws_efs_file_system.files": {"encrypted": True},
                    "aws_efs_mount_target.files": {
                        "file_system_id": "${aws_efs_file_system.files.id}",
                        "subnet_id": "${aws_subnet.network.id}",
                        "security_groups": ["${aws_security_group.network.id}"],
                    },
                    "aws_efs_access_point.files": {
                        "file_system_id": "${aws_efs_file_system.files.id}",
                        # So that the function, which names it, waits for the mount target.
                        "depends_on": ["aws_efs_mount_target.files"],
                    },
                },
                variables={
                    "efs_access_point_arn": "aws_efs_access_point.files.arn",
                    "efs_file_system_arn": "aws_efs_file_system.files.arn",
                },
                lacking="moto gives access points shorter IDs than AWS does, which Lambda refuses",
            )
        },
    ),
    controls={
        "5.15": "the role may use one access point of the file system",
    },
    costs="the file system, which is yours",
    picture=Picture(
        boxes=(Box("file_system", 1, ("EFS", "file system"), yours=True),),
        arrows=(("file_system", "function"),),
    ),
)
