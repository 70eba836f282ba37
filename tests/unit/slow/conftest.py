"""A subject and rules of the slow clock with package defaults."""

import pytest

from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.plasticity.bdnf import BdnfAction
from cortex_sim.slow.between import SlowRules
from cortex_sim.slow.person import Person


@pytest.fixture
def clock():
    return SlowClock()


@pytest.fixture
def rules(clock):
    return SlowRules(clock, Person(), BdnfAction(), {"synapses": 0.1})
