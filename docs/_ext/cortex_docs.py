"""Sphinx directives that print what the package holds: pages cannot drift from the code.

``cortex-equations``, ``cortex-parameters``, ``cortex-configuration``, ``cortex-findings``,
``cortex-table NAME``, ``cortex-cli`` and ``cortex-output COMMAND``.
"""

import io
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import Annotated, Any, ClassVar, get_origin

import click
from docutils import nodes
from docutils.parsers.rst import directives
from numpy.typing import ArrayLike
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import stringify_annotation

import contents
import equations
import systems
from contents import ROOT, Table
from cortex_sim.cli.main import commands
from cortex_sim.config.load import load_study
from cortex_sim.config.study import Study
from cortex_sim.errors import CortexSimError
from field_reference import SectionTable, section_tables

TABLES: dict[str, Callable[[], Table]] = {
    "status": contents.status_counts,
    "units": contents.unit_rows,
    "science": contents.science_rows,
    "references": contents.reference_rows,
    "measures": contents.measure_rows,
    "modulators": systems.modulator_rows,
    "interventions": systems.intervention_rows,
}
_ARRAY_LIKE = stringify_annotation(ArrayLike, "smart")
_ND_ARRAY = re.compile(
    r"~numpy\.ndarray\[tuple\[~typing\.Any, \.\.\.\], ~numpy\.dtype\[([~\w.]+)\]\]"
)
_CODE = re.compile(r"``([^`]+)``|`([^`]+)`")


def inline(text: str) -> list[nodes.Node]:
    """Return text with its code and its DOIs marked up."""
    found: list[nodes.Node] = []
    end = 0
    for match in _CODE.finditer(text):
        found += _plain(text[end : match.start()])
        code = match[1] or match[2]
        found.append(nodes.literal(code, code))
        end = match.end()
    return found + _plain(text[end:])


def _plain(text: str) -> list[nodes.Node]:
    pieces = [(piece, url) for piece, url in contents.linked(text) if piece]
    return [
        nodes.reference(piece, piece, refuri=url) if url else nodes.Text(piece)
        for piece, url in pieces
    ]


def paragraph(text: str) -> nodes.paragraph:
    """Return a paragraph with marked-up text."""
    return nodes.paragraph("", "", *inline(text))


def build_table(table: Table) -> nodes.table:
    """Return a table as a node; a row is at least as long as the others."""
    columns = len(table.head or table.rows[0])
    group = nodes.tgroup(cols=columns)
    group += [nodes.colspec(colwidth=1) for _ in range(columns)]
    if table.head:
        group += nodes.thead("", _row(table.head))
    group += nodes.tbody("", *(_row(row) for row in table.rows))
    return nodes.table("", group, classes=["cortex", *([] if table.head else ["facts"])])


