"""Links in the Markdown files of this repository lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

REPOSITORY = Path(__file__).parent.parent.parent

LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)")
FENCE = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)

ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:")
"""An address with a scheme: no test should need the network."""

FOLDERS = (".github", "benchmarks", "docs", "examples", "tests")
"""Templates are left out: links in what is rendered are those of a whole module."""


def pages() -> list[Path]:
    """The Markdown files that people write."""
    below = (file for folder in FOLDERS for file in (REPOSITORY / folder).rglob("*.md"))
    golden = REPOSITORY / "tests" / "golden"
    return [*REPOSITORY.glob("*.md"), *(file for file in below if golden not in file.parents)]


def prose(text: str) -> str:
    """A page without its code, in which a bracket is no link and `#` no heading."""
    return FENCE.sub("", text)


def anchors(text: str) -> set[str]:
    """What GitHub calls the headings of a page: lower case, without punctuation, hyphenated."""
    headings = HEADING.findall(prose(text))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(CODE.sub("", prose(page.read_text(encoding="utf-8")))):
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        if ELSEWHERE.match(link):
            continue
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            found.append(link)
    return found


def test_links() -> None:
    """Every relative link of a page leads to a file, and to a heading where it names one."""
    found = {page.relative_to(REPOSITORY).as_posix(): broken(page) for page in pages()}
    assert {"README.md", "CONTRIBUTING.md", "docs/architecture.md"} <= set(found)
    assert {page: links for page, links in found.items() if links} == {}


def test_broken_links_are_found(tmp_path: Path) -> None:
    """Missing files and headings are found; code and addresses elsewhere are no links."""
    (tmp_path / "other.md").write_text("# One, two\n\n```\n# no heading\n```\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Top\n[a](gone.md) [b](other.md#one-two) [c](other.md#no-heading) [d](#top) [e](#low)\n"
        "[f](https://example.com/gone) `[g](gone)`\n```\n[h](gone)\n```\n[i](other.md)\n",
        encoding="utf-8",
    )
    assert broken(page) == ["gone.md", "other.md#no-heading", "#low"]
