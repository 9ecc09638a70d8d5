"""Practice that watches the engine: exercises, predictions, incidents, and the learner's record."""

from .exercises import exercise
from .incidents import incident
from .predictions import compare, predict
from .progress import hand_in, progress

__all__ = ["compare", "exercise", "hand_in", "incident", "predict", "progress"]
