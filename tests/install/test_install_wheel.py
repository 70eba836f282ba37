"""The wheel, installed into a fresh environment, works in an empty folder.

The wheel is built from a source distribution, so that both are known to hold everything. What the
package depends on comes from the environment that runs the tests; the package itself does not.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv

import pytest
from fixtures.tiny_lab import ROOT, set_options, shared_lab

pytestmark = pytest.mark.compiled

NOT_SOURCE = shutil.ignore_patterns(
    ".*", "results", "__pycache__", "*.egg-info", "build", "dist", "tests", "docs"
)
BUILD_SDIST = "from setuptools.build_meta import build_sdist; build_sdist({!r})"


def done(*command, cwd, timeout=600):
    """Return what a command prints; the checkout is not on its path."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def new_environment(folder, *, dependencies):
    """Return the Python of a new environment, with what the tests depend on or with nothing."""
    venv.create(folder, with_pip=not dependencies)
    binaries = "Scripts" if os.name == "nt" else "bin"
    python = folder / binaries / "python"
    if dependencies:
        site = done(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        )
        paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        # a line of a .pth file puts a folder on the path; its own .pth files, of editable
        # installs, are not followed
        with open(f"{site.strip()}/dependencies.pth", "w", encoding="utf-8") as file:
            file.write("\n".join(sorted(paths)) + "\n")
    return python


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return a wheel, made of a source distribution that is made of a copy of the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    builder = new_environment(folder / "builder", dependencies=False)
    pip = (builder, "-m", "pip", "--disable-pip-version-check", "-q")
    done(*pip, "install", "setuptools>=77", "wheel", cwd=folder)
    done(builder, "-c", BUILD_SDIST.format(str(folder)), cwd=folder / "source")
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    done(*pip, "wheel", *options, unpacked, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return the Python of a fresh environment with the wheel."""
    python = new_environment(tmp_path_factory.mktemp("fresh") / "env", dependencies=True)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "--python", python)
    done(*pip, "install", "--no-deps", "--no-index", wheel, cwd=wheel.parent)
    return python


def test_the_wheel_holds_what_the_repository_ships(installed, tmp_path):
    code = (
        "import cortex_sim; from cortex_sim.config.shipped import shipped_folder as f\n"
        "print(cortex_sim.__file__, *(p.relative_to(f(n).parent).as_posix()"
        " for n in ('configs', 'experiments') for p in f(n).rglob('*.*')), sep='\\n')"
    )
    where, *found = done(installed, "-c", code, cwd=tmp_path).splitlines()
    assert where.startswith(str(installed.parents[1]))
    there = {
        path.relative_to(ROOT).as_posix()
        for folder in ("configs", "experiments")
        for path in (ROOT / folder).rglob("*.*")
    }
    compiled = {name for name in {*found, *there} if "__pycache__" in name}
    assert set(found) - compiled == there - compiled


def test_run_figures_and_report_work_in_an_empty_folder(installed, tmp_path):
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    lab.results(tmp_path / "results")
    options = set_options("cohort.subjects=1")

    def cortex_sim(*arguments):
        return done(installed, "-m", "cortex_sim", *arguments, cwd=tmp_path)

    assert "tiny" in cortex_sim("list")
    ran = cortex_sim("run", "tiny", *options, "--quiet", "--no-figures")
    assert "26 sessions run, 0 were there already" in ran
    pictures = cortex_sim("figures", "tiny", *options, "--stored").split()
    assert pictures
    assert all((tmp_path / picture).is_file() for picture in pictures)
    page = cortex_sim("report", "tiny", *options).strip()
    assert "</html>" in (tmp_path / page).read_text(encoding="utf-8")


def test_the_script_of_an_experiment_finds_what_it_reads(installed, tmp_path):
    cortex_sim = (installed, "-m", "cortex_sim")
    done(*cortex_sim, "init", "mine", cwd=tmp_path)
    assert "mine.yaml: valid." in done(*cortex_sim, "validate", "mine.yaml", cwd=tmp_path)
    code = (
        "from cortex_sim.config.shipped import shipped_script as f; import runpy\n"
        "print(runpy.run_path(str(f('arms')))['CONFIG'].is_file())"
    )
    assert done(installed, "-c", code, cwd=tmp_path).strip() == "True"
