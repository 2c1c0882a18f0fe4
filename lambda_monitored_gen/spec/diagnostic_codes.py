"""What each diagnostic code means, for `lmgen explain`."""

DIAGNOSTIC_CODES = {
    "ambiguous-number": (
        "A number such as 012, 1_000, 0x1F, 1e3, 1:30 or .inf, which versions of YAML read "
        "differently. "
        "Write a plain decimal number, or quotes around a string."
    ),
    "control-character": (
        "A string contains a control character, which cannot be rendered, or a bidirectional one, "
        "with which readers see another text than programs do."
    ),
    "default-breaks-policy": (
        "A policy of the spec forbids the documented default of a variable, so callers who give no "
        "value would be refused. Give another default, or list the variable under required."
    ),
    "deprecated-runtime": (
        "A warning: AWS has deprecated the runtime. Modules are still rendered with it."
    ),
    "duplicate-example": "Two examples have the same name, so they would share a directory.",
    "duplicate-key": "A mapping has a key twice; YAML parsers silently keep the last value.",
    "empty": "The file has no content, or only comments.",
    "example-handler": (
        "The handler of an example does not name a Python module and function, so lmgen cannot "
        "render its code."
    ),
    "expectation": (
        "What an example expects of an alarm means nothing: it names both a trace and a scenario "
        "or neither, an alarm that the example does not have, or something that is no time."
    ),
    "extends": (
        "A spec cannot be merged with a file that it extends: there is no such file, it is not a "
        "regular file, it extends itself in a circle, it is named twice, or it has a key that "
        "every spec must have for itself."
    ),
    "feature-conflicts": "Two features are on that exclude each other.",
    "feature-requires": "A feature is on that needs another one, which is off.",
    "feature-on": "The spec names a variable that a feature, which is on, takes away.",
    "feature-off": "The spec names a variable whose feature it has switched off.",
    "generator": (
        "The spec is for other versions of lmgen than this one, or does not say which in the form "
        "of PEP 440. Nothing else of it is checked: another lmgen may know what this one does not."
    ),
    "generator-source": (
        "It is not clear where lmgen is installed from, or it would not be the same each time: the "
        "source is neither pypi nor an address, has a password, is of another program or version, "
        "or is a git repository without a tag or commit."
    ),
    "key-type": "A key is a list or a mapping; keys are strings.",
    "missing-key": "A required key is missing.",
    "missing-variable": "An example has no value for a variable without a default.",
    "more-diagnostics": "The file has more than a hundred diagnostics; the others are counted.",
    "no-sample": (
        "A warning: lmgen knows no value of a variable that a policy of the spec allows. The files "
        "of `terraform test` need one, so the module is rendered without them."
    ),
    "not-utf8": "The file is not UTF-8 text.",
    "path": (
        "A path is surely a mistake, such as ~/x, $HOME/x or ..\\x, leads to what other clones do "
        "not have, such as an absolute path to a file that is extended, or has a name that Windows "
        "cannot check out, such as con, aux.py or one with a dot at its end."
    ),
    "policy": "The rules of a policy leave no value that callers could give.",
    "policy-pattern": (
        "A regular expression of a policy is not in RE2's syntax, or has what RE2 and Terraform "
        "read differently: \\B, \\C, \\p, \\Q, named groups, letters beyond ASCII under (?i). Or "
        "the library google-re2, which reads it, is not installed: the extra `patterns` has it."
    ),
    "policy-widens": (
        "A policy would allow what AWS documents as not allowed, or what the policy of a file that "
        "the spec extends forbids. A policy can only narrow."
    ),
    "recursive-alias": "A YAML alias refers to a value that contains the alias.",
    "relation": "Two values are each allowed, but not together.",
    "required-default": (
        "A warning: a variable is listed as required, so the default that it is given is not used."
    ),
    "tests-not-offered": "The test matrix names a runtime or an architecture that is not offered.",
    "too-many-nodes": "YAML aliases expand to more values than a spec can sensibly have.",
    "type": "A value does not have the type of its key.",
    "unknown-key": "The spec has a key, a variable or a feature that lmgen does not know.",
    "unreadable": "The file does not exist, is a directory, is too large, or may not be read.",
    "value": "A value breaks a documented rule of its variable, or a policy of the spec.",
    "version-constraint": "A version constraint is not valid in Terraform, or allows no version.",
    "version-floor": (
        "A version constraint allows versions that lack what the runtimes or features need."
    ),
    "yaml-syntax": "The file is not YAML.",
    "yaml-tag": "A YAML tag such as !!binary, which has no meaning in a spec.",
}
"""By the code that is printed in brackets after each diagnostic."""
