r"""Short-term depression: a spike uses part of what a presynaptic cell can release.

A cell has a resource :math:`x` in each projection that depresses. A spike transmits :math:`x`
times its usual conductance and leaves :math:`d\,x`, which recovers:

.. math:: \frac{dx}{dt} = \frac{1 - x}{\tau}

(Tsodyks & Markram 1997, 10.1073/pnas.94.2.719; the form with a factor :math:`d`: Varela et al.
1997, 10.1523/JNEUROSCI.17-20-07926.1997). At a steady rate :math:`r` the resource before a spike
is :math:`(1 - e^{-1/r\tau}) / (1 - d\,e^{-1/r\tau})`.

All synapses of a cell in one projection have the same delay, so their resource follows from the
spikes that have arrived: a spike transmits what there was when it left the cell. Stored is what
is spent, :math:`1 - x`, at the last arrival; a session starts with nothing spent.
"""

INPUTS = {"kept": "1", "recovery_time": "second"}
"""Run-time inputs of a projection that depresses, with their Brian2 units."""

STATE = {"spent": "1", "last_arrival": "second"}
"""What is kept from one arrival to the next, with units."""

RECOVER = "spent = spent * exp((last_arrival - t) / recovery_time)"
AVAILABLE = "1 - spent"
SPEND = """
spent = 1 - kept * (1 - spent)
last_arrival = t
"""
