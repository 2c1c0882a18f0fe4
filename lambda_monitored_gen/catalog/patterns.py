"""Regular expressions of AWS names, in the subset that Python, Terraform and JSON Schema share.

Each cites the page or API model that documents it. Partitions are `aws`, `aws-cn`, `aws-us-gov`
and whatever AWS adds in that form.
"""

_PARTITION = "aws[a-z0-9-]*"
_REGION = "[a-z]{2}[a-z-]*-[0-9]+"
_ACCOUNT = "[0-9]{12}"

REGION = f"^{_REGION}$"
"""Name of a region; AWS General Reference, regional endpoints."""

FUNCTION_NAME = "^[a-zA-Z0-9_-]{1,64}$"
"""Lambda CreateFunction, FunctionName: the name alone has at most 64 characters."""

LAMBDA_ALIAS = "^[0-9]*[a-zA-Z_-][a-zA-Z0-9_-]*$"
"""Lambda API model, Alias, of 1 to 128 characters: one at least is no digit."""

HANDLER = r"^[^\s.]+(\.[^\s.]+)+$"
"""Lambda, Handler for Python: module, dot, function; no white space (API model)."""

ENVIRONMENT_KEY = "^[a-zA-Z][a-zA-Z0-9_]+$"
"""Lambda API model, EnvironmentVariableName: a letter, then one or more letters, digits, `_`."""

EMAIL = r"^[^@\s<>(),:;\[\]\\\"]+@[^@\s<>(),:;\[\]\\\"]+\.[A-Za-z0-9-]{2,63}$"
"""A plausible address: RFC 5322 allows more, SNS delivers to little else."""

SNS_TOPIC_NAME = "^[A-Za-z0-9_-]{1,256}$"
"""SNS CreateTopic, Name, for a standard topic; alarms cannot notify a FIFO one by email."""

SNS_TOPIC_ARN = f"^arn:{_PARTITION}:sns:{_REGION}:{_ACCOUNT}:[A-Za-z0-9_-]{{1,256}}(\\.fifo)?$"
"""SNS topic ARN; Service Authorization Reference, Amazon SNS."""

KMS_KEY_ARN = f"^arn:{_PARTITION}:kms:{_REGION}:{_ACCOUNT}:key/[A-Za-z0-9-]+$"
"""KMS key ARN; CloudWatch Logs takes no alias (AssociateKmsKey)."""

IAM_POLICY_ARN = f"^arn:{_PARTITION}:iam::({_ACCOUNT}|aws):policy/[A-Za-z0-9+=,.@_/-]+$"
"""IAM policy ARN of an account or of AWS itself; IAM identifiers in the IAM User Guide."""

IAM_ROLE_NAME = "^[A-Za-z0-9_+=,.@-]{1,64}$"
"""IAM CreateRole, RoleName."""

IAM_ROLE_ARN = f"^arn:{_PARTITION}:iam::{_ACCOUNT}:role/([!-~]+/)?[A-Za-z0-9_+=,.@-]{{1,64}}$"
"""IAM role ARN, with its path; IAM identifiers in the IAM User Guide."""

RUNTIME = "^(dotnet|java|nodejs|provided|python|ruby)[a-z0-9.]*$"
"""Lambda API model, Runtime: the families that AWS manages and still offers."""

IMAGE_URI = (
    f"^{_ACCOUNT}\\.dkr[.-]ecr\\.[a-z0-9-]+\\.[a-z0-9.]+/[a-z0-9._/-]+"
    "(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$"
)
"""URI of an image in ECR, by tag or digest; Amazon ECR User Guide, pulling an image."""

LOG_GROUP_ARN = (
    f"^arn:{_PARTITION}:logs:{_REGION}:{_ACCOUNT}:log-group:[A-Za-z0-9._/#-]{{1,512}}(:\\*)?$"
)
"""Log group ARN, as CloudWatch Logs or IAM writes it; its name as in Lambda API model, LogGroup."""

IAM_PATH = "^/([!-~]+/)?$"
"""IAM CreateRole, Path: a slash, or anything from ! to ~ between two."""

LAYER_VERSION_ARN = (
    f"^arn:{_PARTITION}:lambda:{_REGION}:{_ACCOUNT}:layer:[a-zA-Z0-9_-]{{1,140}}:[0-9]+$"
)
"""Lambda API model, LayerVersionArn."""

ALARM_NAME_PREFIX = r"^[!#-\[\]-~][ !#-\[\]-~]{0,127}$"
"""The start of AlarmName, CloudWatch PutMetricAlarm: of its 255 characters this leaves 127 for the
name of the function and what tells its alarms apart. A quotation mark would end a name in the
AlarmRule of PutCompositeAlarm."""

