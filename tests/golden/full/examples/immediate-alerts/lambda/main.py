"""Code of the example immediate-alerts: answers, or fails when it is told to."""

import logging

LOG = logging.getLogger()
LOG.setLevel(logging.INFO)


def lambda_handler(event, context):
    """Answer with what was sent; an event with a true "fail" raises an error, and so an alarm."""
    LOG.info("Called with %s", sorted(event))
    if event.get("fail"):
        raise RuntimeError("the event asked for a failure")
    return {"statusCode": 200, "body": {"received": event}}
