from tests.house.test_words import *
from tests.house.test_words import _at_work,_blocks,_speaking,_said,_left_over
from tests.conftest import *
def test_mine(house):
    for lang in ("da", PSEUDO):
        pages=list(_at_work(house,lang))
        for n in ("Karen","Ellen"):
            seen=[]
            crawl(_speaking(house.signed_in(n),lang),"/",n,lambda a,b: seen.append((a,b)))
            pages+=seen
        for name,root in pages:
            b=list(_blocks(root))
            if lang=="da": 
                l=lix(b); print(round(l), sum(len(WORD.findall(x)) for x in b), name)
            else:
                bad=[t for t in _said(root) if _left_over(t)]
                if bad: print("LEFT",name,bad)
