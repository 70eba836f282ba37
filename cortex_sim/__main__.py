"""``python -m cortex_sim``: the command line."""

from cortex_sim.cli.main import main

main()
