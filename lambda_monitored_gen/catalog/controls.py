"""Which controls of ISO 27001 a module answers, and what it leaves to its user.

Numbers and titles are those of Annex A of ISO/IEC 27001:2022,
<https://www.iso.org/standard/27001>. Which setting answers which control is lmgen's reading of it,
not the standard's.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lambda_monitored_gen.catalog.alarm import Alarm
from lambda_monitored_gen.catalog.interface import Interface


class Answer(NamedTuple):
    """A clause of Markdown that says how every module answers a control.

    Attributes:
        clause: Without capital and full stop.
        needs: Variables and outputs that it names; without one of them it is left out.
    """

    clause: str
    needs: tuple[str, ...] = ()


class Control(NamedTuple):
    """A control of Annex A.

    Attributes:
        number: Such as `8.15`.
        title: As the standard has it.
        left: What the user still has to do, in sentences of Markdown.
        answers: What every module does for it; features add theirs.
    """

    number: str
    title: str
    left: str
    answers: tuple[Answer, ...] = ()


class AnsweredControl(NamedTuple):
    """A control with all that a module does for it.

    Attributes:
        number: Such as `8.15`.
        title: As the standard has it.
        clauses: How the module answers it.
        alarms: The alarms that answer it.
        left: What the user still has to do.
    """

    number: str
    title: str
    clauses: Sequence[str]
    alarms: Sequence[Alarm]
    left: str


CONTROLS = (
    Control(
        "5.15",
        "Access control",
        "Review the policies that you attach, and who may change the function.",
        (Answer("the role may do what its row above says and nothing else"),),
    ),
    Control(
        "5.24",
        "Information security incident management planning and preparation",
        "Confirm every email subscription, say who answers alarms and when, and rehearse it.",
        (
            Answer(
                "each alarm says in its message what has happened, how bad it is "
                "(`alarm_severity`) and where the runbook is (`runbook_url`)",
                ("alarm_severity", "runbook_url"),
            ),
        ),
    ),
    Control(
        "8.6",
        "Capacity management",
        "Choose the thresholds, and ask AWS for quotas in time.",
    ),
    Control(
        "8.9",
        "Configuration management",
        "Apply from a pipeline only, and plan regularly to see what was changed by hand.",
        (Answer("every setting is in Terraform, and each file is rendered from a spec"),),
    ),
    Control(
        "8.15",
        "Logging",
        "Log what you must be able to show, and no secrets; limit who may read and delete logs.",
        (
            Answer(
                "logs are kept for `cloudwatch_log_retention_days`",
                ("cloudwatch_log_retention_days",),
            ),
            Answer("with `keep_logs` they outlive the function", ("keep_logs",)),
            Answer("the code cannot make, change or delete log groups"),
        ),
    ),
    Control(
        "8.16",
        "Monitoring activities",
        "Confirm every email subscription, or alarms reach nobody; answer them.",
        (
            Answer(
                "addresses that have not confirmed are in `pending_email_confirmations`",
                ("pending_email_confirmations",),
            ),
        ),
    ),
    Control(
        "8.20",
        "Networks security",
        "Decide where the function may connect to, and who may call it.",
        (Answer("the bucket takes requests over TLS only, and none from the public"),),
    ),
    Control(
        "8.24",
        "Use of cryptography",
        "Bring a key where a policy of yours asks for one, rotate it, and give it the statements "
        "of `kms_key_policy_json`.",
        (
            Answer("packages and logs are encrypted at rest"),
            Answer("what `kms_key_id` encrypts is encrypted with your key", ("kms_key_id",)),
        ),
    ),
    Control(
        "8.32",
        "Change management",
        "Review plans before they are applied, and lock the versions of dependencies.",
        (
            Answer(
                "a change of code or dependencies shows in the plan, and is a package of its own"
            ),
        ),
    ),
)
"""The controls that any module of lmgen answers, sorted by number."""


def answer_controls(interface: Interface) -> list[AnsweredControl]:
    """Gather what one module does for each control; those for which it does nothing are left out.

    Args:
        interface: The variables, outputs, alarms and features of the module.
    """
    names = interface.variables.keys() | interface.outputs.keys()
    found = []
    for control in CONTROLS:
        clauses = [each.clause for each in control.answers if names.issuperset(each.needs)]
        clauses += (
            feature.controls[control.number]
            for feature in interface.features.values()
            if control.number in feature.controls
        )
        alarms = [each for each in interface.alarms if each.control == control.number]
        if clauses or alarms:
            found.append(
                AnsweredControl(control.number, control.title, clauses, alarms, control.left)
            )
    return found
