"""Signing the page in: a token is sent once and a session kept, so that no script holds it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.compute import work_out
from api.http.session_cookie import clear_session, session_in, set_session
from api.http.signed_in import identity_of
from api.response import json_response, refusal
from application.tokens import SignIn
from graph_model.errors import NotSignedIn

PATH = "/session"


class SignedInAs(BaseModel):
    """Who is signed in."""

    name: str = Field(description="Their name, as the journal has it.")
    role: str = Field(description="What they may do.")
    scoped: bool = Field(description="Whether they see a part only.")
    session: bool = Field(description="Whether by a session, which they may end.")


def session_router(sign_in: SignIn) -> APIRouter:
    """The routes of /session."""
    router, sessions = APIRouter(tags=["session"]), sign_in.sessions

    @router.get(PATH)
    async def read(request: Request) -> SignedInAs:
        """Who is signed in."""
        return _told(request, session_in(request.headers) is not None)

    @router.post(PATH, response_model=SignedInAs, responses={401: {"description": "No token."}})
    async def begin(request: Request) -> Response:
        """Begin a session with the token of `Authorization: Bearer`; the answer sets its cookie.

        It has a value of its own, whatever cookie came with the request; that session ends.
        """
        key = identity_of(request).key
        if key is None or "authorization" not in request.headers:
            told = "session: found no token, expected Authorization: Bearer with one"
            return refusal(401, NotSignedIn.code, told)
        if (former := session_in(request.headers)) is not None:
            await work_out(sessions.end, former)
        value = await work_out(sessions.begin, key)
        response = json_response(_told(request, session=True).model_dump())
        set_session(response, request.headers, value, int(sessions.longest.total_seconds()))
        return response

    @router.delete(PATH, status_code=204)
    async def end(request: Request) -> Response:
        """End the session of the cookie, if there is one."""
        response = Response(status_code=204)
        if (value := session_in(request.headers)) is not None:
            await work_out(sessions.end, value)
            clear_session(response, request.headers)
        return response

    return router


def _told(request: Request, session: bool) -> SignedInAs:
    who = identity_of(request)
    return SignedInAs(name=who.name, role=who.role, scoped=who.viewer.scoped, session=session)
