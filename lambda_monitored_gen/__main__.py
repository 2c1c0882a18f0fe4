"""`python -m lambda_monitored_gen` is `lmgen`."""

from lambda_monitored_gen.commands import main

main()
