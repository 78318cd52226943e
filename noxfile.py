"""The project's commands: `nox -l` lists them, `nox -s check` runs one.

They run in the environment that nox runs in, the one that README's first line sets up.
`nox -db venv` makes an environment for each instead.
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import nox

PYPROJECT = Path(__file__).with_name("pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["check", "tests"]


def install(session: nox.Session, *extras: str) -> None:
    """Install the project, unless the session runs in an environment that is there already."""
    if session.virtualenv.venv_backend != "none":
        session.install("-e", f".[{','.join(extras)}]")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; what stands behind `--` goes to pytest."""
    install(session, "dev")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Lint, check types, and compare generated/ with the catalogue: in less than a minute."""
    install(session, "dev")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("python", "-m", "codegen", "--check", "-v")
    session.run("mypy")
    session.run("pyright")


@nox.session
def generate(session: nox.Session) -> None:
    """Make generated/ from the catalogue; what stands behind `--` goes to the generator."""
    install(session, "dev")
    session.run("python", "-m", "codegen", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the web site; `-- --serve` serves it."""
    install(session, "dev")
    session.run("python", "-m", "codegen", "site", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what generated/docs/performance.md shows."""
    install(session, "dev", "bench")
    session.run("python", "tests/benchmarks/parsing.py", *session.posargs)


@nox.session(venv_backend="venv")
def engines(session: nox.Session) -> None:
    """Run Spark, DuckDB, ClickHouse and others on the tables and their statements; needs Java 17."""
    session.install("-e", ".[arrow]", "-r", "tests/engines/requirements.txt")
    ignored = "--ignore=tests/engines/flink"
    session.run(
        "python", "-m", "pytest", "-n", "0", ignored, *(session.posargs or ["tests/engines"])
    )


@nox.session(venv_backend="venv")
def flink(session: nox.Session) -> None:
    """The same for Flink, which has an environment of its own; needs Java 17."""
    session.install("-e", ".", "-r", "tests/engines/flink/requirements.txt")
    # Its own Python warns.
    options = ("-n", "0", "-o", "filterwarnings=")
    session.run("python", "-m", "pytest", *options, *(session.posargs or ["tests/engines/flink"]))


@nox.session
def changed(session: nox.Session) -> None:
    """Run tests in copies of the project to whose catalogue all sorts of things were done.

    After each change those that depend most on the catalogue, after all changes every test.
    """
    install(session, "dev")
    session.run("python", "-m", "pytest", "-m", "changed")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        session.run("python", "-m", "tests.codegen.catalogue_changes", str(copy))
        with session.chdir(copy):
            session.run("python", "-m", "pytest", env={"PYTHONPATH": str(copy / "generated")})


@nox.session
def release(session: nox.Session) -> None:
    """Run what must hold before a version is published, and only then."""
    install(session, "dev")
    session.run("python", "-m", "pytest", "-m", "release")


@nox.session(venv_backend="venv")
def sbom(session: nox.Session) -> None:
    """Write what an installation consists of to build/, as a CycloneDX bill of materials."""
    session.install("cyclonedx-bom>=7.1")
    bill = Path("build", f"{PROJECT['name']}-{PROJECT['version']}.cdx.json")
    bill.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        session.run("python", "-m", "venv", "--without-pip", folder)
        session.run("python", "-m", "pip", "--python", folder, "install", ".")
        options = ("--pyproject", "pyproject.toml", "--output-reproducible", "-o", str(bill))
        session.run("cyclonedx-py", "environment", *options, folder)


@nox.session
def properties(session: nox.Session) -> None:
    """Test what reading promises with a hundred times as many examples."""
    install(session, "dev")
    environment = {"TIMES_AS_MANY_EXAMPLES": "100"}
    subjects = ("contract", "hostile", "lossless", "properties", "same_everywhere", "schemas")
    files = [f"tests/generated/test_{subject}.py" for subject in subjects]
    files.append("tests/codegen/test_forms.py")
    session.run("python", "-m", "pytest", *files, *session.posargs, env=environment)


@nox.session(venv_backend="venv")
def mutation(session: nox.Session) -> None:
    """Change the runtime in small ways: nine of ten changes must make a test fail."""
    session.install("-e", ".[dev]", "mutmut>=3.8")
    session.run("python", "tests/mutation/run.py", *session.posargs)


@nox.session(venv_backend="venv")
def oldest(session: nox.Session) -> None:
    """Test the package with the oldest of what it needs that pyproject.toml allows."""
    required = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["fast"]
    assert all(requirement.count(">=") == 1 for requirement in required), required
    session.install("-e", ".[dev]", *(requirement.replace(">=", "==") for requirement in required))
    session.run("python", "-m", "pip", "list")
    session.run("python", "-m", "pytest", "tests/generated", *session.posargs)
