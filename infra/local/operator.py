"""``./kyodo``: the operator's command line with the settings of the system that runs here."""

from infra.cli.app import app
from infra.local.settings_in_force import use_settings_in_force

if __name__ == "__main__":
    use_settings_in_force()
    app(prog_name="kyodo")
