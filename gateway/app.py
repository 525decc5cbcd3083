"""The gateway's application: GraphQL, the pages and health."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.sessions import SessionMiddleware

from gateway.clients.base import open_session
from gateway.context import Clients
from gateway.edge import Edge
from gateway.endpoint import GraphQLEndpoint, Origins
from gateway.execute import Gateway
from gateway.identity import Identities
from gateway.live.feed import Feed
from gateway.live.socket import GraphQLSocket
from gateway.provider import Provider
from gateway.rates import Rates
from gateway.web.routes import router as web
from gateway.web.session import is_secure
from shared.logs import configure_logs
from shared.memory import keep_what_is_there
from shared.metrics import add_metrics
from shared.settings import Settings, settings
from shared.trace import export_traces

SIGN_IN_WITHIN_S = 900


def create_app(configuration: Settings | None = None) -> FastAPI:
    """Make the app. Settings are read from the environment unless they are given."""
    known = configuration or settings()
    configure_logs("gateway", known.log_level)
    export_traces("gateway", known.otlp_endpoint)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_session() as session:
            clients = Clients.connect(session, known)
            app.state.provider = Provider(session, known)
            identities = Identities(clients.people, app.state.provider)
            feed = Feed()
            app.state.gateway = Gateway.build(clients, identities, feed, known)
            following = asyncio.create_task(feed.run(known))
            keep_what_is_there()
            try:
                yield
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)

    app = FastAPI(
        title="Kyodo",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False},  # looked up anew at every request
    )
    app.add_api_route("/healthz", healthz, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    add_metrics(app, known.metrics_token)
    app.include_router(web)
    # State, nonce and PKCE between leaving for the provider and coming back.
    app.add_middleware(
        SessionMiddleware,
        secret_key=known.secret_key,
        session_cookie="kyodo_sign_in",
        max_age=SIGN_IN_WITHIN_S,
        path="/sign-in",
        same_site="lax",
        https_only=is_secure(),
    )
    origins = Origins(known)
    rates = Rates(known.rate_per_second, known.rate_burst)
    app.add_middleware(
        Edge,
        graphql=GraphQLEndpoint(known.max_body_bytes, origins),
        socket=GraphQLSocket(origins, rates),
        rates=rates,
        https_only=is_secure(),
        map_tiles=known.map_tiles,
    )
    return app


async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


async def readyz(request: Request) -> JSONResponse:
    """Say which services can be reached; 503 when citizens could not comment.

    Without the counts of insight, which only staff see, the pages must stay open.
    """
    gateway: Gateway = request.app.state.gateway
    clients = {
        "policies": gateway.clients.policies,
        "public_comment": gateway.clients.public_comment,
        "insight": gateway.clients.insight,
    }
    reached = await asyncio.gather(*(client.ready() for client in clients.values()))
    checks = dict(zip(clients, reached, strict=True))
    ready = checks["policies"] and checks["public_comment"]
    return JSONResponse(
        {
            "status": "ok" if ready else "unavailable",
            "checks": {name: "ok" if ok else "unavailable" for name, ok in checks.items()},
        },
        status_code=200 if ready else 503,
    )
