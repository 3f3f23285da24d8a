"""The outbox by itself, in a real browser, with a net of the trial's own."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SENT = """async ({ many, answers }) => {
    const asked = [], really = window.fetch;
    window.fetch = async (path, { body }) => {
        const { ops } = JSON.parse(new TextDecoder().decode(body));
        asked.push(ops.map(({ fields }) => fields[0][1]));
        const answer = answers[Math.min(asked.length, answers.length) - 1];
        if (answer === "broken") throw new TypeError("no net");
        const { status = 200, code, ours = true } = answer;
        const what = code ? { status: "no", code, says: "Skriv noget" } : { status: "ok" };
        const results = ops.map(({ op }) => ({ op, ...what }));
        const headers = ours ? { "x-fodfaeste": "1" } : {};
        return new Response(JSON.stringify({ results }), { status, headers });
    };
    const ids = [];
    for (let n = 0; n < many; n++)
        ids.push(await Outbox.put("anna", "/dagbog", [["tekst", `ord ${n}`]]));
    const { state } = await Outbox.flush("anna");
    window.fetch = really;
    const { waiting, aside } = await Outbox.summary("anna");
    const fate = await Outbox.fate(ids[0]);
    return { asked, state, waiting, aside, fate: fate && (fate.code ?? fate.status) };
}"""


def sent(page: Page, many: int, *answers: Any) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(SENT, {"many": many, "answers": list(answers)})
    return found


def test_what_waits_is_sent_once_in_the_order_in_which_it_was_written(page: Page) -> None:
    found = sent(page, 3, {})
    assert found == {
        "asked": [["ord 0", "ord 1", "ord 2"]],
        "state": "sent",
        "waiting": 0,
        "aside": 0,
        "fate": "ok",
    }


def test_twenty_go_at_a_time(page: Page) -> None:
    assert [len(each) for each in sent(page, 45, {})["asked"]] == [20, 20, 5]


def test_without_net_all_of_it_stays(page: Page) -> None:
    found = sent(page, 2, "broken")
    assert (found["state"], found["waiting"], found["aside"]) == ("offline", 2, 0)


def test_a_gateway_that_answers_has_taken_nothing(page: Page) -> None:
    found = sent(page, 2, {"status": 503, "ours": False})
    assert (found["state"], found["waiting"], found["aside"]) == ("later", 2, 0)


@pytest.mark.parametrize("status", [401, 403])
def test_where_nobody_is_in_it_waits_for_its_writer(page: Page, status: int) -> None:
    found = sent(page, 1, {"status": status})
    assert (found["state"], found["waiting"]) == ("signIn", 1)


def test_what_the_server_needs_something_of_is_laid_aside_with_its_reason(page: Page) -> None:
    found = sent(page, 1, {"code": "needs"})
    assert (found["state"], found["waiting"], found["aside"]) == ("sent", 0, 1)
    assert found["fate"] == "needs"


def test_what_breaks_the_server_is_found_one_at_a_time_and_holds_nothing_up(page: Page) -> None:
    """The first that breaks it is passed over, and the other two go."""
    found = sent(page, 3, {"status": 500}, {"status": 500}, {})
    assert found["asked"] == [["ord 0", "ord 1", "ord 2"], ["ord 0"], ["ord 1"], ["ord 2"]]
    assert (found["waiting"], found["aside"]) == (1, 0)


@pytest.mark.parametrize(
    ("at", "day"),
    [("2026-03-14T03:59", "2026-03-13"), ("2026-03-14T04:00", "2026-03-14")],
)
def test_the_writers_day_begins_at_four(page: Page, at: str, day: str) -> None:
    told = page.evaluate(
        """(at) => {
            const real = Date;
            Date = class extends real {
                constructor(...given) {
                    super(...(given.length ? given : [at]));
                }
            };
            try {
                return Outbox.day();
            } finally {
                Date = real;
            }
        }""",
        at,
    )
    assert told == day


def test_what_no_form_may_hold_is_not_taken(page: Page) -> None:
    said = page.evaluate(
        """() => Outbox.put("anna", "/haab", [["tekst", "o".repeat(65000)]])
            .then(() => "taken", ({ message }) => message)"""
    )
    assert said == "large"


def test_an_answer_to_a_question_from_before_the_phone_changed_hands_names_nobody(
    page: Page,
) -> None:
    said = page.evaluate(
        """async () => {
            await Outbox.hears("anna");
            const since = await Outbox.noted("turn");
            await Outbox.turns();
            const late = await Outbox.hears("anna", since).then(() => "heard", (e) => e.message);
            return [late, await Outbox.noted("account")];
        }"""
    )
    assert said == ["gone", None]


def test_whoever_leaves_leaves_what_waits_sealed_and_the_phone_nobodys(page: Page) -> None:
    said = page.evaluate(
        """async () => {
            await Outbox.hears("anna");
            await Outbox.put("anna", "/dagbog", [["tekst", "hemmelig"]]);
            await Outbox.leave("anna");
            const row = await Outbox.inner.reads("ops", (all) => all.getAll());
            const seen = new TextDecoder().decode(row[0].sealed).includes("hemmelig");
            return [row.length, seen, (await Outbox.noted("account")) ?? null];
        }"""
    )
    assert said == [1, False, None]


TAKES = """(text) => {
    try {
        document.createElement("div").innerHTML = text;
        return true;
    } catch {
        return false;
    }
}"""


@pytest.mark.parametrize(
    "text",
    [
        '<p class="words" dir="auto">ord</p>',
        '<form method="post" action="/haab"><button>Gem</button></form>',
        '<a href="tel:112">112</a>',
        "ord uden noget",
    ],
)
def test_markup_of_ours_is_taken(page: Page, text: str) -> None:
    assert page.evaluate(TAKES, text)


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        '<p onclick="a()">ord</p>',
        '<a href="javascript:a()">ord</a>',
        '<a href="//ond.example">ord</a>',
        '<iframe src="/x"></iframe>',
        '<script src="https://ond.example/x.js"></script>',
        "<p",
    ],
)
def test_any_other_is_not(page: Page, text: str) -> None:
    assert not page.evaluate(TAKES, text)
