from __future__ import annotations

import pytest
from packager import closure
from packager.target import Target

TARGET = Target("python3.12", "arm64")
HEAD = "Metadata-Version: 2.1\nName: one\nVersion: 1\n"


@pytest.mark.parametrize(
    ("metadata", "needs"),
    [
        ("Requires-Dist: two\n", ["two"]),
        ("requires-dist:two>=1\nREQUIRES-DIST:  three\n", ["three", "two"]),
        ("Requires-Dist: two\r\nRequires-Dist: three\r\n\r\nText\r\n", ["three", "two"]),
        ('Requires-Dist: two;\n  python_version\n\t< "3.12"\nRequires-Dist: three', ["three"]),
        ('Requires-Dist: two; platform_machine == "aarch64"\n', ["two"]),
        ('Requires-Dist: two; platform_machine == "x86_64"\n', []),
        ("Description: Text\n        Requires-Dist: two\n", []),
        ("\nRequires-Dist: two\n", []),
        ("Requires-Dist: (none)\nRequires-Dist: two\n", ["two"]),
        ("", []),
    ],
)
def test_what_metadata_asks_for(metadata: str, needs: list[str]) -> None:
    """Headers count, folded or not, in any case and with any line ends; the text does not."""
    found = closure.missing({"one": HEAD + metadata}, {}, TARGET)
    assert found == [(name, "one") for name in needs]


def test_extras_are_followed() -> None:
    """What an extra needs is missed only if someone asks for the extra."""
    metadata = {
        "one": HEAD + "Requires-Dist: two[fast]\n",
        "two": 'Name: two\nRequires-Dist: three; extra == "fast"\n',
    }
    assert closure.missing(metadata, {}, TARGET) == [("three", "two")]
    assert closure.missing({"two": metadata["two"]}, {}, TARGET) == []
    assert closure.missing({"two": metadata["two"]}, {"two": {"fast"}}, TARGET) == [
        ("three", "two")
    ]
