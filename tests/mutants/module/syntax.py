"""The parts of a file of Terraform, as the parser of python-hcl2 gives them.

Its nodes know their place in the text.
"""

from collections.abc import Iterator
from typing import TypeAlias

from hcl2.parser import parser
from lark import Token, Tree

Node: TypeAlias = "Tree[Token]"
Span: TypeAlias = tuple[int, int]


def blocks_of(text: str) -> list[Node]:
    """The blocks of a file, in their order."""
    return children(parser().parse(text).children[0], "block")


def local_values(block: Node) -> Iterator[tuple[str, Node]]:
    """The names of a `locals` block, and the arguments that give them."""
    (body,) = children(block, "body")
    for attribute in children(body, "attribute"):
        yield name_of(attribute), attribute


def header(block: Node) -> list[str]:
    """The kind of a block and its labels."""
    names = []
    for each in block.children:
        if isinstance(each, Token) or each.data == "body":
            break
        if each.data in {"identifier", "string"}:
            names.append(
                "".join(str(token) for token in each.scan_values(lambda _: True)).strip('"')
            )
    return names


def place(node: Node) -> Span:
    """Where a node begins and ends in its file."""
    start, end = node.meta.start_pos, node.meta.end_pos
    return start, end


def children(node: object, data: str) -> list[Node]:
    children = node.children if isinstance(node, Tree) else []
    return [each for each in children if isinstance(each, Tree) and each.data == data]


def name_of(node: Node) -> str:
    """The name of an argument, or of the function that is called."""
    name = node.children[0]
    return str(name.children[0]) if isinstance(name, Tree) else str(name)


def expressions(node: Node) -> list[Node]:
    children = [each for each in node.children if isinstance(each, Tree)]
    return [each for each in children if each.data != "new_line_or_comment"]
