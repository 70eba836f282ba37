"""Rhythms at rest, on spikes made by hand in a network with a thalamus."""

import numpy as np
import pytest
from fixtures.assessments import HandMade, examine, example, measured

from cortex_sim.clinic.probe import Recording
from cortex_sim.config.load import load_study
from cortex_sim.config.network import population_size
from cortex_sim.errors import ConfigError

BURST = 0.003 * np.arange(3)


class Rhythmic(HandMade):
    """All relay cells fire a burst 7 times a second, and so do L2/3 cells a spike."""

    def record(self, name, duration, **rest):
        self.recordings.append((name, duration, None, rest))
        heads = np.arange(0.05, duration - 0.02, 1 / 7)
        times = {
            "relay": (heads[:, None] + BURST).ravel(),
            "exc": heads,
            **dict.fromkeys(("exc5", "pv", "reticular"), np.zeros(0)),
        }
        spikes = {}
        for population, one in times.items():
            cells = np.repeat(np.arange(8), len(one))
            all_times = np.tile(one, 8)
            order = np.argsort(all_times, kind="stable")
            spikes[population] = all_times[order], cells[order]
        return Recording(spikes, duration)


@pytest.fixture(scope="module")
def found():
    study = load_study("thalamus")
    subject = Rhythmic(study=study)
    settings = example("rest_spectrum", duration="20 s")
    result = examine(subject, settings, subject.needs)
    assert result.model_time > 20
    return measured(study, settings, result)


def test_the_rhythm_of_a_population_is_that_of_its_spikes(found):
    assert found["peak_frequency_exc", ""] == pytest.approx(7, abs=0.5)
    # spikes at 7 Hz have lines of equal power at 7, 14, 21, 28, 35 and 42 Hz
    assert found["theta_share_exc", ""] == pytest.approx(1 / 6, abs=0.02)
    assert found["beta_share_exc", ""] == pytest.approx(3 / 6, abs=0.02)


@pytest.mark.parametrize(("population", "spikes_in_a_burst"), [("exc", 1), ("relay", 3)])
def test_the_rate_of_a_population_is_the_mean_of_its_cells(found, population, spikes_in_a_burst):
    study = load_study("thalamus")
    cells = population_size(study.network.populations[population], len(study.muscles))
    rate = found[f"rate_{population}", ""]
    assert rate == pytest.approx(8 * 7 * spikes_in_a_burst / cells, rel=0.05)


def test_the_burst_share_is_that_of_spikes_after_silence(found):
    assert found["burst_share_relay", ""] > 0.95
    assert found["burst_share_exc", ""] == 0


def test_only_excitatory_populations_of_cortex_and_thalamus_have_a_signal(found):
    assert {name.rpartition("_")[2] for name, _ in found} == {"exc", "exc5", "relay"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ("window: 80 s", "longer than duration"),
        ("theta: [8 Hz, 4 Hz]", "must be lower"),
        ("beta: [13 Hz, 130 Hz]", "narrow bin_width"),
        ("theta: [4 Hz, 4.5 Hz]", "widen it or lengthen window"),
    ],
)
def test_bands_that_no_spectrum_shows_are_refused(changes, message):
    with pytest.raises(ConfigError, match=message):
        load_study("tiny", [f"assessments.rest={{kind: rest_spectrum, {changes}}}"])
