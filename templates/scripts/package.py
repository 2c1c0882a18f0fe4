"""Builds the deployment package of a Lambda function; run it through package.sh.

The work is done by the modules in ``packager``. This file has to load in any
Python 3, so that one that is too old gets a sentence and not a traceback.
"""

import gc
import os
import sys


def main() -> int:
    """Run the packager and give its exit code.

    Returns:
        0 if the package was built, 1 if it cannot be built, 2 for wrong usage.
    """
    if sys.version_info < (3, 9):  # noqa: UP036 - asked of whatever runs this, older ones too
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.stderr.write(
            "package.sh: error: Python 3.9 or newer is needed to build the package\n"
            "  found: Python " + found + "\n"
            "  do: install Python 3.9 or newer, or name one in PACKAGE_PYTHON\n"
        )
        return 1
    gc.disable()  # a run is over before searching for garbage would pay
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, here)
    sys.dont_write_bytecode = True  # beside the module
    from packager import places  # noqa: PLC0415 - only once the version is known to do

    root = places.default_root()
    if root is not None:
        from packager import bytecode  # noqa: PLC0415 - neither is it needed elsewhere

        bytecode.keep_in(os.path.join(root, "bytecode"), os.path.join(here, "packager"))
    from packager import command  # noqa: PLC0415 - after that

    return command.main(sys.argv[1:])


if __name__ == "__main__":
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, AttributeError):
        # Nobody reads it any more, or nobody ever did: then a stream is None.
        pass
    # All is done: taking the interpreter apart would only take time.
    os._exit(code)
