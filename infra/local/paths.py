"""Where things lie in a checkout. Standard library only."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Data, logs and secrets of what `make run` runs; moved to run a second one from this checkout.
STATE = Path(os.environ.get("KYODO_STATE_DIRECTORY", LOCAL)).resolve()
KAFKA_JARS = LOCAL / "kafka-jars"
TEST_STACKS = LOCAL / "test"