DASHBOARD_NAME = "^[A-Za-z0-9_-]{1,255}$"
"""CloudWatch PutDashboard, DashboardName."""

WEB_ADDRESS = "^https?://[!-~]+$"
"""A URL as RFC 3986 writes it, without blanks; the least that can be said of it."""

SUBNET_ID = "^subnet-[0-9a-z]+$"
"""Lambda API model, SubnetId."""

SECURITY_GROUP_ID = "^sg-[0-9a-zA-Z]+$"
"""Lambda API model, SecurityGroupId."""

BUCKET_NAME = "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
"""S3 general purpose bucket naming rules."""

POLICY_DOCUMENT = r"^[\s]*\{([^{]|\{)*\}[\s]*$"
"""A JSON object, of one line or several; IAM JSON policy elements reference."""

_STANDARD_QUEUE = f"sqs:{_REGION}:{_ACCOUNT}:[A-Za-z0-9_-]{{1,80}}"
_STANDARD_TOPIC = f"sns:{_REGION}:{_ACCOUNT}:[A-Za-z0-9_-]{{1,256}}"

DEAD_LETTER_TARGET_ARN = f"^arn:{_PARTITION}:({_STANDARD_QUEUE}|{_STANDARD_TOPIC})$"
"""A standard SQS queue or SNS topic; Lambda Developer Guide, Adding a dead-letter queue."""

_FUNCTION = f"lambda:{_REGION}:{_ACCOUNT}:function:[a-zA-Z0-9_-]{{1,64}}(:[a-zA-Z0-9_-]{{1,128}})?"
_EVENT_BUS = f"events:{_REGION}:{_ACCOUNT}:event-bus/[a-zA-Z0-9._/-]{{1,256}}"
_BUCKET = "s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"

DESTINATION_ARN = (
    f"^arn:{_PARTITION}:({_STANDARD_QUEUE}|{_STANDARD_TOPIC}|{_FUNCTION}|{_EVENT_BUS}|{_BUCKET})$"
)
"""What a record of a failed invocation can go to; Lambda Developer Guide, Adding a destination."""

_NUMBERS, _NAMES = "[0-9*,/-]+", "[0-9A-Z*,/-]+"
RECURRING_SCHEDULE = (
    "^(rate\\([1-9][0-9]* (minute|hour|day)s?\\)"
    f"|cron\\({_NUMBERS} {_NUMBERS} "
    # Of the days, one field says when, the other one is a question mark.
    f"([0-9*,/LW-]+ {_NAMES} \\?|\\? {_NAMES} [0-9A-Z*,/#-]+) {_NUMBERS}\\))$"
)
"""EventBridge Scheduler, schedule types: a rate, or a cron expression of six fields, each of the
characters that it can have. Whether a number is one of an hour, Scheduler tells."""

TIME_ZONE = "^[A-Za-z][A-Za-z0-9_+/-]{0,49}$"
"""EventBridge Scheduler CreateSchedule, ScheduleExpressionTimezone: 1 to 50 characters."""

ACCOUNT = f"^{_ACCOUNT}$"
"""ID of an AWS account."""

TRIGGER_NAME = "^[a-zA-Z0-9_-]{1,64}$"
"""Lambda AddPermission, StatementId, of which a name is the end; it takes 100 characters."""

_SERVICE = "[a-z0-9.-]+[.]amazonaws[.]com([.]cn)?"

SERVICE_PRINCIPAL = f"^{_SERVICE}$"
"""A service as who may do something. In China, too, those of S3, SNS, EventBridge and most others
have no `.cn`; some have it, such as those of CloudWatch Logs in a region."""

INVOKING_PRINCIPAL = f"^({_SERVICE}|{_ACCOUNT}|arn:{_PARTITION}:iam::{_ACCOUNT}:[!-~]+)$"
"""Lambda AddPermission, Principal: a service, an account, or who of an account; never all."""

EVENT_SOURCE_ARN = (
    f"^arn:{_PARTITION}:(sqs:{_REGION}:{_ACCOUNT}:[A-Za-z0-9_-]+([.]fifo)?"
    f"|kinesis:{_REGION}:{_ACCOUNT}:stream/[A-Za-z0-9_.-]+"
    f"|dynamodb:{_REGION}:{_ACCOUNT}:table/[A-Za-z0-9_.-]+/stream/[0-9T:.-]+)$"
)
"""Queue, data stream or stream of a table; Service Authorization Reference of their services."""
