"""
Measure maps made by hand
=========================

A map is the mean MEP at each coil site. `cortex_sim.analysis.maps` turns maps into measures, the
same for simulated and for measured MEPs. Here the maps are Gaussians, so that the right answers are
known.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import erf

from cortex_sim.analysis import maps
from cortex_sim.figures import use_style

# %%
# A grid of 41 × 41 sites and two representations of the same width at a distance that we vary.

spacing, width = 0.2, 0.8
axis = spacing * np.arange(-20, 21)
sites = np.array([(x, y) for y in axis for x in axis])


def gaussian(x_mm):
    squared = (sites[:, 0] - x_mm) ** 2 + sites[:, 1] ** 2
    return np.exp(-squared / (2 * width**2))


# %%
# The distance of the centres of gravity is the distance that was put in. `overlap` has a closed
# form for two such maps, with e = erf(D / (2 √2 s)): (1 - e) / (1 + e).

print("distance   CoG distance   overlap   closed form")
for distance in (0.0, 0.8, 1.6):
    a, b = gaussian(-distance / 2), gaussian(distance / 2)
    e = erf(distance / (2 * np.sqrt(2) * width))
    print(
        f"{distance:5.1f} mm   {maps.cog_distance(a, b, sites):9.2f} mm"
        f"   {maps.overlap(a, b):7.3f}   {(1 - e) / (1 + e):11.3f}"
    )

# %%
# What noise does. A site where nothing happens has a positive mean MEP by chance, and overlap
# counts it for both muscles; that raises overlap between maps far apart. Ask how reliable a map is
# before you read its overlap.

rng = np.random.default_rng(1)
apart = gaussian(-1.5), gaussian(1.5)
for noise in (0.0, 0.05, 0.2):
    noisy = [one + noise * rng.standard_normal(len(sites)) for one in apart]
    print(f"noise {noise:4.2f}: overlap {maps.overlap(*noisy):.2f}")

# %%
# Two maps apart and merged, on one scale, with their centres of gravity.

with use_style():
    figure, panels = plt.subplots(1, 2, figsize=(5.2, 3), sharey=True)
    for panel, distance in zip(panels, (2.0, 0.6), strict=True):
        pair = gaussian(-distance / 2), gaussian(distance / 2)
        for one, colour, line in zip(pair, ("#0072B2", "#D55E00"), ("-", "--"), strict=True):
            grid = maps.normalise_map(one).reshape(len(axis), len(axis))
            panel.contour(axis, axis, grid, [0.25, 0.5, 0.75], colors=colour, linestyles=line)
            panel.plot(*maps.centre_of_gravity(one, sites), "+", color=colour, markersize=9)
        panel.set(title=f"overlap {maps.overlap(*pair):.2f}", xlabel="x (mm)", aspect="equal")
        panel.set(xlim=(-3, 3), ylim=(-3, 3))
    panels[0].set_ylabel("y (mm)")
    plt.show()
