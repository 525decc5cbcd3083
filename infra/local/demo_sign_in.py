"""The sign-in provider of the demo and the tests: anybody may be anybody. Never for production.

    python -m infra.local.demo_sign_in --host 127.0.0.1 --port 8110

A real OpenID Connect provider (oidc-provider-mock) with the people of the demo to choose from.
"""

import argparse
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import oidc_provider_mock
from flask import Flask
from jinja2 import FileSystemLoader
from oidc_provider_mock import User
from werkzeug.serving import make_server

from infra.demo.data import read_people

TEMPLATES = Path(__file__).parent / "sign_in_templates"
TOKEN_LIVES_S = "KYODO_DEMO_TOKEN_LIVES_S"  # noqa: S105  # tests let tokens expire soon


def main() -> int:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8110)
    given = parser.parse_args()
    if os.environ.get("KYODO_ENVIRONMENT") == "production":
        print("デモ用サインインは本番では動きません / never in production", file=sys.stderr)
        return 2
    # It speaks plain http, on this machine only.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    make_server(given.host, given.port, _application(), threaded=True).serve_forever()
    return 0


def _application() -> Flask:
    people = read_people()
    lives = timedelta(seconds=int(os.environ.get(TOKEN_LIVES_S, str(8 * 3_600))))
    application: Flask = oidc_provider_mock.app(
        access_token_max_age=lives,
        user_claims=[User(sub=one.sign_in, claims={"name": one.name}) for one in people],
    )
    # Its interactive debugger runs what a browser sends: not even for a demo.
    application.debug = False
    debugged: Any = application.wsgi_app
    application.wsgi_app = debugged.app  # type: ignore[method-assign]
    application.jinja_loader = FileSystemLoader(TEMPLATES)
    application.jinja_env.globals["people"] = {one.sign_in: one for one in people}
    return application


if __name__ == "__main__":
    sys.exit(main())
