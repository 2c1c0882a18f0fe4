"""A hook of mkdocs: the documents link to files of the repository, which the site does not have."""

import re
from typing import Any

_LINK = re.compile(r"\[([^\]]+)\]\((\.\./[^)]+)\)")
_TOP = re.compile(r"^(\.\./)+")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:  # noqa: ANN401 - mkdocs' types
    """Turn links that lead out of docs/ into the names of the files that they lead to.

    Args:
        markdown: The page.
        page: The page's record in mkdocs.
    """
    depth = page.file.src_uri.count("/") + 1

    def without_link(found: re.Match[str]) -> str:
        text, target = found[1], found[2]
        if target.count("../") < depth:
            return found[0]
        name = _TOP.sub("", target)
        return f"{text} (`{name}`)" if name not in text else text

    return _LINK.sub(without_link, markdown)
