#!/bin/sh
# Builds the deployment package of a Lambda function; scripts/package.sh --help tells how.
# All of the work is done by package.py beside this file: this finds a Python that can run it.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
question='import sys; sys.version_info < (3, 9) and sys.exit(1); print(sys.executable)'
for name in "${PACKAGE_PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 python; do
  # It says where it is: a version manager's shim need not be passed a second time.
  python=$("$name" -I -S -c "$question" 2>/dev/null) && [ -n "$python" ] &&
    exec "$python" -I -S -B -X utf8 "$here/package.py" "$@"
  [ -z "${PACKAGE_PYTHON:-}" ] || break
done
echo "package.sh: error: Python 3.9 or newer is needed to build the package
  found: ${PACKAGE_PYTHON:-python3 of PATH} is missing, too old or broken
  do: install Python 3.9 or newer, or name one in PACKAGE_PYTHON" >&2
exit 1
