#!/usr/bin/env bash
#
# Builds the deployment package of a Lambda function: its source and its
# dependencies in one zip file, the same bytes wherever it is built.
#
#   scripts/package.sh --help
#
# Values come from the environment (PACKAGE_*) or as options. All of the work
# is done by package.py beside this file; this script only finds a Python that
# can run it. PACKAGE_PYTHON names one when the search finds the wrong one.
#
# Exit codes: 0 built, 1 cannot be packaged, 2 usage.

set -u

here=${BASH_SOURCE[0]%/*}
[ "$here" = "${BASH_SOURCE[0]}" ] && here=.

if [ -n "${PACKAGE_PYTHON:-}" ]; then
  candidates=("$PACKAGE_PYTHON")
else
  candidates=(python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 python)
fi

# Asks for the interpreter's own path too: a version manager's shim need not be
# passed a second time, and one without a version behind it fails here.
question='import sys
sys.version_info < (3, 9) and sys.exit("{0}.{1}".format(*sys.version_info))
print(sys.executable)'

# No site packages: only the standard library is used, and they cost time.
# UTF-8 whatever the locale: names of files are what they are.
run() {
  local python=$1
  shift
  exec "$python" -I -S -B -X utf8 "$here/package.py" "$@"
}

# Whether an interpreter says its version by its name, and has its library or its
# virtual environment's file where Python looks for them: then it need not be
# started twice. Shims of version managers and stubs of systems have neither.
plain() {
  local place=${1%/*} minor
  for minor in 14 13 12 11 10 9; do
    if [ "$1" -ef "$place/python3.$minor" ]; then
      [ -f "$place/../lib/python3.$minor/os.py" ] || [ -f "$place/../pyvenv.cfg" ]
      return
    fi
  done
  return 1
}

found=
for candidate in "${candidates[@]}"; do
  if ! place=$(command -v "$candidate" 2>/dev/null); then
    [ -z "${PACKAGE_PYTHON:-}" ] || found=" $candidate"
    continue
  fi
  if plain "$place"; then
    run "$place" "$@"
  fi
  if python=$("$candidate" -I -S -c "$question" 2>/dev/null) && [ -n "$python" ]; then
    run "$python" "$@"
  fi
  found="$found $candidate"
done

printf 'package.sh: error: Python 3.9 or newer is needed to build the package\n' >&2
printf '  found: %s\n' "${found:+missing, too old or broken:}${found:-no Python on PATH}" >&2
printf '  do: install Python 3.9 or newer, or name one in PACKAGE_PYTHON\n' >&2
exit 1
