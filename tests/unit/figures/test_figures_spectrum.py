"""Spectra by condition."""

import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.spectrum import SpectrumPanel, make_spectra

FREQUENCY = np.arange(1.0, 45.0, 0.5)


def panel(**power):
    return SpectrumPanel("relay cells", FREQUENCY, power)


def test_a_line_is_the_geometric_mean_over_subjects():
    power = np.array([1 / FREQUENCY, 100 / FREQUENCY])
    labels = {"healthy": "healthy"}
    drawing = make_spectra([panel(healthy=power)], labels, [(4.0, 8.0)], caption="Two.")
    axes = drawing.figure.axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx(10 / FREQUENCY)
    assert axes.get_title() == "relay cells"
    drawing.figure.draw_without_rendering()
    shown = [label.get_text() for label in axes.get_yticklabels(which="both")]
    assert "1" in shown
    assert not any("$" in text for text in shown)
    assert [text.get_text() for text in drawing.figure.legends[0].get_texts()] == ["healthy"]


def test_a_panel_without_a_condition_is_refused():
    with pytest.raises(ResultError, match="relay cells: got no condition"):
        make_spectra([panel()], {}, [], caption="None.")
