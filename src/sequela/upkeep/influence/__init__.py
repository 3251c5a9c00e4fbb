"""Which estimates of the knowledge move results most: where a better number would help, and what may stay a guess."""

from sequela.upkeep.influence.measure import Influence, influences

__all__ = ["Influence", "influences"]
