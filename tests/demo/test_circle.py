"""Whom the made-up citizen shares with: signed in as the friend or the guide, one sees what she
chose and nothing else."""

import base64
from itertools import count

import pytest

from app import demo
from app.demo import circle, story
from app.sign_in import Passwords
from tests.personnel.test_second_factor import code_now, give
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both


def test_everybody_signs_in_and_sees_what_was_chosen(world: World) -> None:
    number = count()
    accounts = demo.everybody(
        world.db, world.keys, Passwords(world.keys), lambda: f"et-langt-ord-{next(number)}"
    )
    anna, friend, guide = (signed_in(world, account) for account in accounts)
    said = "\n".join(map(str, accounts))
    assert said.count("sign-in name:") == 3 and said.count("code app key:") == 1
    assert shared_with(friend) == {"haab", "gode-ting", "bedt", "foelges"}
    assert shared_with(guide) == {"haab", "maal", "dage-og-ord", "bedt"}
    assert story.HOPES[0].text in guide.get(link(guide, "haab")).main
    assert story.ALONG in friend.get(link(friend, "foelges")).main
    log = anna.get("/deling/set").main
    assert log.count("Mette fra kommunen så dine håb.") == 2, (
        "a look the day before, and the one just now"
    )


def signed_in(world: World, account: circle.Account) -> Phone:
    phone = world.phone()
    phone.fill("/log-ind", "/log-ind", navn=account.name, adgangskode=account.password)
    if account.code_app:
        code = code_now(base64.b32decode(account.code_app))
        give(phone, code)
    return phone


def shared_with(phone: Phone) -> set[str]:
    return {each.rpartition("/")[2] for each in phone.get("/kreds").links if each.count("/") == 3}


def link(phone: Phone, kind: str) -> str:
    return next(each for each in phone.get("/kreds").links if each.endswith(f"/{kind}"))
