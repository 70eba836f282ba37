"""Pages hold together: links lead somewhere, code is code, commands and options exist."""

import ast
import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from cortex_sim.cli.main import COMMANDS, commands
from cortex_sim.config.shipped import PROTOCOLS, experiment_names, shipped_names

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
FOLDERS = ("*.md", "docs/*.md", "docs/*.rst", "docs/how_to/*.md", "experiments/*/README.md")
PAGES = sorted(page for folder in FOLDERS for page in ROOT.glob(folder))
BLOCK = re.compile(r"^ *```(\{?[\w-]*\}?)[^\n]*\n(.*?)^ *```", re.S | re.M)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENT = re.compile(r"\{doc\}`(?:[^`<]*<)?([^`>]+)>?`")
COMMAND = re.compile(r"(?:^|[`\s$(])cortex-sim ((?:[\w-]+)(?: [^`\n|]*)?)")
LABEL = re.compile(r"^\(([\w-]+)\)=", re.M)
HEADING = re.compile(r"^#+ (.*)$", re.M)
MADE_BY_SPHINX = ("gallery/",)


def blocks(page, *languages):
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [code for language, code in found if language in languages]


def anchors(page):
    """Return the anchors of headings, as GitHub and MyST make them, and labels of one's own."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(text))
    return {title.strip().replace(" ", "-") for title in plain} | set(LABEL.findall(text))


def ids(pages):
    return [page.relative_to(ROOT).as_posix() for page in pages]


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_link_leads_to_a_file_and_a_heading(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        if name.startswith(MADE_BY_SPHINX):
            continue
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{target}: there is no {path}"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_page_that_is_named_exists(page):
    for name in DOCUMENT.findall(page.read_text(encoding="utf-8")):
        found = [(page.parent / f"{name}{suffix}").exists() for suffix in (".md", ".rst")]
        assert any(found) or name.removeprefix("../").startswith(MADE_BY_SPHINX), name


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_yaml_and_python_can_be_read(page):
    for code in blocks(page, "yaml"):
        yaml.safe_load(code)
    for code in blocks(page, "python"):
        ast.parse(code)


def used(page):
    """Return the words of each call of the command line that a page shows."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for call in COMMAND.findall(text):
        whole = re.split(r"\s#|[|;&>]|, ", call)[0].strip(" .,:)('\"")
        try:
            found.append(shlex.split(whole))
        except ValueError:
            found.append(whole.split())
    return [words for words in found if words and not words[0].isupper()]


def command_of(words):
    """Return the command that words call, and the words that are left for it."""
    command = commands.get_command(click.Context(commands), words[0])
    rest = words[1:]
    if isinstance(command, click.Group) and rest and rest[0] in command.commands:
        return command.commands[rest[0]], rest[1:]
    return command, rest


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_commands_and_their_options_exist(page):
    for words in used(page):
        if words[0].startswith("-"):
            continue
        assert words[0] in COMMANDS, f"cortex-sim {' '.join(words)}: no such command"
        command, rest = command_of(words)
        known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)}
        options = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert options <= {*known, "--help"}, f"cortex-sim {' '.join(words)}"


PLACEHOLDERS = re.compile(r"[A-Z]|[/.]|mine|gentle|other|milder|results")


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_studies_that_are_run_ship(page):
    ship = {*shipped_names(""), *shipped_names(PROTOCOLS), *experiment_names()}
    for words in used(page):
        if words[0] == "run" and len(words) > 1 and re.fullmatch(r"[a-z_]+", words[1]):
            assert words[1] in ship or PLACEHOLDERS.search(words[1]), words


PURPOSES = ["Tutorials", "How-to", "Reference", "Explanation", "Results", "Lab book"]
TOCTREE = re.compile(r"```\{toctree\}\n:hidden:\n:caption: ([^\n]*)\n\n(.*?)```", re.S)


def test_every_page_has_one_purpose_and_the_index_their_order():
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    trees = dict(TOCTREE.findall(text))
    assert list(trees) == PURPOSES
    assert [re.match(r"[\w -]+", title)[0] for title in HEADING.findall(text)[1:]] == PURPOSES
    listed = [name for tree in trees.values() for name in tree.split()]
    pages = [*DOCS.glob("*.md"), *DOCS.glob("*.rst"), *DOCS.glob("how_to/*.md")]
    names = {page.relative_to(DOCS).with_suffix("").as_posix() for page in pages} - {"index"}
    assert sorted(listed) == sorted({*names, "gallery/index"})


def test_every_command_is_described_on_some_page():
    shown = {words[0] for page in PAGES for words in used(page)}
    assert set(COMMANDS) <= shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("`cortex-sim run demo`", [["run", "demo"]]),
        ("    cortex-sim show demo > a.yaml", [["show", "demo"]]),
        ("run `cortex-sim list`, then", [["list"]]),
        ("cortex-sim figures smudging   # draws", [["figures", "smudging"]]),
    ],
)
def test_calls_are_found_in_a_page(tmp_path, text, words):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert used(page) == words
