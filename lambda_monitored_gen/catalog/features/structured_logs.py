"""The format of the logs, how much is logged, and the class of the log group."""

from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import Keeps, OneOf, OnlyWhen

_LOGGING_CONFIG = "https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html"
_LOG_CLASSES = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html"
)

_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_AS_JSON = Keeps("log_format", OneOf(("JSON",)))


def _level(kind: str, example: str, choices: tuple[str, ...]) -> Variable:
    return Variable(
        name=f"{kind}_log_level",
        type=STRING,
        example=example,
        description=(
            f"Least level of what {'the code' if kind == 'application' else 'Lambda itself'} logs "
            "that is kept, where log_format is JSON. If null, INFO."
        ),
        group="Logs",
        default=None,
        rules=(OneOf(choices),),
        source=_LOGGING_CONFIG,
    )


FEATURE = Feature(
    name="structured_logs",
    description=(
        "Logs in JSON, whose levels decide what is kept, and the class of the function's log group."
    ),
    # 5.32 brought logging_config, and 5.31 stopped sending a class that nobody has asked for:
    # https://github.com/hashicorp/terraform-provider-aws/pull/35050
    # https://github.com/hashicorp/terraform-provider-aws/pull/34812
    aws_provider="5.32.0",
    variables=(
        Variable(
            name="log_format",
            type=STRING,
            example="Text",
            description=(
                "Format of what Lambda logs, and of what the logging module of Python does: JSON "
                "or Text."
            ),
            group="Logs",
            default="JSON",
            rules=(OneOf(("JSON", "Text")),),
            source=_LOGGING_CONFIG,
        ),
        _level("application", "DEBUG", _LEVELS),
        _level("system", "WARN", ("DEBUG", "INFO", "WARN")),
        Variable(
            name="log_group_class",
            type=STRING,
            example="STANDARD",
            description=(
                "Class of the log group: STANDARD, or INFREQUENT_ACCESS, which costs less, and has "
                "neither metric filters nor subscriptions. AWS changes no class, so a plan refuses "
                "another one than the log group has. If null, STANDARD where the module creates "
                "the log group."
            ),
            group="Logs",
            default=None,
            rules=(OneOf(("STANDARD", "INFREQUENT_ACCESS")),),
            source=_LOG_CLASSES,
        ),
    ),
    relations=(
        OnlyWhen(Var("application_log_level").is_set(), "with application_log_level", _AS_JSON),
        OnlyWhen(Var("system_log_level").is_set(), "with system_log_level", _AS_JSON),
        OnlyWhen(
            Var("enable_log_alarm"),
            "with enable_log_alarm, which takes a metric filter",
            Keeps("log_group_class", OneOf(("STANDARD",))),
        ),
        # Or the alarm would wait for what is never kept.
        OnlyWhen(
            Var("enable_log_alarm") & Var("log_alarm_pattern").equals("ERROR"),
            "with log_alarm_pattern ERROR",
            Keeps("application_log_level", OneOf(_LEVELS[:-1])),
        ),
    ),
    suite=SuiteValues(
        everything={
            "application_log_level": "DEBUG",
            "system_log_level": "WARN",
            "log_group_class": "STANDARD",
        }
    ),
    controls={
        "8.15": "logs are JSON with levels, so that they can be searched and filtered",
    },
)
