"""Values and pieces of text that configurations should not hold, and ways to put them in."""

import random
from typing import Any

from hypothesis import strategies as st

PWN = "touch pwned"
NUMBERS = (
    0,
    1,
    -1,
    2**31,
    2**32,
    2**63,
    -(2**64),
    10**30,
    10**400,
    0.0,
    -0.0,
    5e-324,
    1e-300,
    1e308,
    -1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
)
TEXTS = (
    "",
    " ",
    "~",
    "no",
    "null",
    "nan",
    "1e999",
    "\u0000",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\ud800",
    "💥" * 50,
    "a" * 3000,
    "e\u0301",
    "\u202e" + "DM",
    "../../etc/passwd",
    "/dev/zero",
    "a/b",
    "k/../../../../traversed",
    "..",
    "sessions",
    "Builds",
    "CLBP",
    "clpb",
    "a" * 65,
    "tms_map\n",
    "$\\frac$",
    "<script>alert(1)</script>",
    "\x1b[2J",
    "\u2066DM\u2069",
    "a\\b",
    "nul",
    "-v",
    "--help",
    "%s%n{0}",
    "{{7*7}}",
    f"$({PWN})",
    f"`{PWN}`",
    f"!!python/object/apply:os.system ['{PWN}']",
    "__class__",
    "healthy",
    "clbp",
    "DM",
    "exc_exc",
    "2020-01-01",
    "12:30",
    "0x10",
    "010",
    "nan ms",
    "inf s",
    "-5 ms",
    "0 ms",
    "1e-320 s",
    "1e300 s",
    "1e999 ms",
    "20 mV",
    "٣ ms",
    "1e9999999 ms",
    "20 ms\u0000",
    "20  ms",
    "20ms",
    "1 day",
    "1 m",
    "999999999999999999999 week",
    "1 mm",
)
TOKENS = (
    "&a",
    "*a",
    "<<: *a",
    "<<: {a: 1}",
    "!!python/object/apply:os.system ['touch pwned']",
    "!!python/name:os.system",
    "!!binary aGk=",
    "!include /etc/passwd",
    "%YAML 1.1\n---\n",
    "---\n",
    "...\n",
    "\x00",
    "\t",
    "\ufeff",
    "? ",
    "[" * 300,
    "{a: " * 300,
    "- " * 300,
    "'",
    '"',
    "|\n",
    ">\n",
    "\u2028",
    "\u0085",
    "extends: /dev/zero\n",
    "extends: [x.yaml]\n",
    'extends: ["\\0"]\n',
    "#",
    f"extends: {'a' * 300}.yaml\n",
    ": ",
    ":",
    ",",
    "]",
    "}",
    "\r",
    "\n\n",
    "  ",
    "{}",
    "[]",
    "null",
    ".inf",
    ".nan",
    "1e400",
    "9" * 5000,
    "0o17",
    "1_000",
    "\\",
    '"\\uD800"',
    '"\\x07"',
    "@",
    "`",
    "%",
    "-1",
)


def nested(depth: int, leaf: Any = 1) -> Any:
    """Return lists and maps inside each other."""
    value = leaf
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


values = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(TEXTS),
    st.sampled_from([None, True, False, [], {}, {"": 0}, {"kind": "sheet"}, [[[]]]]),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.builds(lambda number, unit: f"{number} {unit}", st.floats(), st.sampled_from(["ms", "mV"])),
    st.integers(1, 60).map(nested),
    st.lists(st.sampled_from(NUMBERS + TEXTS[:20]), max_size=6),
    st.dictionaries(st.text(max_size=8), st.sampled_from(NUMBERS + TEXTS[:20]), max_size=4),
    st.just(list(range(500))),
)
"""Anything that could stand in a configuration."""


def branches(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in maps and lists, the inner ones as well."""
    found = [path] if path else []
    if isinstance(data, dict):
        items: Any = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    else:
        return found
    for key, value in items:
        found += branches(value, (*path, key))
    return found


def mutate_text(text: str, rng: random.Random) -> bytes:
    """Return a text with one to four pieces changed, as bytes that may not be text any more."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(_EDITS)(text, rng)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if rng.random() < 0.2:
        for _ in range(rng.randint(1, 5)):
            raw[rng.randrange(len(raw) or 1) : rng.randrange(len(raw) or 1)] = rng.randbytes(2)
            if not raw:
                break
    return bytes(raw[: rng.randrange(len(raw) + 1)] if rng.random() < 0.1 else raw)


def _insert(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + str(rng.choice((*TOKENS, *TEXTS))) + text[at:]


def _replace_value(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {rng.choice((*TOKENS, *TEXTS, *map(repr, NUMBERS)))}"
    return "\n".join(lines)


def _delete(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.randint(1, 40) :]


def _repeat(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at:at] = lines[at : at + rng.randint(1, 3)] * rng.choice((1, 2, 50))
    return "\n".join(lines)


def _indent(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = rng.choice(("  " + lines[at], lines[at].lstrip(), "\t" + lines[at]))
    return "\n".join(lines)


_EDITS = (_insert, _replace_value, _replace_value, _delete, _repeat, _indent)
