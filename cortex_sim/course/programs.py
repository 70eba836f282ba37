"""The programs that the sessions of a study run in, and their structures."""

from cortex_sim.config.muscles import Sequence
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.engine.backends import build_id
from cortex_sim.model.given import given_populations
from cortex_sim.model.structure import Structure, motoneurons_of, structure_of


class Programs:
    """The programs that the sessions of a study run in."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._builds: dict[tuple[SessionKind, tuple[str, ...], tuple[str, ...]], str] = {}
        self.structures: dict[str, Structure] = {}
        """By build id."""

    def build_of(
        self, kind: SessionKind, sequence: Sequence | None = None, *, has_feedback: bool = False
    ) -> str:
        """Return the build id of the program in which a sequence is moved, or nothing.

        With feedback the motoneurons are watched.
        """
        network = self._study.network
        given = given_populations(network, sequence)
        watched = (motoneurons_of(network),) if has_feedback else ()
        key = (kind, given, watched)
        if key not in self._builds:
            structure = structure_of(
                self._study,
                plastic=kind.is_plastic,
                coil=kind.has_coil,
                given=given,
                watched=watched,
            )
            build = self._builds[key] = build_id(structure, self._study.compiler)
            self.structures[build] = structure
        return self._builds[key]
