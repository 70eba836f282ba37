"""Plasticity rules in C++: one loop over the synapses of an event for each statement."""

from typing import Any

from cortex_sim.engine.kernel.generate.translate import assignments, cpp, names_in
from cortex_sim.plasticity import RULES

BASE = """\
template <class R, class Index> struct Rule {
    virtual ~Rule() = default;
    virtual void read(const Message& given, const std::string& owner,
                      const Traces<R>& pre, const Traces<R>& post) = 0;
    // A spike of `source` arrives at a row of synapses; their weights are at `place` of w, or
    // without places one after the other.
    virtual void arrive(R* w, const int32_t* place, const Index* target, int n, int source,
                        const Traces<R>& pre, const Traces<R>& post) const = 0;
    // `target` fires, and so on.
    virtual void fire(R* w, const int32_t* place, const Index* source, int n, int target,
                      const Traces<R>& pre, const Traces<R>& post) const = 0;
};"""


def rules_code() -> str:
    """Return all rules of the model, and the choice of one by its name."""
    choices = [
        f'    if (name == "{name}") return std::make_unique<Rule_{name}<R, Index>>();'
        for name in RULES
    ]
    choose = [
        "template <class R, class Index>",
        "std::unique_ptr<Rule<R, Index>> rule_named(const std::string& name) {",
        *choices,
        '    throw Failure("the kernel knows no rule " + name);',
        "}",
    ]
    rules = [_rule(name, rule) for name, rule in RULES.items()]
    return "\n\n".join([BASE, *rules, "\n".join(choose)])


def _rule(name: str, rule: Any) -> str:
    traces = [f"pre.{t}" for t in rule.PRE_TRACES] + [f"post.{t}" for t in rule.POST_TRACES]
    without_traces = " || ".join(f"{trace}.empty()" for trace in traces) or "false"
    lines = [
        f"template <class R, class Index> struct Rule_{name} : Rule<R, Index> {{",
        *(f"    double {key} = 0;" for key in rule.INPUTS),
        "    void read(const Message& given, const std::string& owner,",
        "              const Traces<R>& pre, const Traces<R>& post) override {",
        *(f'        {key} = given.value(owner + ".{key}");' for key in rule.INPUTS),
        f"        if ({without_traces})",
        '            throw Failure(owner + " learns from traces that are not kept");',
        "    }",
        "    void arrive(R* w_, const int32_t* place, const Index* target, int n, int source,",
        "                const Traces<R>& pre, const Traces<R>& post) const override {",
        *_event(rule.ON_PRE, rule, source="source", target="target[i]"),
        "    }",
        "    void fire(R* w_, const int32_t* place, const Index* source, int n, int target,",
        "              const Traces<R>& pre, const Traces<R>& post) const override {",
        *_event(rule.ON_POST, rule, source="source[i]", target="target"),
        "    }",
        "};",
    ]
    return "\n".join(lines)


def _event(statement: str, rule: Any, *, source: str, target: str) -> list[str]:
    """Return the loops over the synapses of one event; what does not vary stands before them."""
    ((changed, value),) = assignments(statement)
    if changed != "w":
        raise ValueError(f"a rule changes w alone: {statement}")
    names = names_in(value)
    outside = [f"        const R {n} = R(this->{n});" for n in rule.INPUTS if n in names]
    inside: list[str] = []
    for name in sorted(names - {"w", *rule.INPUTS}):
        trace, _, side = name.rpartition("_")
        index = source if side == "pre" else target
        outside.append(f"        const R* __restrict {name}_ = {side}.{trace}.data();")
        varies = "[" in index
        (inside if varies else outside).append(
            f"{' ' * (12 if varies else 8)}const R {name} = {name}_[{index}];"
        )
    return [
        "        (void)source; (void)target; (void)pre; (void)post;",
        *outside,
        "        if (place == nullptr) {",
        *_loop("i", inside, cpp(value)),
        "            return;",
        "        }",
        *_loop("place[i]", inside, cpp(value)),
    ]


def _loop(place: str, before: list[str], value: str) -> list[str]:
    return [
        "#pragma GCC ivdep",
        "        for (int i = 0; i < n; i++) {",
        f"            const R w = w_[{place}];",
        *before,
        f"            w_[{place}] = {value};",
        "        }",
    ]
