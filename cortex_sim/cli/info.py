"""``cortex-sim info``: versions, or what a result is and where it came from."""

import json
import shlex
from importlib import metadata
from pathlib import Path

import click

from cortex_sim import __version__
from cortex_sim.catalog.hypotheses import as_lines
from cortex_sim.config.load import load_study
from cortex_sim.course.visit import Visit
from cortex_sim.engine.compiler import compiler_command, compiler_version
from cortex_sim.errors import BuildError, ResultError
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.provenance import collect_provenance
from cortex_sim.store.session_file import read_session


@click.command()
@click.argument("result", required=False, type=click.Path(path_type=Path))
def info(result: Path | None) -> None:
    """Print versions, or what a result holds and where it came from.

    RESULT is a session file or a study's folder. Of a study, also one that is still a
    configuration (RESULT.yaml), the hypotheses in force are listed.
    """
    if result is None:
        click.echo(_versions())
    elif result.suffix in (".yaml", ".yml"):
        click.echo("\n".join(["hypotheses in force", *as_lines(load_study(result))]))
    elif result.is_dir():
        click.echo(_study(result))
    else:
        click.echo(_session(result))


def _versions() -> str:
    provenance = collect_provenance(metadata.version("brian2"))
    try:
        command = compiler_command()
        compiler = f"{compiler_version(command)} ({shlex.join(command)})"
    except BuildError as error:
        compiler = str(error)
    versions = {**provenance["versions"], "cortex_sim": __version__, "compiler": compiler}
    lines = [f"{name + ':':12} {version}" for name, version in versions.items()]
    return "\n".join([*lines, f"{'cpu:':12} {provenance['cpu']}"])


def _session(path: Path) -> str:
    if not path.is_file():
        raise ResultError(f"{path}: no such file; name a session file or a study's folder")
    record = read_session(path)
    lines = [
        f"session    {record.session_id}",
        f"kind       {record.kind}",
        f"parents    {json.dumps(dict(record.parent_ids))}",
        f"spec       {json.dumps(dict(record.spec), sort_keys=True)}",
        f"made with  {json.dumps(dict(record.provenance), sort_keys=True)}",
        "arrays",
    ]
    lines += [
        f"  {name}: {array.description}, shape {array.values.shape} "
        f"({', '.join(array.dims)}), unit {array.unit or '1'}"
        for name, array in record.arrays.items()
    ]
    lines += [f"  spikes/{name}: {len(s.node_ids)} spikes" for name, s in record.spikes.items()]
    return "\n".join(lines)


def _study(folder: Path) -> str:
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
        lines = [
            f"study      {study['name']}",
            f"config     {study['config_hash']} (config.yaml)",
            f"sessions   {len(study['sessions'])}",
            f"subjects   {', '.join(map(str, subjects))}",
            f"phases     {', '.join(phases)}",
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultError(f"{index}: is damaged ({error!r}); run the study again") from None
    store = SessionStore(folder.parent)
    missing = [session_id for session_id in study["sessions"] if not store.has(session_id)]
    lines.append(f"missing    {len(missing)} session files" if missing else "missing    none")
    if (folder / "config.yaml").is_file():
        lines += ["hypotheses in force", *as_lines(load_study(folder / "config.yaml"))]
    return "\n".join(lines)
