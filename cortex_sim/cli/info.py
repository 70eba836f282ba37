"""``cortex-sim info``: versions, or what a result is and where it came from."""

import json
import shlex
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from cortex_sim import __version__
from cortex_sim.catalog.arrows import modulator_lines, shipped_modulators
from cortex_sim.catalog.hypotheses import as_lines
from cortex_sim.cli.options import json_option
from cortex_sim.cli.output import print_json
from cortex_sim.config.load import load_study
from cortex_sim.config.study import Study
from cortex_sim.course.visit import Visit
from cortex_sim.engine.compiler import compiler_command, compiler_version
from cortex_sim.errors import BuildError, ResultError
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.provenance import collect_provenance
from cortex_sim.store.session_file import read_session

MODULATORS = "modulators"
"""In place of a result: the slow modulators that ship."""

HYPOTHESES = "hypotheses in force"
_WIDTH = 11
"""Of the names of facts."""


@click.command()
@click.argument("result", required=False, type=click.Path(path_type=Path))
@json_option
def info(result: Path | None, is_json: bool) -> None:
    """Print versions, or what a result holds and where it came from.

    RESULT is a session file or a study's folder. Of a study, also one that is still a
    configuration (RESULT.yaml), the hypotheses in force are listed, and its slow modulators.
    The word modulators lists those that ship.
    """
    facts = _facts(result)
    if is_json:
        print_json(facts)
    else:
        click.echo("\n".join(_lines(facts)))


def _facts(result: Path | None) -> dict[str, Any]:
    if result is None:
        return _versions()
    if result.suffix in (".yaml", ".yml"):
        return _believed(load_study(result))
    if str(result) == MODULATORS and not result.exists():
        return {"slow modulators that ship": modulator_lines(shipped_modulators())}
    return _study(result) if result.is_dir() else _session(result)


def _lines(facts: dict[str, Any]) -> list[str]:
    """Return facts as lines: short ones beside their names, lists below."""
    lines = []
    for name, value in facts.items():
        if isinstance(value, list):
            lines += [name, *value]
        else:
            text = json.dumps(value, sort_keys=True) if isinstance(value, dict) else value
            lines.append(f"{name:{_WIDTH}}{text}")
    return lines


def _versions() -> dict[str, Any]:
    provenance = collect_provenance(metadata.version("brian2"))
    try:
        command = compiler_command()
        compiler = f"{compiler_version(command)} ({shlex.join(command)})"
    except BuildError as error:
        compiler = str(error)
    versions = {**provenance["versions"], "cortex_sim": __version__, "compiler": compiler}
    return {**versions, "cpu": provenance["cpu"]}


def _session(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ResultError(f"{path}: no such file; name a session file or a study's folder")
    record = read_session(path)
    arrays = [
        f"  {name}: {array.description}, shape {array.values.shape} "
        f"({', '.join(array.dims)}), unit {array.unit or '1'}"
        for name, array in record.arrays.items()
    ]
    spikes = [f"  spikes/{name}: {len(s.node_ids)} spikes" for name, s in record.spikes.items()]
    return {
        "session": record.session_id,
        "kind": record.kind,
        "parents": dict(record.parent_ids),
        "spec": dict(record.spec),
        "made with": dict(record.provenance),
        "arrays": arrays + spikes,
    }


def _study(folder: Path) -> dict[str, Any]:
    index = folder / "study.json"
    if not index.is_file():
        raise ResultError(
            f"{folder}: holds no study.json; name a study's folder such as results/demo, "
            "and run the study to its end first"
        )
    try:
        study = json.loads(index.read_text(encoding="utf-8"))
        places = [place for standing in study["sessions"].values() for place in standing]
        subjects = sorted({place["subject"] for place in places})
        phases = [Visit(*visit).text for visit in study["visits"]]
        facts: dict[str, Any] = {
            "study": study["name"],
            "config": f"{study['config_hash']} (config.yaml)",
            "sessions": len(study["sessions"]),
            "subjects": ", ".join(map(str, subjects)),
            "phases": ", ".join(phases),
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultError(f"{index}: is damaged ({error!r}); run the study again") from None
    store = SessionStore(folder.parent)
    missing = [session_id for session_id in study["sessions"] if not store.has(session_id)]
    facts["missing"] = f"{len(missing)} session files" if missing else "none"
    if (folder / "config.yaml").is_file():
        facts |= _believed(load_study(folder / "config.yaml"))
    return facts


def _believed(study: Study) -> dict[str, Any]:
    """Return the hypotheses in force, and the slow modulators with their arrows."""
    modulators = {} if study.slow_clock is None else study.slow_clock.modulators
    more = {"slow modulators": modulator_lines(modulators)} if modulators else {}
    return {HYPOTHESES: as_lines(study), **more}
