"""Where things of this user lie that may be deleted at any time."""

from __future__ import annotations

import os
import sys


def default_root() -> str | None:
    """Give the directory of the caches, or None if this user can have none.

    ``PACKAGE_CACHE_DIR``, or a directory in ``XDG_CACHE_HOME`` or in the place that
    the system has for caches.
    """
    named = os.environ.get("PACKAGE_CACHE_DIR")
    if named:
        return os.path.abspath(named)
    home = os.path.expanduser("~")
    root = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(root):
        if not os.path.isabs(home):
            return None
        below = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
        root = os.path.join(home, *below)
    return os.path.join(root, "lambda-package")
