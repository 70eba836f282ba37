"""``cortex-sim validate``: check a configuration."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, json_option, set_option
from cortex_sim.cli.output import print_json
from cortex_sim.course.acting import load_acting_study
from cortex_sim.course.notes import notes_on
from cortex_sim.course.plan import make_plan
from cortex_sim.units import counted


@click.command()
@config_argument
@set_option
@json_option
def validate(config: Path, overrides: tuple[str, ...], is_json: bool) -> None:
    """Check a configuration and say what it amounts to."""
    study = load_acting_study(config, overrides)
    plan = make_plan(study)
    notes = notes_on(study, config, overrides)
    if is_json:
        print_json(
            {
                "file": config,
                "study": study.name,
                "subjects": study.cohort.subjects,
                "phases": list(study.course.phases),
                "arms": study.course.arms,
                "sessions": len(plan.sessions),
                "notes": notes,
            }
        )
        return
    arms = ", ".join(study.course.arms) or "none"
    click.echo(
        f"{config}: valid. Study {study.name!r}: {counted(study.cohort.subjects, 'subject')}, "
        f"phases {', '.join(study.course.phases)}, arms {arms}; "
        f"{counted(len(plan.sessions), 'session')}"
    )
    for note in notes:
        click.echo(note)
