"""Run with ``python -m infra.cli``; installed as ``kyodo``."""

from infra.cli.app import app

if __name__ == "__main__":
    app(prog_name="kyodo")
