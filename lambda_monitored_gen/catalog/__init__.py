"""Everything that the generated module can have, each thing declared once.

From these records come the check of a spec, the HCL of the module, the tables of its README, the
JSON Schema, its tests and the answers of `lmgen explain`. What every module has is declared in
this package, what a feature adds in `catalog.features`; `CATALOG` is both together.
"""

from lambda_monitored_gen.catalog.alarm import Alarm
from lambda_monitored_gen.catalog.catalog import CATALOG, Catalog
from lambda_monitored_gen.catalog.feature import Feature
from lambda_monitored_gen.catalog.model import REQUIRED, Condition, Output, Runtime, Variable
from lambda_monitored_gen.catalog.runtimes import ARCHITECTURES, DEFAULT_RUNTIMES, RUNTIMES

__all__ = [
    "ARCHITECTURES",
    "CATALOG",
    "DEFAULT_RUNTIMES",
    "REQUIRED",
    "RUNTIMES",
    "Alarm",
    "Catalog",
    "Condition",
    "Feature",
    "Output",
    "Runtime",
    "Variable",
]
