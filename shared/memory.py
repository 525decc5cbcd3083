"""What lives as long as the process is no garbage."""

import gc


def keep_what_is_there() -> None:
    """Leave all that is in memory now out of later collections of garbage.

    Modules, models and the schema are hundreds of thousands of objects that live to the end. The
    gateway stood still for half a second whenever they were looked through.
    """
    gc.collect()
    gc.freeze()
