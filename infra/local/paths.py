"""Where things lie in a checkout. Standard library only."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SECRETS = LOCAL / "secrets.env"
KAFKA_JARS = LOCAL / "kafka-jars"
TEST_STACKS = LOCAL / "test"
