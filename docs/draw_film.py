"""Draw the annotated film of ``read_a_figure.md`` from invented numbers, in Chromium.

``python docs/draw_film.py`` writes ``docs/images/read/film.png``. A mark stands at the part of the
page that its selector names; the number explains that part on the page of the docs.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from draw_examples import FOLDER, MUSCLES, SITES, merged_map
from matplotlib.colors import to_hex

from cortex_sim.figures.map_panel import COLOURS
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.report.film import film_page
from cortex_sim.report.film_data import BDNF_IN_PRACTICE, LEVELS_FOLLOW, N_COLOURS

WIDTH, HEIGHT = 1000, 1590
MARKS = (".controls", "#strip", "#maps", "#emg", "#raster", "#ratios", "#levels")
SHIFTS = (0.0, 0.45, 0.1, 0.45)
OVERLAPS = (0.15, 0.31, 0.18, 0.3)
ONSETS = (60.0, 130.0, 40.0, 125.0)
DAYS = (180.0, 360.0, 402.0, 402.0)

MARK_SCRIPT = """
<script>
document.body.style.paddingLeft = "40px";
%s.forEach((selector, i) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const mark = document.createElement("b");
  mark.textContent = i + 1;
  mark.style = `position: absolute; left: ${Math.max(0, box.left - 26)}px; top: ${
    box.top - 4}px; width: 26px; line-height: 26px; border-radius: 13px;
    text-align: center; color: white; background: #c2185b; z-index: 9`;
  document.body.append(mark);
});
</script>
"""


def invented() -> dict[str, Any]:
    """Return a subject's course as `cortex_sim.report.film_data.film_data` gives it."""
    styles = muscle_styles(MUSCLES)
    colours = {name: to_hex(style.colour) for name, style in styles.items()}
    labels = ("healthy", "CLBP", "motor control training", "no training")
    return {
        "study": "example",
        "subject": 5,
        "chosen": "",
        "map": "structural map",
        "muscles": [{"name": m, "full": m, "colour": colours[m]} for m in MUSCLES],
        "colours": [to_hex(COLOURS(x)) for x in np.linspace(0, 1, N_COLOURS)],
        "courses": [
            {"label": labels[2], "steps": [0, 1, 2]},
            {"label": labels[3], "steps": [0, 1, 3]},
        ],
        "visits": [_visit(i, label, colours) for i, label in enumerate(labels)],
        "pair": "DM-LES",
        "levels_note": LEVELS_FOLLOW,
        "xy": SITES.tolist(),
        "side": 0.7,
    }


def _visit(index: int, label: str, colours: dict[str, str]) -> dict[str, Any]:
    onsets = {muscle: ONSETS[index] + 25.0 * i for i, muscle in enumerate(MUSCLES)}
    size = (1.0, 0.8, 0.7, 0.8)[index]
    return {
        "label": label,
        "day": DAYS[index],
        "maps": (size * merged_map(SHIFTS[index]).T).round(3).tolist(),
        "overlap": OVERLAPS[index],
        "levels": {
            "GABA_A gain": (1.0, 0.55, 0.95, 0.95)[index],
            BDNF_IN_PRACTICE: (1.1, 1.3, 1.9, 0.7)[index],
        },
        "ratios": {"L2/3 to L5": (0.4, 0.8, 0.6, 0.78)[index]},
        "weights": {"L2/3 to L5": (0.3, 0.32, 0.31, 0.32)[index]},
        "emg": _emg(onsets),
        "raster": _raster(index, onsets, colours),
    }


def _emg(onsets: dict[str, float]) -> dict[str, Any]:
    time = np.arange(-100.0, 500.0, 10.0)
    return {
        "time": time.tolist(),
        "mover": 120.0,
        "muscles": [
            {
                "onset": onset,
                "rate": (4 + 40 * np.exp(-(((time - onset - 60) / 45) ** 2))).round(1).tolist(),
            }
            for onset in onsets.values()
        ],
    }


def _raster(index: int, onsets: dict[str, float], colours: dict[str, str]) -> dict[str, Any]:
    rng, spikes = np.random.default_rng(index), []
    for row in range(40):
        muscle = MUSCLES[row // 10]
        times = np.r_[rng.uniform(0, 600, 4), rng.normal(onsets[muscle] + 60, 35, 8)]
        spikes += [[float(t), row, colours[muscle]] for t in times.round(1) if 0 <= t < 600]
    bands = [{"label": "motoneurons", "first": 0, "rows": 40, "spikes": spikes}]
    return {"bands": bands, "duration": 600.0, "every": 1, "note": ""}


def main() -> None:
    """Write the picture."""
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if browser is None:
        raise SystemExit("the example of the film needs Chromium, e.g. apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "film.html"
        marks = MARK_SCRIPT % list(MARKS)
        page.write_text(film_page(invented()).replace("</body>", f"{marks}</body>"), "utf-8")
        path = FOLDER / "film.png"
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", f"--user-data-dir={folder}/profile",
             f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={path}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip
    print(path)


if __name__ == "__main__":
    main()
