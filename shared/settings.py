"""Settings of every process, read from environment variables that start with ``KYODO_``."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS_FOLDER = os.environ.get("KYODO_SECRETS_FOLDER", "/run/secrets")


class Settings(BaseSettings):
    """One flat list: a name here is ``KYODO_<NAME>`` in the environment."""

    # A secret may also be a file named like its variable, such as /run/secrets/kyodo_secret_key.
    model_config = SettingsConfigDict(
        env_prefix="KYODO_",
        extra="ignore",
        secrets_dir=SECRETS_FOLDER if Path(SECRETS_FOLDER).is_dir() else None,
    )

    environment: Literal["local", "test", "production"] = "local"
    log_level: str = "INFO"
    city_name: str = "青葉野市"
    # 全国地方公共団体コード, six digits, as open data names the city; empty where there is none.
    city_code: str = Field(default="", pattern=r"^(\d{6})?$")

    kafka_bootstrap: str = "127.0.0.1:19092"
    topic_prefix: str = "kyodo"
    topic_partitions: int = 6
    topic_replication: int = 1

    mongo_url: str = "mongodb://127.0.0.1:27117/?replicaSet=kyodo"
    database_prefix: str = "kyodo"

    policies_url: str = "http://127.0.0.1:8101"
    public_comment_url: str = "http://127.0.0.1:8102"
    insight_url: str = "http://127.0.0.1:8103"
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
    gateway_url: str = "http://127.0.0.1:8080"
    dashboard_url: str = "http://127.0.0.1:8501"
    # Where browsers reach the gateway, when that is another address.
    public_url: str = ""

    # The sign-in provider (OpenID Connect). The claim is the name under which people are entered.
    oidc_issuer: str = ""
    oidc_client_id: str = "kyodo-gateway"
    oidc_client_secret: str = ""
    dashboard_client_id: str = "kyodo-dashboard"
    oidc_name_claim: str = "sub"
    # Whose tokens the gateway takes: its own, and the dashboard's.
    oidc_audiences: str = "kyodo-gateway,kyodo-dashboard"

    # Services sign the tokens that they show each other with this.
    service_key: str = Field(min_length=32)
    # The keys of people's private data: their file, and the master keys that lock them there
    # ("2:base64,1:base64", newest first). Only the keys service is given these.
    keys_file: str = ".local/keys/keys.db"
    master_keys: str = ""
    secret_key: str = Field(min_length=32)

    comment_max_chars: int = 10_000
    # How many days the city gives people to comment, the first and the last included; fewer need a
    # reason, which is published.
    comment_period_days: int = 30
    # For how many days after its end a period may still be extended, as after an outage.
    comment_grace_days: int = 14
    # For what reasons a decision may go without a consultation, as JSON
    # (services/public_comment/domain/exemption.py); empty: those of 行政手続法39条4項 and 40条2項.
    comment_exemptions: str = ""
    # The wards (区) by which issues and offers are found, and within how many days the city gives
    # an issue its first answer.
    city_wards: str = "北区,中区,南区,東区,西区"
    issue_answer_days: int = 14
    # The wards' outlines as GeoJSON; empty: a schematic drawing (shared/city_map). A server of map
    # tiles ("https://tiles.example/{z}/{x}/{y}.png") and whom to credit; empty: none is asked, and
    # no request leaves the city's pages.
    city_map: str = ""
    map_tiles: str = ""
    map_credit: str = ""
    # 対応区分 as JSON (services/responses/domain/classes.py); empty: the usual five.
    response_classes: str = ""
    max_body_bytes: int = 262_144
    # Files that staff hand in: scans of paper, tables of comments.
    upload_max_bytes: int = 10_485_760
    # Each of the up to three files with a citizen's comment.
    attachment_max_bytes: int = 5_242_880
    # ClamAV ("host:port" of clamd), which looks at them first; empty: none is asked.
    clamav: str = ""
    # Pages of other sites whose scripts may use /graphql ("https://a.example,https://b.example").
    allowed_origins: str = ""
    # Mail to staff and to submitters: "smtp://user:password@host:587"; empty: none is sent, and
    # nobody is asked for an address. What comes within so many seconds goes in one mail.
    smtp_url: str = ""
    mail_from: str = "kyodo@localhost"
    mail_gather_s: float = 300.0
    # A language model that may suggest names of topics and drafts, each with citations that are
    # checked: any endpoint that speaks OpenAI's chat completions ("http://127.0.0.1:8000/v1"), its
    # key and the model's name. Empty: none is asked, and nothing leaves the city's machines.
    language_model_url: str = ""
    language_model_key: str = ""
    language_model_name: str = ""
    # What Prometheus shows to read /metrics; empty: nobody may. Where spans are sent (OTLP over
    # HTTP, "http://collector:4318"); empty: nowhere.
    metrics_token: str = ""
    otlp_endpoint: str = ""
    # Requests of one address: how many at once, and how many a second after that.
    rate_burst: int = 2_000
    rate_per_second: float = 40.0

    @property
    def wards(self) -> tuple[str, ...]:
        """The city's wards."""
        return tuple(ward.strip() for ward in self.city_wards.split(",") if ward.strip())

    @model_validator(mode="after")
    def _no_demo_in_production(self) -> Self:
        """Anybody may be anybody at the demo's sign-in, which speaks plain http on this machine."""
        demo = self.oidc_issuer and not self.oidc_issuer.startswith("https://")
        if self.environment == "production" and demo:
            raise ValueError("oidc_issuer: in production people sign in over https only")
        return self


@lru_cache
def settings() -> Settings:
    """Read the environment once per process.

    Raises:
        pydantic.ValidationError: a required setting is missing or malformed.
    """
    return Settings()
