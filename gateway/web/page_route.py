"""A failure in a page is a page too: what happened, what to do, and a number to tell the city."""

from collections.abc import Callable, Coroutine
from functools import partial
from traceback import extract_tb
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from gateway.errors import facts_of
from gateway.execute import OperationFailed
from gateway.messages import message
from gateway.web.forms import STATUS_BY_CODE
from gateway.web.rendering import language, link, render
from gateway.web.staff import FormNotOurs, SignInNeeded
from shared.logs import log
from shared.trace import current_trace_id

_log = log(__name__)


class PageRoute(APIRoute):
    """A route whose errors are shown as a page in the request's language. GET brings HEAD."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handler = super().get_route_handler()

        async def show(request: Request) -> Response:
            try:
                return await handler(request)
            except HTTPException:
                raise
            except SignInNeeded as needed:
                return RedirectResponse(link(language(request), "/sign-in", to=needed.to), 303)
            except FormNotOurs as foreign:
                context = {"typed": foreign.typed}
                return render(request, "staff/form_not_ours.html", context, foreign.status)
            except Exception as error:
                return _failure(request, error)

        return show


PageRouter = partial(APIRouter, route_class=PageRoute)


def _failure(request: Request, error: Exception) -> Response:
    lang = language(request)
    facts = facts_of(error)
    if facts is None:
        _log_unknown(request, error)
        texts = [message("INTERNAL", {}, lang)]
        context = {"messages": texts, "trace_id": current_trace_id()}
        return render(request, "error.html", context, status=500)
    texts = [message(fact.code, fact.params, lang) for fact in facts]
    status = STATUS_BY_CODE.get(facts[0].code, 422)
    return render(request, "error.html", {"messages": texts, "trace_id": None}, status)


def _log_unknown(request: Request, error: Exception) -> None:
    """Log the place in the code, without messages or values: those may hold a citizen's words."""
    if isinstance(error, OperationFailed):
        return
    _log.error(
        "page_failed",
        trace_id=current_trace_id(),
        path=request.scope["route"].path,
        error=type(error).__name__,
        at=[f"{frame.filename}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-6:]],
    )
