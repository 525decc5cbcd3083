"""What can be wrong with masks, named as facts."""

from shared.errors import Conflict, InvalidInput


class AgreementMissing(Conflict):
    """The submitter did not agree, or took it back: nothing of it is published, nor masked."""


class MasksOutOfOrder(InvalidInput):
    """Mask ``number`` begins before the one above it ends, is empty, or goes beyond the text."""


class MaskReasonMissing(InvalidInput):
    """Mask ``number`` is of another kind (OTHER): why it is masked has to be said."""


class TooManyMasks(InvalidInput):
    """More masks than a text may have (``max``)."""


class TooManyMaskings(Conflict):
    """It was decided about as often (``max``) as is kept."""


class MaskingChanged(Conflict):
    """Someone decided anew, or the text was corrected; ``number`` and ``version`` hold now."""
