"""What the command line knows about the system: the environment, else what ``make run`` set.

Only what a command needs is asked for: bringing in comments takes the gateway's address and an
API token, not the keys of the services.
"""

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.cli.errors import WrongUse
from infra.local.settings_in_force import settings_in_force
from shared.settings import Settings


class CliSettings(BaseSettings):
    """Names and defaults as in ``shared.settings``."""

    model_config = SettingsConfigDict(env_prefix="KYODO_", extra="ignore")

    gateway_url: str = "http://127.0.0.1:8080"
    policies_url: str = "http://127.0.0.1:8101"
    public_comment_url: str = "http://127.0.0.1:8102"
    insight_url: str = "http://127.0.0.1:8103"
    kafka_bootstrap: str = "127.0.0.1:19092"
    mongo_url: str = "mongodb://127.0.0.1:27117/?replicaSet=kyodo"
    topic_prefix: str = "kyodo"
    database_prefix: str = "kyodo"
    people_url: str = "http://127.0.0.1:8104"
    keys_url: str = "http://127.0.0.1:8105"
    responses_url: str = "http://127.0.0.1:8106"
    folding_url: str = "http://127.0.0.1:8107"
    comment_search_url: str = "http://127.0.0.1:8108"
    insight_topics_url: str = "http://127.0.0.1:8109"
    open_data_url: str = "http://127.0.0.1:8111"
    workshops_url: str = "http://127.0.0.1:8112"
    issue_proposals_url: str = "http://127.0.0.1:8113"
    committee_recruitment_url: str = "http://127.0.0.1:8114"
    master_keys: str = ""
    token: str = ""
    service_key: str = ""

    def service_url(self, service: str) -> str:
        """The address of a service, such as ``insight``."""
        url = getattr(self, f"{service}_url")
        return str(url).rstrip("/")


def load_settings() -> CliSettings:
    """Read the settings; blocks for two small files."""
    return CliSettings.model_validate(_in_force())


def need_token(settings: CliSettings) -> str:
    """The API token of the person for whom a command works at the gateway.

    Raises:
        WrongUse: it is not set.
    """
    if not settings.token:
        raise WrongUse(
            "KYODO_TOKEN が設定されていません。担当課の職員のAPIトークンを入れてください。"
            "このシステムを動かしている人は kyodo token で作れます。",
            "KYODO_TOKEN is not set. It holds the API token of a person of the department in "
            "charge; those who run the system make one with: kyodo token NAME",
        )
    return settings.token


def need_service_key(settings: CliSettings) -> str:
    """The key for tokens that the services take.

    Raises:
        WrongUse: it is not set.
    """
    return _need(settings.service_key, "KYODO_SERVICE_KEY")


def _need(value: str, name: str) -> str:
    if not value:
        raise WrongUse(
            f"{name} が設定されていません。このシステムを「make run」で起動したチェックアウトの中で"
            "実行するか、環境変数で渡してください。",
            f"{name} is not set. Run this in the checkout that “make run” runs in, or export it.",
        )
    return value


def load_system_settings() -> Settings:
    """All settings of the system, for commands that talk to the broker and the database.

    Raises:
        WrongUse: some are missing or malformed; names them.
    """
    try:
        return Settings.model_validate(_in_force())
    except ValidationError as error:
        names = ", ".join(f"KYODO_{str(each['loc'][0]).upper()}" for each in error.errors())
        raise WrongUse(
            f"設定が足りないか正しくありません: {names}。"
            "「make run」で起動したチェックアウトの中で実行するか、環境変数で渡してください。",
            f"Settings are missing or malformed: {names}. Run this in the checkout that “make run” "
            "runs in, or export them.",
        ) from error


def _in_force() -> dict[str, str]:
    return {
        name.removeprefix("KYODO_").lower(): value for name, value in settings_in_force().items()
    }
