"""How sure a person's map is: reliability of its means, interval of its centre of gravity."""

import numpy as np

from cortex_sim.analysis.maps import centre_of_gravity
from cortex_sim.analysis.reliability import uneven_reliability
from cortex_sim.analysis.sites import SiteMeans, cog_error
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.people.found import Found
from cortex_sim.people.stimuli import Floats
from cortex_sim.units import counted

TO_THE_SIDE = 1.96
"""Standard errors from a value to either end of its 95 % interval."""

EMPTY = "no site has an MEP"
ONE_SITE = "a single site is its own centre of gravity"


def error_rows(
    muscle: str, mep: Floats, site: Floats, means: SiteMeans, xy_mm: Floats
) -> list[Found]:
    """Return ICC, SEM and smallest detectable change of the means, and the error of the CoG.

    Parameters
    ----------
    muscle
        Its name.
    mep, site
        MEP of each pulse in mV, none missing, and the index of its site; shape ``(n_pulses,)``.
    means
        Of the sites.
    xy_mm
        Places of the sites, shape ``(n_sites, 2)``.
    """
    of_means = uneven_reliability(mep, site)
    found = [
        Found(Measure("icc_oneway", muscle, of_means.icc, ""), of_means.why),
        Found(Measure("mep_sem", muscle, of_means.sem, "mV"), of_means.why_error),
        Found(
            Measure("mep_smallest_change", muscle, of_means.smallest_change, "mV"),
            of_means.why_error,
        ),
    ]
    seen = means.pulses > 0
    why = of_means.why_error or (ONE_SITE if np.count_nonzero(seen) == 1 else "")
    centre = error = np.full(2, np.nan)
    if not why:
        centre = centre_of_gravity(means.mean[seen], xy_mm[seen])
        error = cog_error(means.mean[seen], np.nan_to_num(means.error[seen]), xy_mm[seen])
        once = int(np.count_nonzero(means.pulses == 1))
        why = f"{counted(once, 'site')} of one pulse taken without an error" if once else ""
        why = why if np.isfinite(error).all() else EMPTY
    for axis, at, se in zip("xy", centre, error, strict=True):
        ends = {
            f"cog_{axis}_se": se,
            f"cog_{axis}_low": at - TO_THE_SIDE * se,
            f"cog_{axis}_high": at + TO_THE_SIDE * se,
        }
        found += [Found(Measure(name, muscle, float(end), "mm"), why) for name, end in ends.items()]
    return found
