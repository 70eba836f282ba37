"""Break the code on purpose, one break at a time, and show which tests notice.

Run ``python tests/breaks/run_breaks.py [NAME ...]``. The tree is copied to a
temporary folder; nothing here is changed. A break of the first table must be
caught by two tests, one of a room (`rooms`) by a test of that room alone; the
exit code is 1 if one is not. Before that, the same tests run on an unbroken
copy: what fails there does not count. Breaks of the model compile two small
programs each, so the first table takes some minutes (``--rooms`` leaves it out).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = "tests/conformance/test_conformance_reference.py"
PUBLISHED = "tests/conformance/test_conformance_published.py"
CELLS = "tests/model/test_model_cells.py"
ENGINE = "tests/engine/test_engine_runs.py"
BRIAN2 = "tests/conformance/test_conformance_brian2.py"
FAST = "tests/conformance/test_conformance_fast.py"
WORKERS = "tests/engine/test_engine_kernel_workers.py"
SESSIONS = "tests/engine/test_engine_kernel_sessions.py"
LOOP = "tests/model/test_model_echo_and_loop.py"
CHAIN = "tests/course/test_course_identity.py"
CLINIC = "tests/unit/clinic/test_clinic_hand_made.py"
PAIRS = "tests/unit/clinic/test_clinic_pulse_pairs.py"


def of(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{file}::test_{name}" for name in names)


TRAINS = of(REFERENCE, "noise_driven_trains_give_the_weights_of_the_reference")
SAME = of(BRIAN2, "practice_gives_the_same_spikes_and_weights",
          "assessments_with_pulses_give_the_same_spikes")  # fmt: skip
RULES = (
    *TRAINS,
    *of(REFERENCE, "weights_that_hit_both_bounds_agree",
        "volleys_agree_also_where_arrival_and_spike_share_a_step"),
    PUBLISHED,
)  # fmt: skip


@dataclass(frozen=True)
class Break:
    """One piece of text replaced by another, and the tests of which some should notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    needed: int = 2
    """Tests that must notice."""


