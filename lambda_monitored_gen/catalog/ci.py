"""What the workflows of a module run: GitHub Actions, each pinned to a commit, and Terraform.

A tag can be moved to other code, a commit cannot:
<https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions>.
"""

from collections.abc import Mapping
from typing import NamedTuple

TERRAFORM = "1.11.4"
"""The release that lmgen's own tests run."""

PYTHON = "3.12"


class Action(NamedTuple):
    """A GitHub Action.

    Attributes:
        repository: On GitHub.
        version: The tag that the commit has.
        commit: Its SHA.
    """

    repository: str
    version: str
    commit: str

    @property
    def uses(self) -> str:
        """What stands behind `uses:`, with the version for people and for Dependabot."""
        return f"{self.repository}@{self.commit} # {self.version}"


ACTIONS: Mapping[str, Action] = {
    "checkout": Action("actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
    "setup_python": Action(
        "actions/setup-python", "v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97"
    ),
    "setup_terraform": Action(
        "hashicorp/setup-terraform", "v4.0.1", "dfe3c3f87815947d99a8997f908cb6525fc44e9e"
    ),
    "configure_aws_credentials": Action(
        "aws-actions/configure-aws-credentials",
        "v6.2.3",
        "e6de054238d6b7531b4efff3b6587d9aade6a06c",
    ),
}
"""The actions by the names that templates use; each commit is the one that the tag was read as."""
