"""What the browser takes as markup and as a script: what our server sends, and nothing that
somebody put in between."""

import pytest

from tests.browser import Open

TRIES = """(html) => {
    const node = document.createElement("div");
    try { node.innerHTML = html; return "taken"; } catch (error) { return error.name; }
}"""
SCRIPTS = """(url) => {
    const node = document.createElement("script");
    try { node.src = url; return "taken"; } catch (error) { return error.name; }
}"""

NOT_OURS = (
    "<script>1</script>", "<SCRIPT src='/static/x'></script>", "<script src=//evil.example/x>",
    '<script src="https://evil.example/x.js">', '<img src=x onerror=alert(1)>',
    '<img src="x" onerror="alert(1)">', "<img src='x' onerror='alert(1)'>", "<svg/onload=alert(1)>",
    '<img src="x"\n\tonerror=alert(1)>', "<p>\"<img src=x onerror=alert(1)>\"</p>",
    "<IMG SRC=x ONERROR=alert(1)>", '<iframe src="/"></iframe>', "<iframe srcdoc='x'>",
    "<img src=x onerror =alert(1)>", '<object data="/x">', "<embed src=x>",
    '<base href="//evil.example">', "<body onload=alert(1)>",
    '<td><a href="/" onclick="x">y</a></td>', '<img src="x"onerror=alert(1)>',
    "<img src='x'onerror=1>", '<a href="javascript:alert(1)">x</a>',
    '<a href=" java&#9;script:alert(1)">x</a>', '<form action="javascript:1">',
    "<a href=javascript:1>", '<button formaction="javascript:1">',
    '<svg><a xlink:href="javascript:1">', '<a href="//evil.example">',
    '<a href="data:text/html,1">', '<p title="x">1 < 2</p>', "<!--<p>-->", '<p title="a"b="c">',
    "<p/onclick=1>", '<scripT>', '<img srcset="x">',
)  # fmt: skip
OURS = (
    '<article class="entry"><p>vi sagde onkel=god til Ole, og online=ja</p></article>',
    '<p>&lt;script&gt; og onerror=1 &#34; onload=2</p>', '<input value="min onkel = god, one=two">',
    '<input value=" onsdag=nu">', '<input value="javascript: et sprog">',
    '<a href="tel:+4570120110">Ring</a><a href="/kreds?side=2#sidst">Mere</a><use href="#hjerte"/>',
    '<form action="" novalidate>', '<script src="/static/app.0123456789ab.js" defer></script>', "",
)  # fmt: skip


def test_markup_that_is_not_ours_is_not_taken(opens: Open) -> None:
    """Trusted Types: a script, a frame or a handler is refused before it is markup; a person's own
    words never are."""
    window = opens()
    window.allow("TrustedHTML|TrustedScriptURL|Trusted Type|Content Security Policy")
    page = window.goto("/om")
    assert {html: page.evaluate(TRIES, html) for html in NOT_OURS} == dict.fromkeys(
        NOT_OURS, "TypeError"
    )
    assert {html: page.evaluate(TRIES, html) for html in OURS} == dict.fromkeys(OURS, "taken")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/sw.js", "taken"),
        ("/static/app.js", "taken"),
        ("//evil.example/x.js", "TypeError"),
        ("https://evil.example/x.js", "TypeError"),
        ("/\\evil.example/x.js", "TypeError"),
        ("data:text/javascript,1", "TypeError"),
        ("blob:x", "TypeError"),
        ("javascript:1", "TypeError"),
        ("", "TypeError"),
    ],
)
def test_a_script_from_elsewhere_is_not_taken(opens: Open, address: str, said: str) -> None:
    window = opens()
    window.allow("TrustedHTML|TrustedScriptURL|Trusted Type|Content Security Policy|404|MIME")
    assert window.goto("/om").evaluate(SCRIPTS, address) == said