SETTINGS = "cortex_sim/config/assessments"
TRIPLET, NEURONS = "cortex_sim/plasticity/triplet.py", "cortex_sim/model/neurons.py"
CONDUCTANCES = "tests/conformance/test_conformance_conductances.py"
KERNEL = "cortex_sim/engine/kernel"
SOURCE = f"{KERNEL}/source"
MODEL_BREAKS = (
    Break("pre and post swapped", "cortex_sim/model/network.py",
          "on_pre, on_post = [*transmit, rule.ON_PRE], rule.ON_POST",
          "on_pre, on_post = [*transmit, rule.ON_POST], rule.ON_PRE", SAME),
    Break("traces grow before synapses read them", "cortex_sim/model/network.py",
          "    operations.append(\n        group.run_regularly(\n            neurons.NOISE",
          "    group.resetter[\"spike\"].when = \"before_synapses\"\n"
          "    operations.append(\n        group.run_regularly(\n            neurons.NOISE",
          SAME),
    Break("sign of LTD", TRIPLET, "w = clip(w - learning_rate * bdnf_ltd",
          "w = clip(w + learning_rate * bdnf_ltd", TRAINS),
    Break("LTP reads the fast postsynaptic trace", TRIPLET, "bdnf_ltp * ltp * o2_post",
          "bdnf_ltp * ltp * o1_post", RULES),
    Break("BDNF scales pair potentiation", TRIPLET, "(bdnf_ltp * ltp * o2_post + ltp_pair)",
          "bdnf_ltp * (ltp * o2_post + ltp_pair)", RULES),
    Break("no upper bound", TRIPLET, "* (w - latent_weight)), 0, 1)\"\n)\nPRE",
          "* (w - latent_weight)), 0, 2)\"\n)\nPRE", RULES),
    Break("sign of the inhibitory rule", "cortex_sim/plasticity/inhibitory.py",
          "learning_rate * (z_post - alpha)", "learning_rate * (alpha - z_post)", RULES),
    Break("plasticity left on in the frozen program", "cortex_sim/model/network.py",
          "plastic=structure[\"plastic\"])", "plastic=True)",
          of(ENGINE, "frozen_program_leaves_every_weight_bit_identical",
             "frozen_program_knows_no_learning_rate")),
    Break("learning not switched off", "cortex_sim/model/parameters.py",
          "individual.learning * condition.is_learning", "individual.learning",
          (*of(ENGINE, "learning_switched_off_leaves_every_weight_bit_identical"),
           "tests/unit/model")),
    Break("seed ignored", "cortex_sim/engine/brian2/program.py",
          "\"CORTEX_SIM_SEED\": str(seed)", "\"CORTEX_SIM_SEED\": \"1\"",
          of(ENGINE, "another_seed_differs_in_every_projection",
             "seeds_differ_over_all_32_bits")),
    Break("wiring not replaced", "cortex_sim/engine/brian2/program.py",
          "replaced.pop(original.name).astype(np.int32).tofile(static / original.name)",
          "(replaced.pop(original.name), (static / original.name).symlink_to(original))",
          of(ENGINE, "another_wiring_is_really_used", "same_seed_is_bit_identical")),
    Break("complaints of the program ignored", "cortex_sim/engine/endings.py",
          "    if said:\n", "    if False:\n",
          (*of("tests/engine/test_engine_brian2_runs.py", "program_that_fails_is_an_error"),
           *of(WORKERS, "an_executable_that_fails_is_an_error"))),
    Break("GABA gain not applied in the equations", NEURONS,
          "\"gaba_a\": \"gaba_gain * \"", "\"gaba_a\": \"\"",
          of(CELLS, "gaba_gain_scales_inhibition_and_nothing_else",
             "less_gaba_gain_makes_excitatory_cells_fire_more")),
    Break("GABA gain not handed over", "cortex_sim/model/parameters.py",
          "_gaba_gain(name, cell, body, anatomy, effects),", "np.ones(size),",
          (*of(CELLS, "gaba_gain_of_the_condition_reaches_modulated_cells_only"),
           "tests/unit/model")),
    Break("subthreshold charge of the coil stays", "cortex_sim/model/coil.py",
          "v_post = v_post + int(axon + depolarisation > v_threshold_post)"
          " * (axon_spike_pre - v_post)", "v_post = v_post + depolarisation",
          of(CELLS, "cells_that_a_pulse_does_not_fire_keep_no_charge",
             "weak_pulses_one_after_the_other_do_not_add_up")),
    Break("afferents follow at once", f"{SOURCE}/feedback.hpp",
          "source_.fired(step - delay_)", "source_.fired(step)",
          of(LOOP, "afferents_follow_the_motoneurons_of_their_own_muscle_a_delay_later",
             "the_trace_is_the_recent_rate_of_the_pool")),
    Break("no ceiling of the closed loop", "cortex_sim/model/inputs.py",
          "rate = closed + int(closed > highest_rate) * (highest_rate - closed)",
          "rate = closed", of(LOOP, "the_ceiling_bounds_what_feedback_adds")),
    Break("echo is not normalised", "cortex_sim/model/echo.py",
          "drive.mean(axis=1, keepdims=True)", "drive.mean()", ("tests/unit/model",)),
    Break("echo lasts to the end of the trial", "cortex_sim/model/echo.py",
          "    rates[-1] = 0.0\n", "    rates[-1] = 1.0\n", ("tests/unit/model",)),
    Break("weights within a zone count as between", "cortex_sim/analysis/weights.py",
          "own, cross = ([(a, a), (b, b)], [(a, b), (b, a)])",
          "own, cross = ([(a, b), (b, a)], [(a, a), (b, b)])",
          ("tests/unit/analysis/test_analysis_weights.py",)),
    Break("the other's place is the own", "cortex_sim/analysis/maps.py",
          "return float(a[at_b] + b[at_a]) / 2", "return float(a[at_a] + b[at_b]) / 2",
          of("tests/unit/analysis/test_analysis_maps.py",
             "cross_response_is_the_mep_at_the_other_s_place_over_the_own_largest")),
    Break("an answer is not tested against silence", "cortex_sim/outcome/measures/answers.py",
          "if p > LEVEL or", "if", of("tests/unit/outcome/test_outcome_measures.py",
          "silent_muscles_have_an_onset_in_one_of_a_hundred_at_most")),
    Break("the search of an onset starts before the cue",
          "cortex_sim/outcome/measures/answers.py",
          "        smoothing_ms=0.0,\n        search_from_ms=CUE,", "        smoothing_ms=0.0,",
          of("tests/unit/outcome/test_outcome_measures.py",
             "what_a_muscle_does_before_the_cue_does_not_move_its_onset",
             "a_muscle_that_fires_when_the_cue_is_given_has_no_onset")),
    Break("read-out shuffled over all cells", "cortex_sim/clinic/cued_movement.py",
          "np.lexsort((rng.random(len(targets)), targets))", "rng.permutation(len(targets))",
          of("tests/unit/clinic/test_clinic_recall.py",
             "weights_change_places_within_their_target_cell",
             "cue_synapses_alone_are_shuffled")),
    Break("recall counts trials of rest", "cortex_sim/outcome/measures/cued_movement.py",
          "p.rate_hz[own]", "p.rate_hz",
          of("tests/unit/outcome/test_outcome_measures.py",
             "recall_is_the_answer_to_the_cue_alone_as_a_share_of_the_practised_one")),
    Break("axes of the map swapped", "cortex_sim/clinic/stimulation.py",
          "np.column_stack([np.tile(ticks, sites), np.repeat(ticks, sites)])",
          "np.column_stack([np.repeat(ticks, sites), np.tile(ticks, sites)])",
          ("tests/course/test_course_grid.py",)),
    Break("axes of the coil swapped", "cortex_sim/model/parameters.py",
          "columns = (times, sites_mm[:, 0], sites_mm[:, 1], intensity)",
          "columns = (times, sites_mm[:, 1], sites_mm[:, 0], intensity)",
          of(CELLS, "pulse_fires_exactly_the_cells_that_it_lifts_above_threshold",
             "each_pulse_takes_its_own_place_and_intensity")),
    Break("axes of the sheet swapped", "cortex_sim/model/layout.py",
          "np.column_stack([np.tile(x, rows), np.repeat(y, columns)])",
          "np.column_stack([np.repeat(y, columns), np.tile(x, rows)])", ("tests/unit/model",)),
    Break("past of the arms not shared", "cortex_sim/course/plan.py",
          "day=position.day,\n", "day=position.day + len(study.course.arms),\n",
          of(CHAIN, "arms_share_the_ids_of_their_common_past", "arms_of_equal_content_are_one",
             "names_of_arms_phases_and_assessments_are_not_content")),
    Break("arm's name in the spec", "cortex_sim/course/plan.py",
          "name, position.number)", "name, position.number, arm)",
          of(CHAIN, "arms_share_the_ids_of_their_common_past", "arms_of_equal_content_are_one",
             "names_of_arms_phases_and_assessments_are_not_content")),
    Break("a science field left out of the spec", "cortex_sim/course/plan.py",
          "stage=practice.stage,", "stage=\"adult\",",
          of(CHAIN, "what_is_practised_and_how_changes_that_practice_and_all_after_it",
             "every_leaf_that_changes_no_id_is_presentation_or_execution")),
    Break("connections of a cell with itself", "cortex_sim/model/partner_draws.py",
          "own = cells if is_recurrent else np.full", "own = np.full", ("tests/unit/model",)),
    Break("participation ignores the direction", "cortex_sim/model/sequences.py",
          "_participation(activation, names)[direction]",
          "_participation(activation, names)[direction * 0]",
          ("tests/unit/model/test_model_sequences.py",)),
    Break("slow clock: cleaved proBDNF is lost", "cortex_sim/slow/pools.py",
          "[(1 - share) * release, cleave, -remove, 0, 0]",
          "[(1 - share) * release, 0, -remove, 0, 0]", ("tests/unit/slow/test_slow_pools.py",)),
    Break("slow clock: all forgotten at the late rate", "cortex_sim/slow/memory.py",
          "above * fast + lasting", "above * slow + lasting",
          ("tests/unit/slow/test_slow_memory.py",)),
    Break("synaptic scaling forgets the sums", "cortex_sim/plasticity/scaling.py",
          "wanted = np.bincount(targets) * initial", "wanted = sums",
          ("tests/unit/plasticity/test_plasticity_scaling.py",)),
    Break("homeostasis in the wrong direction", "cortex_sim/slow/homeostasis.py",
          "moved = bias - settings.step", "moved = bias + settings.step",
          ("tests/unit/slow/test_slow_homeostasis.py",)),
    Break("slow clock: frequency gate always open", "cortex_sim/slow/bursts.py",
          "released += int(np.sum(gates[cells] > settings.gate_threshold))",
          "released += len(cells)",
          ("tests/unit/slow",)),
    Break("slow clock: burst term does not need BDNF", "cortex_sim/plasticity/bdnf.py",
          "return BdnfFactors(factor,", "return BdnfFactors(1.0,",
          ("tests/unit/slow/test_slow_pairing.py",)),
    Break("SICI: conditioning and test pulse swapped", f"{SETTINGS}/paired_pulse.py",
          "\"sici\", interval, self.conditioning_intensity, test=self.test_intensity",
          "\"sici\", interval, self.test_intensity, test=self.conditioning_intensity", (PAIRS,)),
    Break("pairs: MEP timed from the first pulse", f"{SETTINGS}/pulse_pairs.py",
          "((0.0, conditioning), (interval, test)), interval)",
          "((0.0, conditioning), (interval, test)), 0.0)", (PAIRS,)),
    Break("SICF: the weaker pulse comes first", f"{SETTINGS}/paired_pulse.py",
          "(0.0, self.test_intensity), (interval, self.sicf_second_intensity)",
          "(0.0, self.sicf_second_intensity), (interval, self.test_intensity)", (PAIRS,)),
    Break("LICI: first pulse left out", f"{SETTINGS}/lici.py",
          "conditioned(\"lici\", interval, self.conditioning_intensity,",
          "conditioned(\"lici\", interval, 0.0,", (PAIRS,)),
    Break("pairs: MEPs left in the order of the pulses", "cortex_sim/clinic/pulse_pairs.py",
          "meps.reordered(np.argsort(order))", "meps", (PAIRS,)),
    Break("recruitment: hot spot of the smallest MEP",
          "cortex_sim/clinic/recruitment.py", "mean.argmax(axis=0)", "mean.argmin(axis=0)",
          (CLINIC,)),
    Break("map: MEPs left in the order of the pulses", "cortex_sim/clinic/stimulation.py",
          "meps.reordered(np.argsort(order))", "meps", (CLINIC,)),
    Break("MEP: motor units all of one size", "cortex_sim/clinic/stimulation.py",
          "units.sizes[b:e].sum()", "float(e - b)", (CLINIC,)),
    Break("silent period: time runs backwards", "cortex_sim/clinic/silent_period.py",
          "spikes.times - pulse, edges", "pulse - spikes.times, edges", (CLINIC,)),
    Break("cued movement: no cue", "cortex_sim/clinic/cued_movement.py",
          "else settings.cue_factor,", "else 0.0,",
          (CLINIC, "tests/unit/clinic/test_clinic_contract.py")),
    Break("baseline: the start counts as rest", "cortex_sim/clinic/baseline.py",
          "_between(raster, SETTLE, stop)", "_between(raster, 0.0, stop)", (CLINIC,)),
    Break("feedback of the contraction inverted", "cortex_sim/clinic/background.py",
          "is_weak = rates < background", "is_weak = rates > background", (CLINIC,)),
    Break("kernel: decays of the traces swapped", f"{KERNEL}/generate/cells.py",
          "x *= {decay_of(trace)};", "x *= {decay_of(arrays[-1 - arrays.index(trace)])};",
          (*TRAINS, *SAME)),
    Break("kernel: a delay off by one", f"{SOURCE}/projection.hpp",
          "source_.fired(step - delay_)", "source_.fired(step - delay_ + 1)", (*TRAINS, *SAME)),
    Break("kernel: weights without an upper bound", f"{SOURCE}/functions.hpp",
          "return std::min(std::max(x, T(low)), T(high));",
          "return std::max(x, T(low)) + T(0 * high);", RULES),
    Break("kernel: sign of a current", f"{KERNEL}/generate/cells.py",
          "synaptic_constant += {cpp(constant)};", "synaptic_constant -= {cpp(constant)};",
          (CELLS, *SAME)),
    Break("kernel: GABA decays like AMPA", f"{KERNEL}/generate/cells.py",
          "{name} * cells.{decay_of(name)};",
          "{name} * cells.{decay_of(name.replace('gaba_a', 'ampa'))};", SAME),
    Break("kernel: receptors open towards another rest", f"{KERNEL}/generate/cells.py",
          " - rest_of_{name};\"", ";\"", (CONDUCTANCES,)),
    Break("kernel: depression as if nothing recovered", f"{KERNEL}/generate/depression.py",
          "*_statements(depression.RECOVER),", "", (CONDUCTANCES,)),
    Break("a spike opens no afterhyperpolarisation", "cortex_sim/model/neurons.py",
          "jumps.append(f\"g_{AFTERHYPERPOLARISATION} += {AFTERHYPERPOLARISATION}_step\")", "pass",
          (CONDUCTANCES,)),
    Break("T-channels never inactivate", "cortex_sim/model/neurons.py",
          " - t_open * g_t_current)", ")", (CONDUCTANCES,)),
    Break("T-channels are always open", "cortex_sim/model/neurons.py",
          "t_open = int(v > t_activation)", "t_open = int(v > t_activation - 1 * volt)",
          (CONDUCTANCES,)),
    Break("rest spectrum: rate of a whole population", "cortex_sim/clinic/rest_spectrum.py",
          "counts / (size * settings.bin_width)", "counts / settings.bin_width",
          ("tests/unit/clinic/test_clinic_rest_spectrum.py",)),
    Break("spectrum: the end of a band is a peak", "cortex_sim/analysis/spectrum.py",
          "is_inner = 0 < top < len(found) - 1", "is_inner = True",
          ("tests/unit/analysis/test_analysis_spectrum.py",)),
    Break("kernel: traces grow before synapses read them", f"{SOURCE}/simulation.hpp",
          "        if (coil_) stimulate(step);",
          "        for (auto& group : populations_) group->reset(step, session_);\n"
          "        if (coil_) stimulate(step);", (*TRAINS, *SAME)),
    Break("kernel: learning before transmission", f"{SOURCE}/projection.hpp",
          "        if (step < delay_) return;\n",
          "        if (step < delay_) return;\n"
          "        if (rule_) for (const int32_t early : source_.fired(step - delay_)) {\n"
          "            const Row row = row_of(by_source_, early);\n"
          "            rule_->arrive(row.w, row.place, row.other, 1, early, source_.traces,\n"
          "                          target_.traces);\n"
          "        }\n", (*TRAINS, *SAME)),
    Break("kernel: targets of a source in another order", f"{SOURCE}/projection.hpp",
          "Index(targets[k]);", "Index(targets[n - 1 - k]);",
          (*TRAINS, *SAME)),
    Break("kernel: a source does not find weights that were moved", f"{SOURCE}/projection.hpp",
          "other.place[size_t(home.place[k])] = int32_t(k);", "other.place[k] = int32_t(k);",
          (*TRAINS, *SAME)),
    Break("kernel: moved weights keep the numbers of others", f"{SOURCE}/projection.hpp",
          "        given_ = picked(given_, home.place);\n", "",
          of(SESSIONS, "weights_come_back_as_given_whichever_side_fires_more")),
    Break("kernel: cells are refractory a step too long", f"{KERNEL}/generate/cells.py",
          "    return step + int32_t(std::max<int64_t>(steps, 1));",
          "    return step + 1 + int32_t(std::max<int64_t>(steps, 1));", (CELLS, *SAME)),
    Break("kernel: the coil fires refractory cells", f"{KERNEL}/generate/stimuli.py",
          "if (step < cells.ready_at[k]) continue;", "(void)step;",
          (*of(CELLS, "refractory_cells_do_not_answer_the_next_pulse"),
           *of(BRIAN2, "assessments_with_pulses_give_the_same_spikes"))),
    Break("kernel: seed ignored", f"{SOURCE}/simulation.hpp",
          "uint32_t(std::stoul(plan.only(\"session\").text(\"seed\")))", "uint32_t(1)",
          of(ENGINE, "another_seed_differs_in_every_projection",
             "seeds_differ_over_all_32_bits")),
    Break("kernel: noise of exact in another order", f"{SOURCE}/random.hpp",
          "out[filled++] = factor_[k] * second_[k];",
          "out[filled++] = factor_[k] * first_[k];", SAME),
    Break("kernel: noise of fast too weak", f"{SOURCE}/random.hpp",
          "std::sqrt(-2.0f * log_of_uniform(one[i]))", "std::sqrt(-1.8f * log_of_uniform(one[i]))",
          of(FAST, "noise_is_standard_normal", "rates_of_all_populations_are_equivalent")),
    Break("kernel: inputs of fast fire half as often", f"{SOURCE}/random.hpp",
          "double(bits) * 0x1p-32", "double(bits) * 0x1p-31",
          of(FAST, "input_cells_fire_like_poisson_cells",
             "rates_of_all_populations_are_equivalent")),
    Break("kernel: nearest spikes pair as all do", f"{SOURCE}/populations.hpp",
          "session.nearest_spike ? traces", "false ? traces",
          (*of(REFERENCE, "pairing_of_nearest_spikes_agrees_and_differs_from_all_to_all"), *SAME)),
    Break("kernel: 16 bits number every sheet", f"{SOURCE}/simulation.hpp",
          "std::max(source.size, target->size) <= 65536", "true",
          of(SESSIONS, "a_large_sheet_is_wired_and_learns_as_a_small_one")),
    Break("kernel: wiring is not checked", f"{SOURCE}/projection.hpp",
          "if (cells[k] < 0 || cells[k] >= size)", "if (cells[k] < 0 && cells[k] >= size)",
          of(WORKERS, "an_index_that_wiring_must_not_have_is_named")),
    Break("kernel: potentials that are no numbers pass", f"{SOURCE}/simulation.hpp",
          "for (const auto& group : populations_) group->check();", "",
          of(WORKERS, "a_potential_that_is_no_number_is_an_error")),
)  # fmt: skip
ROOM_BREAKS = tuple(
    Break(name, f"cortex_sim/{file}", old, new, tests, needed=1)
    for tests, changes in ROOMS.items()
    for name, file, old, new in changes
)
BREAKS = (*MODEL_BREAKS, *ROOM_BREAKS)
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


