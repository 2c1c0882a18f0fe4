"""What callers add to every alarm: before its name, behind its description, as a tag."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.function import TAG_CHARACTERS
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.catalog.notifications import PUT_METRIC_ALARM
from lambda_monitored_gen.hcl.expressions import Local, Var
from lambda_monitored_gen.hcl.functions import Choice
from lambda_monitored_gen.hcl.string_templates import Joined, Text
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import LengthBetween, RegexMatches

_PREFIX = Var("alarm_name_prefix")
_RUNBOOK_URL = Var("runbook_url")

LABEL_VARIABLES = (
    Variable(
        name=_PREFIX.name,
        type=STRING,
        example="prod-",
        description=(
            "What the name of every alarm begins with, before the function's name, so that alarms "
            "of an account can be told apart and routed by their names. If null, nothing. AWS "
            "renames no alarm: another prefix replaces all of them."
        ),
        group="Alarms",
        default=None,
        rules=(
            RegexMatches(
                patterns.ALARM_NAME_PREFIX,
                "1 to 128 printable ASCII characters without quotation marks and backslashes, the "
                "first no space",
            ),
        ),
        source=PUT_METRIC_ALARM,
    ),
    Variable(
        name="alarm_severity",
        type=STRING,
        example="critical",
        description=(
            "How bad it is when an alarm rings, as the tag severity of every alarm, which takes "
            "the place of one in tags. If null, there is no such tag but one in tags."
        ),
        group="Alarms",
        default=None,
        rules=(LengthBetween(1, 256), TAG_CHARACTERS),
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html",
    ),
    Variable(
        name=_RUNBOOK_URL.name,
        type=STRING,
        example="https://wiki.example.com/runbooks/payments",
        description=(
            "Address of the page that says what to do when an alarm rings. The description of "
            "every alarm ends in it, and so does the message that people get. If null, none does."
        ),
        group="Alarms",
        default=None,
        rules=(
            LengthBetween(1, 512),
            RegexMatches(patterns.WEB_ADDRESS, "an address that begins with https:// or http://"),
        ),
        source=PUT_METRIC_ALARM,
    ),
)

ALARM_PREFIX = Local(
    "alarm_prefix", Joined(Choice(_PREFIX.is_set(), _PREFIX, ""), Text("{function_name}-"))
)
"""What the names of all alarms begin with."""

RUNBOOK = Local("runbook", Choice(_RUNBOOK_URL.is_set(), Text(" Runbook: {runbook_url}"), ""))
"""What the descriptions of all alarms end in."""

LABEL_LOCALS = (ALARM_PREFIX, RUNBOOK)
"""What `alarms.tf` declares, so that each alarm has them by name."""
