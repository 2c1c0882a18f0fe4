"""Which features to switch on together: as few modules as tell every pair of features apart."""

from collections.abc import Mapping

from lambda_monitored_gen.catalog import CATALOG, Feature


def feature_sets(features: Mapping[str, Feature] = CATALOG.features) -> dict[str, frozenset[str]]:
    """Choose sets of features, whose number grows with that of the features, not with its power.

    Args:
        features: By name.

    Returns:
        The features that are on, by a label: all that add something, none, each alone, each left
        out, all with each that takes the place of a part of the core, those together, and mixtures
        in which any two features differ while half of the others are on. All four ways in which
        two features can be on and off are among them, and so is the effect of each feature on an
        empty module and on a full one.
    """
    names = list(features)
    replacing = {name for name in names if features[name].replaces_core}
    adding = set(names) - replacing
    chosen = {"all": adding, "none": set[str]()}
    chosen |= {f"only-{name}": {name} for name in names}
    for name in (each for each in names if each in adding):
        needing = {each for each in names if name in features[each].requires}
        chosen[f"without-{name}"] = adding - {name} - needing
    chosen |= {f"all-with-{name}": {*adding, name} for name in names if name in replacing}
    if len(replacing) > 1:
        chosen["replacing"] = replacing
    for bit in range(len(names).bit_length()):
        half = {name for index, name in enumerate(names) if index >> bit & 1}
        chosen[f"mixture-{bit}"] = half
        chosen[f"mixture-{bit}-reversed"] = set(names) - half
    return {label: possible(each, features) for label, each in chosen.items()}


def fullest_with(name: str, features: Mapping[str, Feature] = CATALOG.features) -> frozenset[str]:
    """The largest set that has a feature: all that add something, if it is one of them."""
    sets = feature_sets(features)
    if name in sets["all"]:
        return sets["all"]
    return max((each for each in sets.values() if name in each), key=len)


def possible(chosen: set[str], features: Mapping[str, Feature]) -> frozenset[str]:
    """The nearest set that can be on together: with what is required, without what conflicts.

    Of two that conflict the one stays that takes the place of a part of the core, or is first.
    """
    found: set[str] = set()
    for name in sorted(
        (each for each in features if each in chosen),
        key=lambda each: not features[each].replaces_core,
    ):
        needed = {name, *features[name].requires}
        conflicts = {other for each in needed for other in features[each].conflicts}
        conflicts |= {other for other in found if set(features[other].conflicts) & needed}
        if not conflicts & found:
            found |= needed
    return frozenset(found)


def switches(
    on: frozenset[str], features: Mapping[str, Feature] = CATALOG.features
) -> dict[str, bool]:
    """The section `features` of a spec that has these on."""
    return {name: name in on for name in features}
