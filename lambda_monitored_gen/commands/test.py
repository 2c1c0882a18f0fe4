"""`lmgen test`: the module's own tests, on an embedded AWS or on a real one."""

import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.commands.parameters import complete_specs

if TYPE_CHECKING:
    from lambda_monitored_gen.testing.suite_run import SuiteRun


@click.command(
    short_help="Run the tests of a module on an embedded or real AWS.",
    epilog="Examples: lmgen test spec.yaml; lmgen test module --quick -k threshold; "
    "lmgen test module --aws --test-role-arn ARN -- --maxfail=1",
)
@click.argument(
    "place",
    metavar="[SPEC|DIR]",
    default=".",
    type=click.Path(path_type=str),
    shell_complete=complete_specs,
)
@click.argument("pytest_arguments", nargs=-1, metavar="[-- PYTEST...]")
@click.option("--quick", is_flag=True, help="Run one case for each value of each dimension.")
@click.option("--isolate", is_flag=True, help="Apply each case separately, not all together.")
@click.option(
    "-k", "select", metavar="EXPRESSION", help="Run only tests matching a pytest -k expression."
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Number of root modules to apply at a time. Default: 2, or 1 with --aws.",
)
@click.option("--junitxml", metavar="FILE", help="Write a JUnit XML report.")
@click.option("--endpoint-url", metavar="URL", help="Use an emulator that is running at URL.")
@click.option("--aws", is_flag=True, help="Use real AWS, which costs money; asks first.")
@click.option("--yes", is_flag=True, help="Do not ask; needs --aws.")
@click.option(
    "--aws-region",
    default="us-east-1",
    show_default=True,
    metavar="REGION",
    help="Region to use or emulate.",
)
@click.option("--test-role-arn", metavar="ARN", help="Role to assume; needs --aws.")
@click.option(
    "--keep-after",
    is_flag=True,
    help="Do not destroy anything. The embedded AWS then stays up until ^C.",
)
@click.pass_obj
def test(
    console: Console,
    *,
    place: str,
    pytest_arguments: tuple[str, ...],
    quick: bool,
    isolate: bool,
    select: str | None,
    workers: int | None,
    junitxml: str | None,
    endpoint_url: str | None,
    aws: bool,
    yes: bool,
    aws_region: str,
    test_role_arn: str | None,
    keep_after: bool,
) -> int:
    """Run the tests of a module: the one in DIR, or the one that SPEC renders.

    They apply the module with pytest-infrahouse, invoke its functions and check its alarms, on an
    AWS emulator that is started on this machine and stopped afterwards. Exits 0 if all tests
    passed, 1 if one failed, 2 if they could not be run.
    """
    from lambda_monitored_gen.commands.staying_up import stay_up
    from lambda_monitored_gen.commands.suite_display import SuiteDisplay
    from lambda_monitored_gen.commands.suite_summary import print_summary
    from lambda_monitored_gen.testing import environments, module
    from lambda_monitored_gen.testing.suite_run import SuiteRun, require_packages

    _refuse_combinations(aws=aws, yes=yes, endpoint_url=endpoint_url, role=test_role_arn)
    require_packages()
    selection = [
        *(["--aws"] if aws else []),
        *(["--quick"] if quick else []),
        *(["--isolate"] if isolate else []),
        *(["-k", select] if select else []),
        *(["--keep-after"] if keep_after else []),
        *(["--test-role-arn", test_role_arn] if test_role_arn else []),
        *["--aws-region", aws_region],
    ]
    started = time.monotonic()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with ExitStack() as stack:
        directory = _open_module(place, console, stack)
        module.require_suite(directory)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lmgen-test-")))
        embedded = not (aws or endpoint_url)
        session: Any = None
        if aws:
            session = _confirm_real_aws(
                console,
                directory,
                scratch,
                selection,
                region=aws_region,
                role=test_role_arn,
                yes=yes,
            )
            environment = environments.use_real_aws(scratch, region=aws_region)
        elif endpoint_url:
            environment = environments.use_emulator(scratch, url=endpoint_url, region=aws_region)
        else:
            environment = stack.enter_context(
                environments.use_embedded_aws(scratch, region=aws_region)
            )
        display = SuiteDisplay(console)
        verbose = console.verbosity > 0
        report = ["--junitxml", str(Path(junitxml).absolute())] if junitxml else []
        run = SuiteRun(
            module=directory,
            environment=environment[0],
            scratch=scratch,
            arguments=[
                *selection,
                *report,
                # What Terraform prints to stdout is its plan; why it fails is on stderr.
                *(["-v"] if verbose else ["-q", "--tb=short", "--show-capture=stderr"]),
                *_worker_options(workers, aws=aws),
                *pytest_arguments,
            ],
            graceful=not embedded,
            verbose=verbose,
            check_alive=environment[1],
            on_case_finished=display.case_finished,
            on_progress=display.progressed,
        )
        stack.callback(_clean_up, console, run, embedded=embedded, session=session)
        with display.live():
            progress = run.start()
        code = print_summary(console, run, progress, time.monotonic() - started)
        if embedded and keep_after:
            stay_up(console, run)
        elif embedded and code:
            console.note("--keep-after keeps the embedded AWS, and what is applied there, till ^C")
        return code


