"""The programs that the sessions of a study run in, and their structures."""

from cortex_sim.config.muscles import Sequence
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.engine.backends import build_id
from cortex_sim.model.given import given_populations
from cortex_sim.model.structure import Structure, structure_of


class Programs:
    """The programs that the sessions of a study run in."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._builds: dict[tuple[SessionKind, tuple[str, ...]], str] = {}
        self.structures: dict[str, Structure] = {}
        """By build id."""

    def build_of(self, kind: SessionKind, sequence: Sequence | None = None) -> str:
        """Return the build id of the program in which a sequence is moved, or nothing."""
        given = given_populations(self._study.network, sequence)
        if (kind, given) not in self._builds:
            plastic, coil = kind.is_plastic, kind.has_coil
            structure = structure_of(self._study, plastic=plastic, coil=coil, given=given)
            build = self._builds[kind, given] = build_id(structure, self._study.compiler)
            self.structures[build] = structure
        return self._builds[kind, given]
