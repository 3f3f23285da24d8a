"""A phone for tests: keeps cookies, sends what a browser sends, and examines every page it is
given."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlencode

import httpx

from app.foundation.web.edge import Edge
from tests.examined import Page, within

Fields = Mapping[str, str] | Sequence[tuple[str, str]]
ORIGIN = "https://fodfaeste.test"


class Phone:
    """One browser of one person. `written` are the words that anybody typed in this world: never in
    a title or an address."""

    def __init__(
        self,
        app: Edge,
        runner: asyncio.Runner,
        *,
        language: str = "da",
        written: set[str] | None = None,
    ) -> None:
        self._runner = runner
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
        headers = {"accept-language": language, "user-agent": "test"}
        self.client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
        self.written: set[str] = set() if written is None else written

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, nothing added and nothing followed."""
        return self._runner.run(self.client.request(method, path, **more))

    def get(self, path: str, *, expect: int = 200) -> Page:
        """A page, after any redirects, examined."""
        response = self.ask("GET", path)
        hops = 0
        while response.status_code == 303 and hops < 5:
            response, hops = self.ask("GET", response.headers["location"]), hops + 1
        return self.examine(response, expect)

    def post(self, path: str, fields: Fields, *, expect: int = 200) -> Page:
        """Send a form as a browser does, and look at the page it leads to."""
        response = self.send(path, fields)
        if response.status_code == 303:
            return self.get(response.headers["location"], expect=expect)
        return self.examine(response, expect)

    def send(self, path: str, fields: Fields, **headers: str) -> httpx.Response:
        body = urlencode(fields).encode()
        more = {
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
            **headers,
        }
        return self.ask("POST", path, content=body, headers=more)

    def fill(self, page_path: str, action: str, *, expect: int = 200, **typed: Any) -> Page:
        """Open a page, type into its form, and send it with everything the page put in it."""
        return self.post(action, self.typed(self.get(page_path), action, **typed), expect=expect)

    def typed(self, page: Page, action: str, **typed: Any) -> list[tuple[str, str]]:
        """The fields of a form on the page with some typed over; a list ticks several, None takes a
        field away."""
        form = page.form(action)
        kept = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            values = value if isinstance(value, list | tuple) else [] if value is None else [value]
            kept += [(name, str(each)) for each in values]
            self.written |= {str(each).strip() for each in values if name in form.wordy}
        return kept

    def examine(self, response: httpx.Response, expect: int) -> Page:
        assert response.status_code == expect, (
            f"{response.request.url}: {response.status_code}\n{response.text[:600]}"
        )
        page = Page(response.text)
        for told in (page.title, unquote(str(response.request.url))):
            found = [words for words in self.written if within(words, told)]
            assert not found, (
                f"a person's words, {found}, stand in {told!r}: a title and an address are seen "
                "by others"
            )
        assert response.headers["cache-control"] in ("no-store", "private, no-cache"), (
            "the page may be kept"
        )
        return page

    def close(self) -> None:
        self._runner.run(self.client.aclose())
