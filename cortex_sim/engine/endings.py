"""What it means that a simulation's process has ended as it did."""

import signal

from cortex_sim.errors import RunError, StoppedError


def refuse_bad_end(code: int, said: str) -> None:
    """Raise if a process ended badly.

    Parameters
    ----------
    code
        Its exit code; below 0, the signal that ended it.
    said
        What it wrote besides results.

    Raises
    ------
    StoppedError
        If somebody asked it to end.
    RunError
        If anything else was wrong.
    """
    if code == -signal.SIGILL:
        raise RunError(
            "illegal instruction: the program was compiled for another CPU; set "
            "compiler.optimisation: portable, or remove the folder of builds on this machine"
        )
    if code == -signal.SIGTERM:
        raise StoppedError(
            "the simulation was ended by SIGTERM (time limit, preemption or a person); "
            "run again to go on from here"
        )
    if code == -signal.SIGKILL:
        raise RunError(
            "the simulation was ended by SIGKILL, as the system does when memory is short; run "
            "again with fewer execution.workers (a dry run says what each needs), or where there "
            "is more memory"
        )
    if code < 0:
        words = f": {said[-1500:]}" if said else ""
        raise RunError(f"the simulation was ended by signal {signal.Signals(-code).name}{words}")
    if code != 0:
        raise RunError(f"the simulation failed with exit code {code}: {said[-1500:]}")
    if said:
        raise RunError(f"the simulation complained although it ended well: {said[-1500:]}")
