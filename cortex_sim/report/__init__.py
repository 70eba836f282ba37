"""A study as one self-contained HTML file that reads well without JavaScript."""

from cortex_sim.report.film import render_film, write_film
from cortex_sim.report.html import render_report, write_report

__all__ = ["render_film", "render_report", "write_film", "write_report"]
