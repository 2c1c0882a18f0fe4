"""Features that need or exclude each other; no feature of today does, so these are made up."""

from lambda_monitored_gen.catalog import CATALOG, Feature
from lambda_monitored_gen.catalog import interface as interfaces
from lambda_monitored_gen.spec.chosen_features import check_features
from lambda_monitored_gen.spec.diagnostics import Diagnostic, DiagnosticCollector
from lambda_monitored_gen.spec.document import parse

SPEC = b"lmgen: 1\nfeatures:\n  dead_letters: true\n"


def diagnostics(*features: Feature) -> list[Diagnostic]:
    """What is said of a spec whose module has these features."""
    interface = interfaces.build(features=frozenset())
    interface = interface._replace(features={feature.name: feature for feature in features})
    document = parse(SPEC, "spec.yaml")
    assert document.root is not None
    collector = DiagnosticCollector("spec.yaml")
    check_features(document.root, {}, interface, collector)
    return collector.diagnostics


def feature(name: str, *, requires: str = "", conflicts: str = "") -> Feature:
    """A feature that is nothing but a name among others."""
    return Feature(
        name=name,
        description="Made up.",
        requires=(requires,) if requires else (),
        conflicts=(conflicts,) if conflicts else (),
    )


def test_a_required_feature_is_missed() -> None:
    """A feature that needs another one is refused at its key, with both ways out."""
    (found,) = diagnostics(feature("dead_letters", requires="alias"))
    assert found.code == "feature-requires"
    assert (found.line, found.column) == (3, 3)
    assert found.message == "features.dead_letters: the feature needs 'alias', which is off"
    assert found.hint == "Set features.alias to true, or features.dead_letters to false."


def test_a_required_feature_is_there() -> None:
    """Nothing is said when the other feature is on."""
    assert diagnostics(feature("dead_letters", requires="alias"), feature("alias")) == []


def test_features_that_exclude_each_other() -> None:
    """Two features that exclude each other are refused, one being enough to say so."""
    (found,) = diagnostics(feature("dead_letters", conflicts="alias"), feature("alias"))
    assert found.code == "feature-conflicts"
    assert found.message == (
        "features.dead_letters: the feature cannot be on together with 'alias'"
    )
    assert diagnostics(feature("dead_letters", conflicts="alias")) == []


def test_the_catalog_names_features_that_exist() -> None:
    """What features need or exclude are features, and no default of the catalog breaks that."""
    on = {name for name, each in CATALOG.features.items() if each.default}
    for name, each in CATALOG.features.items():
        assert {*each.requires, *each.conflicts} <= CATALOG.features.keys() - {name}
        if name in on:
            assert set(each.requires) <= on
            assert not set(each.conflicts) & on
