"""Where compiled modules of the packager are kept: none beside it, no compiling on each run."""

from __future__ import annotations

import os
import struct
import sys
from _thread import allocate_lock
from importlib.machinery import FileFinder, SourceFileLoader
from types import CodeType

_turn = allocate_lock()  # the two settings below hold for all threads


def keep_in(directory: str, package: str) -> None:
    """Have modules of the packager that are imported from now on kept compiled.

    Those of the standard library are taken as they come: asking for them in the
    same directory would compile each of them anew on the first run.

    Args:
        directory: Where to keep them; made when the first one is written.
        package: Directory of the packager's modules.
    """
    stock = struct.__spec__.cached if struct.__spec__ else None
    if stock is None or not os.path.exists(stock):
        # A standard library without compiled modules, as in some container images.
        sys.pycache_prefix, sys.dont_write_bytecode = directory, False
        return

    class Loader(SourceFileLoader):
        """Reads and writes the compiled form of a module in the directory."""

        def get_code(self, fullname: str) -> CodeType | None:
            """Give the code of a module."""
            with _turn:
                sys.pycache_prefix, sys.dont_write_bytecode = directory, False
                try:
                    return super().get_code(fullname)
                finally:
                    sys.pycache_prefix, sys.dont_write_bytecode = None, True

    sys.path_importer_cache[package] = FileFinder(package, (Loader, [".py"]))