def _row(cells: Iterable[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", paragraph(cell)) for cell in cells))


def section(title: str, anchor: str, *content: nodes.Node) -> nodes.section:
    """Return a section that links can lead to."""
    heading = nodes.title("", "", *inline(title))
    return nodes.section("", heading, *content, ids=[nodes.make_id(anchor)])


def code(text: str, language: str = "text") -> nodes.literal_block:
    """Return a block of code."""
    return nodes.literal_block(text, text, language=language)


class EquationsDirective(SphinxDirective):
    """Print all equations and statements of the network of a configuration."""

    option_spec: ClassVar[dict[str, Any]] = {"config": directives.unchanged}

    def run(self) -> Sequence[nodes.Node]:
        """Return the sections."""
        study = load_study(ROOT / self.options.get("config", "configs/base.yaml"))
        rules = equations.rule_listings(study)
        names = sorted(set(equations.variable_rows(equations.all_equations(study))), key=_by_name)
        variables = Table("", ("name", "definition", "unit", "meaning"), names)
        head = ("projection", "from", "to", "synapses", "delay", "receptors", "plasticity")
        projections = Table("", head, equations.projection_rows(study))
        return [
            section("Cells", "equations-cells", *_listings(equations.cell_listings(study))),
            section("Spikes", "equations-spikes", *_listings(equations.spike_listings(study))),
            section("Synapses", "equations-synapses", build_table(projections)),
            section("Plasticity", "equations-plasticity", *_listings(rules)),
            section("Inputs and coil", "equations-inputs", *_listings(equations.input_listings())),
            section("Variables", "equations-variables", build_table(variables)),
        ]


def _by_name(row: tuple[str, ...]) -> str:
    return row[0].lower()


def _listings(listings: Iterable[equations.Listing]) -> Iterable[nodes.Node]:
    for listing in listings:
        used = f" ({listing.used_by})" if listing.used_by else ""
        name = nodes.literal(listing.title, listing.title)
        yield nodes.paragraph("", "", name, nodes.Text(used))
        yield code(listing.code)


class ParametersDirective(SphinxDirective):
    """Print the parameters of ``configs/base.yaml`` with source and status."""

    def run(self) -> Sequence[nodes.Node]:
        """Return a section for each part of the configuration."""
        return [
            section(f"`{t.title}`", f"parameters-{t.title}", build_table(t))
            for t in contents.parameter_tables()
        ]


class ConfigurationDirective(SphinxDirective):
    """Print every section of the configuration with its fields."""

    def run(self) -> Sequence[nodes.Node]:
        """Return the sections."""
        return [_section_node(self, table) for table in section_tables(Study)]


def _section_node(directive: SphinxDirective, table: SectionTable) -> nodes.section:
    head = ("field", "type", "default", "meaning")
    rows = [(f"`{r.name}`", r.kind, _quoted(r.default), r.meaning) for r in table.rows]
    places = ", ".join(f"`{path}`" for path in table.paths[:2] if path)
    places += " and the other traits" if len(table.paths) > 2 else ""
    where = [paragraph(f"Stands at {places}.")] if places else []
    text = directive.parse_text_to_nodes(table.text)
    name = table.model.__name__
    return section(name, f"config-{name}", *text, *where, build_table(Table("", head, rows)))


def _quoted(default: str) -> str:
    return default if default in ("required", "all defaults") else f"`{default}`"


class FindingsDirective(SphinxDirective):
    """Print the published findings: the numbered ones, then those that they rest on."""

    def run(self) -> Sequence[nodes.Node]:
        """Return the two groups."""
        findings = contents.ledger().findings.values()
        numbered = sorted((f for f in findings if f.number), key=lambda f: f.number or 0)
        others = [f for f in findings if f.number is None]
        return [
            section("Findings to score", "findings", *map(_finding, numbered)),
            section("Rows they rest on, or that contradict them", "rows", *map(_finding, others)),
        ]


def _finding(finding: Any) -> nodes.section:
    tables = map(build_table, (contents.finding_facts(finding), contents.part_rows(finding)))
    title = contents.finding_title(finding)
    return section(title, f"finding-{finding.id}", paragraph(finding.claim), *tables)


class TableDirective(SphinxDirective):
    """Print one of the small tables by its name."""

    required_arguments = 1

    def run(self) -> Sequence[nodes.Node]:
        """Return the table."""
        return [build_table(TABLES[self.arguments[0]]())]


class CliDirective(SphinxDirective):
    """Print the help of every command."""

    def run(self) -> Sequence[nodes.Node]:
        """Return a section for each command."""
        return [
            section(f"`{name}`", f"command-{name}", code(text)) for name, text in _helps(commands)
        ]


def _helps(command: click.Command, name: str = "cortex-sim") -> Iterable[tuple[str, str]]:
    context = click.Context(command, info_name=name, max_content_width=88, terminal_width=88)
    yield name, command.get_help(context)
    for key in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, key)
        if inner is not None and not inner.hidden:
            yield from _helps(inner, f"{name} {key}")


class OutputDirective(SphinxDirective):
    """Run a command that computes nothing, print it and what it says."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> Sequence[nodes.Node]:
        """Return the command with its output."""
        line = self.arguments[0]
        try:
            said = _output(line.split())
        except CortexSimError as error:
            raise self.error(f"cortex-sim {line}: {error}") from error
        return [code(f"$ cortex-sim {line}\n{said}")]


def _output(arguments: list[str]) -> str:
    """Return what a command prints, notes too, run where there are no results."""
    said = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as empty, chdir(ROOT), redirect_stdout(said),
        redirect_stderr(said),
    ):  # fmt: skip
        command = [*arguments, "--results", empty] if arguments[0] == "run" else arguments
        commands.main(command, standalone_mode=False)
    return said.getvalue().replace(empty, "results")


def short_types(_: object, *rest: Any) -> tuple[str, str] | None:
    """Give numpy's types their usual names again in a signature."""
    signature, returned = rest[-2:]
    if signature is None:
        return None
    return _short(signature), _short(returned or "")


def _short(text: str) -> str:
    text = text.replace(_ARRAY_LIKE, "ArrayLike")
    return _ND_ARRAY.sub(r"NDArray[\1]", text)


class AttributeText:
    """Keep napoleon from taking what stands before a colon for an attribute's type."""

    def __init__(self) -> None:
        self.kept: dict[str, list[str]] = {}

    def before(self, _: object, what: str, name: str, *rest: Any) -> None:
        """Put the text aside."""
        if what in ("attribute", "data", "property"):
            self.kept[name] = list(rest[-1])

    def after(self, _: object, __: str, name: str, *rest: Any) -> None:
        """Put it back."""
        if name in self.kept:
            rest[-1][:] = self.kept.pop(name)


def is_pattern_type(_app: Sphinx, _what: str, _name: str, member: object, *_: Any) -> bool | None:
    """Leave out types of text with a pattern: a page would take the pattern for markup."""
    return True if get_origin(member) is Annotated and "pattern=" in repr(member) else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directives."""
    for name, directive in {
        "cortex-equations": EquationsDirective,
        "cortex-parameters": ParametersDirective,
        "cortex-configuration": ConfigurationDirective,
        "cortex-findings": FindingsDirective,
        "cortex-table": TableDirective,
        "cortex-cli": CliDirective,
        "cortex-output": OutputDirective,
    }.items():
        app.add_directive(name, directive)
    app.setup_extension("sphinx.ext.autodoc")
    text = AttributeText()
    app.connect("autodoc-process-docstring", text.before, priority=400)
    app.connect("autodoc-process-docstring", text.after, priority=600)
    app.connect("autodoc-process-signature", short_types)
    app.connect("autodoc-skip-member", is_pattern_type)
    # what a page is made of is no file of it: read all pages anew each time
    app.connect("env-get-outdated", lambda _app, env, *_: list(env.found_docs))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