def _refuse_combinations(
    *, aws: bool, yes: bool, endpoint_url: str | None, role: str | None
) -> None:
    if aws and endpoint_url:
        raise click.UsageError("--aws and --endpoint-url exclude each other.")
    if not aws and (yes or role):
        raise click.UsageError(f"{'--yes' if yes else '--test-role-arn'} is for --aws.")


def _open_module(place: str, console: Console, stack: ExitStack) -> Path:
    from lambda_monitored_gen.commands.options import load_spec
    from lambda_monitored_gen.testing import module

    path = Path(place)
    # A path that does not exist is read as a spec, whose diagnostic says that there is no file.
    if path.is_dir():
        return path.resolve()
    return stack.enter_context(module.render_temporary_module(load_spec(place, console)))


def _confirm_real_aws(
    console: Console,
    directory: Path,
    scratch: Path,
    selection: list[str],
    *,
    region: str,
    role: str | None,
    yes: bool,
) -> Any:  # noqa: ANN401 - boto3 makes its classes when it runs
    from lambda_monitored_gen.testing import environments, preflight
    from lambda_monitored_gen.testing.errors import SuiteError
    from lambda_monitored_gen.testing.suite_run import SuiteRun

    preflight.refuse_diversion()
    session = preflight.find_credentials(region)
    if not yes and not sys.stdin.isatty():
        raise SuiteError(
            "--aws makes resources that cost money and asks before it does; there is no terminal "
            "to ask at.",
            hint="Pass --yes where nobody can answer, as in CI.",
        )
    account = preflight.identify(session, region=region, role_arn=role)
    listing = scratch / "listing"
    listing.mkdir()
    environment = environments.use_real_aws(listing, region=region)[0]
    found = SuiteRun(
        module=directory,
        environment=environment,
        scratch=listing,
        arguments=[*selection, "--collect-only", "-q"],
    ).start()
    console.info(f"account:   {account.number}\nregion:    {account.region}")
    console.info(f"identity:  {account.identity}\ncases:     {len(found.cases)}")
    for kind, count in found.resources.items():
        if count:
            console.info(f"creates:   {count:4} x {kind}")
    if not yes:
        click.confirm("Create these, test them and destroy them?", abort=True)
    return session


def _worker_options(workers: int | None, *, aws: bool) -> list[str]:
    from importlib.util import find_spec

    if workers is not None and workers > 1 and find_spec("xdist") is None:
        raise click.UsageError("-n needs pytest-xdist: pip install 'lambda-monitored-gen[test]'")
    count = workers or (1 if aws or find_spec("xdist") is None else 2)
    return ["-n", str(count)] if count > 1 else []


def _clean_up(console: Console, run: "SuiteRun", *, embedded: bool, session: Any) -> None:  # noqa: ANN401 - as above
    """Remove root modules of the embedded AWS; say where those of a real one are still applied."""
    import shutil

    from lambda_monitored_gen.testing import leftovers
    from lambda_monitored_gen.testing.suite_run import find_remaining_roots

    left = find_remaining_roots(run.module, run.run)
    for root in left:
        if embedded:
            shutil.rmtree(root, ignore_errors=True)
        else:
            console.warn(f"not destroyed; `terraform destroy` in {root} does it")
    if left and session is not None:
        for arn in leftovers.find_tagged_resources(session, run=run.run):
            console.warn(f"still exists: {arn}")


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    # As an exception it unwinds everything: pytest, the emulators, temporary directories.
    sys.exit(128 + number)