def main() -> int:
    """Run the chosen breaks and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of names; default: all breaks")
    parser.add_argument("--rooms", action="store_true", help="only breaks of one room each")
    parser.add_argument("--no-control", action="store_true", help="break at once")
    options = parser.parse_args()
    chosen = [
        broken
        for broken in (ROOM_BREAKS if options.rooms else BREAKS)
        if not options.names or any(name in broken.name for name in options.names)
    ]
    with tempfile.TemporaryDirectory(prefix="cortex_sim-break-") as name:
        folder = Path(name) / "copy"
        copy_tree(folder)
        control = [] if options.no_control else tests_that_fail(unbroken(chosen), folder)
        print(f"{'break':56} {'caught by':>9}  first tests")
        print(f"{'(nothing broken)':56} {len(control):9}  {', '.join(control)}", flush=True)
        missed = [b.name for b in chosen if not is_caught(b, folder, control)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} breaks are caught")
    print("".join(f"missed: {name}\n" for name in missed), end="")
    return 1 if missed or control else 0


def is_caught(broken: Break, folder: Path, control: list[str]) -> bool:
    """Return whether enough tests notice a break, and print which."""
    caught = [test for test in tests_that_fail(broken, folder) if test not in control]
    shown = ", ".join(test.partition("::")[2] for test in caught[: broken.needed])
    print(f"{broken.name:56} {len(caught):9}  {shown}", flush=True)
    return len(caught) >= broken.needed


def unbroken(chosen: list[Break]) -> Break:
    tests = sorted({test for broken in chosen for test in broken.tests})
    return Break("", "setup.cfg", "[metadata]", "[metadata]", tuple(tests))


def tests_that_fail(broken: Break, folder: Path) -> list[str]:
    """Return the tests that fail in a copy of the tree, which is whole again afterwards."""
    path = folder / broken.file
    whole = path.read_text(encoding="utf-8")
    apply(broken, folder)
    most = f"--maxfail={broken.needed if broken.name else 99}"
    with tempfile.TemporaryDirectory(prefix="cortex_sim-builds-") as builds:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", most, "-p", "no:cacheprovider", *broken.tests],
            cwd=folder,
            env={**os.environ, "CORTEX_SIM_CACHE": builds, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
    path.write_text(whole, encoding="utf-8")
    if not re.search(r"\d+ (passed|failed|error)", done.stdout):
        raise SystemExit(f"break {broken.name!r}: no test ran\n{done.stdout}{done.stderr}")
    return FAILED.findall(done.stdout)


def copy_tree(folder: Path) -> None:
    folder.mkdir()
    skipped = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("cortex_sim", "tests", "configs", "experiments"):
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    shutil.copy(ROOT / "setup.cfg", folder)
    # programs that are compiled in half the time will do here
    build = folder / "cortex_sim" / "engine" / "compiler.py"
    build.write_text(build.read_text(encoding="utf-8").replace('"-O3"', '"-O1"'))


def apply(broken: Break, folder: Path) -> None:
    if complaints := faults(broken, folder):
        raise SystemExit("\n".join(complaints))
    path = folder / broken.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(broken.old, broken.new), encoding="utf-8")


def faults(broken: Break, folder: Path = ROOT) -> list[str]:
    """Return what is wrong with a break: its text, or a test, is no longer there."""
    path = folder / broken.file
    times = path.read_text(encoding="utf-8").count(broken.old) if path.exists() else 0
    wrong = [] if times == 1 else [f"its text is in {broken.file} {times} times, expected once"]
    for test in broken.tests:
        file, _, name = test.partition("::")
        place = folder / file
        is_there = place.exists() and (not name or f"def {name}(" in place.read_text("utf-8"))
        wrong += [] if is_there else [f"there is no {test}"]
    return [f"break {broken.name!r}: {each}; adapt the break to the code" for each in wrong]


if __name__ == "__main__":
    sys.exit(main())
