"""Words of what examples expect of alarms, which the command line has as well."""

SCENARIOS = (
    *("steady", "spike", "cron-5min", "low-traffic"),
    *("outage", "flapping", "cold-start", "deploy-regression"),
)
"""Shapes of traffic that lmgen can make up; `simulation.shapes` says what they are."""

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
"""States of an alarm, as CloudWatch names them."""
