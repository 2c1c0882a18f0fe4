"""Everything that the generated module can have, each thing declared once.

From these records come the check of a spec, the HCL of the module, the tables of its README, the
JSON Schema and the answers of `lmgen explain`.
"""

from lambda_monitored_gen.catalog.access import ENCRYPTION, NETWORK, PERMISSIONS
from lambda_monitored_gen.catalog.alarms import ALARMS, LOGS, NOTIFICATIONS
from lambda_monitored_gen.catalog.features import FEATURES, RELATIONS
from lambda_monitored_gen.catalog.function import FUNCTION
from lambda_monitored_gen.catalog.model import (
    REQUIRED,
    Catalog,
    Feature,
    Output,
    Runtime,
    Variable,
)
from lambda_monitored_gen.catalog.outputs import OUTPUTS
from lambda_monitored_gen.catalog.packaging import PACKAGE
from lambda_monitored_gen.catalog.runtimes import ARCHITECTURES, DEFAULT_RUNTIMES, RUNTIMES

_VARIABLES = (
    *FUNCTION,
    *PACKAGE,
    *LOGS,
    *ALARMS,
    *NOTIFICATIONS,
    *PERMISSIONS,
    *NETWORK,
    *ENCRYPTION,
)

CATALOG = Catalog(
    variables={variable.name: variable for variable in _VARIABLES},
    outputs={output.name: output for output in OUTPUTS},
    features={feature.name: feature for feature in FEATURES},
    relations=RELATIONS,
)

__all__ = [
    "ARCHITECTURES",
    "CATALOG",
    "DEFAULT_RUNTIMES",
    "REQUIRED",
    "RUNTIMES",
    "Catalog",
    "Feature",
    "Output",
    "Runtime",
    "Variable",
]
