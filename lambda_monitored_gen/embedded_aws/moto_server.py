"""moto's server, with composite alarms: moto keeps and describes them, and lacks the call.

It runs by itself in moto's own environment, where lmgen is not installed.
"""

from moto.cloudwatch.responses import CloudWatchResponse
from moto.server import main

CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm

if __name__ == "__main__":
    main()
