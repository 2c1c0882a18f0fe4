"""A file of tests in pieces."""

from tests.mutants.module.pieces import about, in_pieces, likeliest_first

HEAD = 'mock_provider "aws" {}\n\n'


def run(name: str, command: str = "plan") -> str:
    return f'# {name}.\nrun "{name}" {{\n  command = {command}\n}}\n\n'


def test_each_run_is_in_one_piece() -> None:
    """No run is lost or twice there, and each piece has what stands before the first."""
    runs = [run(f"run_{number}") for number in range(5)]
    pieces = in_pieces(HEAD + "".join(runs), 2)
    assert all(each.startswith(HEAD) for each in pieces)
    assert [each.removeprefix(HEAD) for each in pieces] == [
        runs[0] + runs[1],
        runs[2] + runs[3],
        runs[4],
    ]


def test_what_follows_an_apply_stays_with_it() -> None:
    """A run after an apply may be about what that has made."""
    runs = [run("first", "apply"), run("then"), run("other")]
    pieces = in_pieces(HEAD + "".join(runs), 1)
    assert [each.removeprefix(HEAD) for each in pieces] == [runs[0] + runs[1], runs[2]]


def test_about() -> None:
    """Words that few files have tell which is about a change; those of all files do not."""
    texts = {
        **{f"{number}": "aws_lambda_function.this" for number in range(4)},
        "queue": "aws_lambda_function.this aws_sqs_queue.dead_letters",
    }
    assert about("aws_sqs_queue.dead_letters count = 1", texts) == {"queue"}
    assert about("aws_lambda_function.this count = 1", texts) == set()


def test_likeliest_first() -> None:
    """A rare word that is shared says more than some that every file has."""
    texts = {"a": "alpha beta1 gamma", "b": "alpha beta1 gamma delta", "c": "alpha gamma other"}
    assert likeliest_first("alpha delta", texts) == ["b", "a", "c"]
    assert likeliest_first("alpha gamma beta1", texts) == ["a", "b", "c"]
