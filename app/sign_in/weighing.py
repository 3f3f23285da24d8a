"""A gentle no to the passwords that others guess first. No password takes long to weigh, whatever
it is made of."""

import re
from functools import lru_cache
from typing import Any

from app.foundation.words import Say, say
from app.sign_in.danish_words import WORDS

SHORTEST, LONGEST = 8, 128
LONG_ENOUGH = 15
"""From here on a row of ordinary words is fine: three of them are more than anybody tries."""
ESTIMATED = 36
"""Characters looked at for guessability: more takes seconds and tells nothing new."""
A_NAME = 200
"""Characters of each name that others know; no name of ours is longer."""

ALIKE = str.maketrans("@{[<9$", "4(((65")
"""Characters that stand for the same letter (p@ssw0rd, p4ssw0rd), each as the first of its kind.
The library tries every choice between them, 736 for somebody who types them all; so it looks for
words in what they become, where there are two dozen at most."""
SIGNS = str.maketrans("@{[<$", "4(((5")
MANY = 3
"""Signs among them from which repeats are looked for in what they become, too; numbers stay, since
they may be a year."""


def objection(password: str, known: tuple[str, ...] = ()) -> Say | None:
    """Why this password will not do, or None. `known` are the person's own names, which others know
    too."""
    if len(password) < SHORTEST:
        return say("Brug mindst {n} tegn. Tre ord efter hinanden er nemt at huske.", n=SHORTEST)
    if len(password) > LONGEST:
        return say("Brug højst {n} tegn.", n=LONGEST)
    known = tuple(name[:A_NAME] for name in known)
    if _often_used(password) or _ordinary(password, known) or _weak(password[:ESTIMATED], known):
        return say("Den er let at gætte. Prøv tre ord der ikke hører sammen.")
    return None


def _often_used(password: str) -> bool:
    return password.casefold() in _top_list()


@lru_cache(maxsize=1)
def _top_list() -> frozenset[str]:
    # 30,000 leaked passwords; only loaded when somebody chooses one.
    from zxcvbn.frequency_lists import (
        FREQUENCY_LISTS,
    )

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)


def _ordinary(password: str, known: tuple[str, ...]) -> bool:
    """A Danish everyday word or two with a year behind them, or one's own name: the first that a
    neighbour tries."""
    letters = re.sub(r"[^a-zæøå]", "", password.casefold())
    words = WORDS | {re.sub(r"[^a-zæøå]", "", name.casefold()) for name in known} - {""}
    return 0 < len(letters) < LONG_ENOUGH and _made_of(letters, frozenset(words))


def _made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether the letters are nothing but listed words after one another."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(
            start in reached and letters[start:end] in words
            for start in range(max(0, end - 20), end)
        ):
            reached.add(end)
    return len(letters) in reached


def _weak(password: str, known: tuple[str, ...]) -> bool:
    """As the library judges, step by step, and at most a thousandth of a second for each of its
    choices."""
    from zxcvbn import scoring, time_estimates

    guesses = scoring.most_guessable_match_sequence(password, _matches(password, known))["guesses"]
    return int(time_estimates.guesses_to_score(guesses)) < 3


def _matches(password: str, known: tuple[str, ...]) -> list[dict[str, Any]]:
    """Everything in it that is easy to guess. The person's names lie in lists of their own, not in
    the library's, which are everybody's: what one person is called is nothing to judge another's
    password by."""
    from zxcvbn import matching

    lists = matching.RANKED_DICTIONARIES | {
        "user_inputs": matching.build_ranked_dict([name.lower() for name in known])
    }
    many = sum(ord(char) in SIGNS for char in set(password)) >= MANY
    found: list[dict[str, Any]] = matching.l33t_match(password.translate(ALIKE), lists)
    found += matching.repeat_match(password.translate(SIGNS) if many else password, lists)
    for look in (
        matching.dictionary_match,
        matching.reverse_dictionary_match,
        matching.spatial_match,
        matching.sequence_match,
        matching.regex_match,
        matching.date_match,
    ):
        found += look(password, _ranked_dictionaries=lists)
    return sorted(found, key=lambda match: (match["i"], match["j"]))
