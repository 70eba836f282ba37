"""A study as one self-contained HTML file that reads well without JavaScript."""

from cortex_sim.report.html import render_report, write_report

__all__ = ["render_report", "write_report"]
