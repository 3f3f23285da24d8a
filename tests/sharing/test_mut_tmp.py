from tests.conftest import *
from tests.sharing.test_stories import *
from app.sharing import rule as R
import pytest
KEYS=("this kind","this reader","accepted","bond not ended","both factors","at work","begun","not run out","not stopped","not paused")
@pytest.mark.parametrize("key", KEYS)
def test_m(sqlite_template, tmp_path, monkeypatch, key):
    w=World(sqlite_template.copied(tmp_path/'d','x'), sqlite_template.cast)
    orig=R.granted
    monkeypatch.setattr(R,'granted',lambda *a,**k:{n:c for n,c in orig(*a,**k).items() if n!=key})
    with pytest.raises(BaseException): tell(w, settings(SOME, report_multiple_bugs=False, phases=[Phase.generate]))
    w.close()
def test_thing(sqlite_template, tmp_path, monkeypatch):
    for key in ("not put away","not kept apart"):
        w=World(sqlite_template.copied(tmp_path/key,'x'), sqlite_template.cast)
        orig=R.of_thing
        with monkeypatch.context() as m:
            m.setattr(R,'of_thing',lambda *a,**k:{n:c for n,c in orig(*a,**k).items() if n!=key})
            with pytest.raises(BaseException): tell(w, settings(SOME, phases=[Phase.generate]))
        w.close()
from hypothesis import Phase
