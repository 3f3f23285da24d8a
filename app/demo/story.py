"""Anna, who is nobody: a year of words for showing the app without a real person's words in it.

The year counts backwards from today, so no sentence leans on a season, a weekday or a date. It does
not end better than it began, because a demo that only rises would promise what the app must not
promise. Today is left empty so that the visitor has something to try.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Written:
    """An entry; `helped` is in Anna's own words, `dimensions` are names of the five."""

    days_ago: int
    text: str
    helped: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hoped:
    days_ago: int
    text: str
    dimension: str | None = None


@dataclass(frozen=True)
class Stepped:
    """A small step; `state` is waiting, tried, did or not_now."""

    text: str
    state: str


@dataclass(frozen=True)
class Aimed:
    """A goal; `from_hope` is a place in HOPES, `state` is active, resting, reached or let_go."""

    days_ago: int
    text: str
    from_hope: int | None
    state: str
    steps: tuple[Stepped, ...]


@dataclass(frozen=True)
class Kept:
    days_ago: int
    text: str


@dataclass(frozen=True)
class Flowered:
    """A reflection: 0..3 for each of the five, None where Anna skipped."""

    days_ago: int
    answers: dict[str, int | None]


@dataclass(frozen=True)
class Marked:
    """A day's mark; `kind` is good, between or hard."""

    days_ago: int
    kind: str


NICKNAME = "Anna"
ALONG = "Aktivitetscenter Stoppestedet"
"""Where she goes with a friend next week."""

HOPES: tuple[Hoped, ...] = (
    Hoped(334, "At jeg kan sige at jeg er bager, uden at det gør ondt.", "identity"),
    Hoped(325, "At kende nogen jeg kan sige hej til.", "together"),
    Hoped(226, "At jeg kan tro lidt på at det vender igen, også når det ikke ligner.", "hope"),
    Hoped(148, "Et spisebord med nogen ved.", "meaning"),
    Hoped(14, "Noget med brød, tidligt om morgenen. Jeg tør ikke skrive mere."),
)

GOALS: tuple[Aimed, ...] = (
    Aimed(
        320,
        "Gå ind på værkstedet uden at nogen henter mig",
        from_hope=1,
        state="reached",
        steps=(
            Stepped("Gå forbi på det andet fortov", "did"),
            Stepped("Stå ved døren sammen med Mette", "did"),
            Stepped("Være derinde i tyve minutter", "did"),
            Stepped("Cykle derhen", "not_now"),
            Stepped("Gå ind alene", "did"),
        ),
    ),
    Aimed(
        213,
        "Strikke en hel trøje færdig",
        from_hope=None,
        state="resting",
        steps=(
            Stepped("Finde garn der ikke kradser", "did"),
            Stepped("Bagstykket", "tried"),
            Stepped("Ærmerne", "not_now"),
        ),
    ),
    Aimed(
        144,
        "Have nogen til at spise hos mig en gang imellem",
        from_hope=3,
        state="active",
        steps=(
            Stepped("Finde et bord", "did"),
            Stepped("Spørge Sara og Alma", "did"),
            Stepped("Lave suppe til fire", "did"),
            Stepped("Spørge om Poul vil med op", "waiting"),
            Stepped("Finde en stol mere", "waiting"),
        ),
    ),
    Aimed(
        136,
        "Begynde at løbe",
        from_hope=None,
        state="let_go",
        steps=(
            Stepped("Finde skoene", "did"),
            Stepped("Løbe til postkassen", "tried"),
        ),
    ),
    Aimed(
        68,
        "Vise andre hvordan man bager rugbrød",
        from_hope=0,
        state="active",
        steps=(
            Stepped("Sige ja til Bente: tre mennesker og en time", "did"),
            Stepped("Skrive opskriften ned så andre kan læse den", "tried"),
            Stepped("Gøre det en gang til", "waiting"),
        ),
    ),
)

GOOD_THINGS: tuple[Kept, ...] = (
    Kept(346, "Sara snakkede om køkken hele vejen rundt om søen, og jeg gik bare ved siden af."),
    Kept(331, "Hele opgangen duftede af boller."),
    Kept(304, "Tyve minutter og en kop af Jørgens kaffe."),
    Kept(296, "Hulen af stole. Alma sagde okay."),
    Kept(248, "Sara faldt i søvn på min sofa."),
    Kept(237, "Grød spiser igen."),
    Kept(216, "Der blev bare sat en kop foran mig."),
    Kept(205, "Ditte ville have opskriften."),
    Kept(176, "Elleve cykler, og så ind ad døren."),
    Kept(129, "Pandekager i nattøj klokken 5."),
    Kept(97, "To linjer ud af tre, og kage bagefter."),
    Kept(63, "Et kvarter hvor jeg ikke tænkte på hvordan jeg lød."),
    Kept(36, "Fire tallerkener på bordet."),
    Kept(7, "Bænken, termokanden og Ditte."),
)

FLOWERS: tuple[Flowered, ...] = (
    Flowered(341, {"together": 1, "hope": 0, "identity": 1, "meaning": None, "empowerment": 0}),
    Flowered(247, {"together": 1, "hope": 0, "identity": 0, "meaning": 0, "empowerment": None}),
    Flowered(152, {"together": 2, "hope": 2, "identity": 1, "meaning": 2, "empowerment": 2}),
    Flowered(40, {"together": 3, "hope": 1, "identity": 2, "meaning": None, "empowerment": 1}),
)

# A week to a line, the oldest first, yesterday last. g good, m between, h hard, a dot for no mark.
# Drawn once and kept as data rather than computed, so that a heavy day in the words is a heavy day
# here.
_YEAR = (
    "m.mhh.g"
    "..mg.hh"
    "m..mgmm"
    "mg..h.m"
    ".m.mmgh"
    "h.gmhh."
    "mhg.ghg"
    "hm..mgg"
    "..m.gh."
    "ghmm.gm"
    ".m..m.m"
    "..m.m.h"
    "h.m.m.m"
    ".hhhghh"
    "h.h.h.."
    "m......"
    ".h..m.."
    ".h...hm"
    ".g....."
    "m.m.m.m"
    ".m...mm"
    ".ghh.m."
    ".mmmmg."
    ".hghh.."
    ".gmghgm"
    "..hmghm"
    "h.m..hg"
    "m.g...h"
    "gm....."
    ".hhgm.m"
    "ghh.gm."
    ".hghg.m"
    ".m..hmm"
    "mmh.ghm"
    "mmm.m.h"
    ".h.hhhm"
    "hh..m.h"
    "m..h..."
    "hmh.h.h"
    ".h.m.hm"
    ".g.h..m"
    "mggmmmh"
    "g.mh..m"
    "ghmm.mm"
    "mmg..hh"
    "mm...mh"
    "..hhhmg"
    "hmg..mm"
    ".hmm.g."
    "hh.mgmm"
    "..h..m."
    "gh..mgm"
)

_KINDS = {"g": "good", "m": "between", "h": "hard"}


def days() -> tuple[Marked, ...]:
    """Every marked day, the oldest first; the same year every time."""
    return tuple(
        Marked(days_ago, _KINDS[mark])
        for days_ago, mark in zip(range(len(_YEAR), 0, -1), _YEAR, strict=True)
        if mark in _KINDS
    )


ENTRIES: tuple[Written, ...] = (
    Written(
        364,
        "Mette har vist mig den her app. Jeg ved ikke rigtig om jeg får skrevet noget. Nu har "
        "jeg i hvert fald skrevet det her.",
    ),
    Written(
        362,
        "Grød har væltet basilikummen igen. Det er den tredje. Jeg tror jeg holder op med at "
        "købe dem.",
        helped=("katten",),
    ),
    Written(
        361,
        "Aflyste Mette. Skrev at jeg havde ondt i halsen, og det havde jeg ikke. Lå på sofaen med "
        "gardinerne trukket for. Gik rundt med den løgn hele dagen.",
        helped=("te og tæppe",),
    ),
    Written(
        358,
        "Sagde til Mette at det ikke var halsen. Hun blev ikke sur. Hun sagde at jeg godt må "
        'skrive "ikke i '
        'dag" uden en grund. Det vidste jeg ikke at man kunne.',
        helped=("snakke med Mette",),
        dimensions=("together", "empowerment"),
    ),
    Written(
        355,
        "Gik ned med skraldet og hilste på Poul i stuen. Han sagde noget om vejret, og jeg "
        "sagde noget om "
        "vejret. Det var hele dagen.",
        dimensions=("together",),
    ),
    Written(352, "Orkede ikke noget i dag."),
    Written(
        350,
        "Sov til middag og skammede mig over det. Lavede havregrød klokken 14. Grød fik også "
        "lidt. Det er "
        "ikke derfor han hedder det, men næsten.",
        helped=("katten",),
    ),
    Written(
        346,
        "Gik rundt om søen med Sara. Hun snakkede om sit nye køkken hele vejen, og jeg kunne "
        "bare gå ved "
        "siden af. Det er rart når jeg ikke skal finde på noget at sige.",
        helped=("en tur med Sara", "gå rundt om søen"),
        dimensions=("together",),
    ),
    Written(
        343,
        "Alt for mange mennesker i butikken. Vendte om ved køledisken og gik hjem uden mælk. "
        "Drak kaffen "
        "sort. Den smagte faktisk fint.",
    ),
    Written(
        339,
        "Kan ikke sove. Det er de samme tre ting der kører rundt. Har sat radioen på lavt, så "
        "der er en der taler.",
        helped=("høre radio",),
    ),
    Written(339, "Faldt i søvn hen ad formiddagen. Nu er dagen væk."),
    Written(
        335,
        "Mette spurgte hvad jeg kunne lide før. Jeg sagde at bage, og så sagde jeg ikke mere, "
        "for ellers "
        "var jeg begyndt at græde. Jeg er jo uddannet bager. Det er mærkeligt at skrive.",
        dimensions=("identity",),
    ),
    Written(
        331,
        "Bagte en enkelt portion boller. De blev for hårde, men hele opgangen duftede. Poul "
        "bankede på og "
        "spurgte hvem der havde fødselsdag. Han fik fire med ned.",
        helped=("bage",),
        dimensions=("identity", "together"),
    ),
    Written(
        326,
        "Mette fortalte om et værksted hvor man bare kan komme. Man behøver ikke kunne noget. "
        "Jeg sagde at "
        "jeg ville tænke over det, og det gør jeg så nu.",
    ),
    Written(
        322,
        "Vi kørte forbi værkstedet. Bare forbi. Der stod en mand udenfor og røg, og han vinkede "
        "til bilen. "
        "Jeg vinkede ikke tilbage, men jeg så ham.",
    ),
    Written(
        317,
        "Mor ringede og spurgte om jeg var kommet i gang med noget. Jeg sagde ja. Bagefter sad "
        "jeg længe i gangen med jakken på.",
    ),
    Written(
        311,
        "Stod foran døren til værkstedet. Mette stod ved siden af og sagde ikke noget. Så gik "
        "vi igen. Hun "
        "sagde at nu havde vi jo set døren.",
        helped=("snakke med Mette",),
        dimensions=("empowerment",),
    ),
    Written(
        308,
        "Grød har lært at åbne skuffen med viskestykker. Han har sovet i den hele dagen. Jeg er "
        "lidt misundelig.",
        helped=("katten",),
    ),
    Written(
        304,
        "Var inde. Tyve minutter. Ham der vinkede, hedder Jørgen, og hans kaffe er så stærk at "
        "skeen næsten "
        "kan stå i den. Jeg sad op mod væggen med jakken på, men jeg sad der.",
        dimensions=("together", "empowerment"),
    ),
    Written(
        303,
        "Helt flad efter i går. Har ikke svaret på nogen beskeder. Alting koster det dobbelte "
        "dagen efter.",
        helped=("te og tæppe", "gå tidligt i seng"),
    ),
    Written(
        299,
        "Ringede selv til lægen om en ny tid. Jeg havde skrevet ned hvad jeg ville sige. De "
        "satte mig i kø "
        "så længe at jeg kunne sedlen udenad da de tog den.",
        helped=("en seddel i hånden",),
        dimensions=("empowerment",),
    ),
    Written(
        296,
        "Alma var her mens Sara var til tandlæge. Vi byggede en hule af mine stole. Hun spurgte "
        "hvorfor jeg "
        'ikke går på arbejde, og jeg sagde at jeg øver mig på noget andet lige nu. "Okay", '
        "sagde hun.",
        dimensions=("together", "identity"),
    ),
    Written(
        295, "Regn. Hørte en udsendelse om ål. Jeg ved nu meget om ål.", helped=("høre radio",)
    ),
    Written(
        285,
        "En time på værkstedet. Bente lærte mig at lukke af på strikketøjet. Hun har også haft "
        "nogle år "
        "hvor hun ikke kom ud, sagde hun. Hun sagde det som om det var helt almindeligt.",
        helped=("strikke",),
        dimensions=("together", "hope"),
    ),
    Written(281, "Brev fra kommunen. Har lagt det under brødristeren."),
    Written(
        280, "Det ligger der stadig. Jeg har spist rugbrød i to dage for ikke at røre brødristeren."
    ),
    Written(
        278,
        "Mette læste brevet højt mens jeg så ud ad vinduet. Det var bare et møde der var "
        "flyttet. Jeg blev "
        "helt vred over at det kunne fylde så meget.",
        helped=("snakke med Mette",),
    ),
    Written(
        272,
        "Mette er væk de næste uger. Det har hun sagt for længe siden, så det er ikke det. Der "
        "kommer en "
        "der hedder Henrik i stedet. Jeg har ikke lyst.",
    ),
    Written(
        268, "Sagde nej til Henrik i dørtelefonen. Han lød flink nok. Det gjorde det næsten værre."
    ),
    Written(266, "Gav katten mad. Det er det.", helped=("katten",)),
    Written(
        262,
        "Sara har skrevet tre gange. Jeg har set det. Jeg ved bare ikke hvad jeg skal svare når "
        "der ikke er noget nyt.",
    ),
    Written(251, "Har ikke skrevet længe. Dagene ligner hinanden, og de er alligevel for lange."),
    Written(
        248,
        "Sara kom bare. Hun havde suppe med og tog opvasken uden at sige noget om den. Vi så et "
        "program om "
        "folk der køber huse. Hun faldt i søvn før mig.",
        helped=("Sara kom forbi",),
        dimensions=("together",),
    ),
    Written(244, "Græd over en reklame for leverpostej. Det er ikke engang løgn."),
    Written(
        240,
        "Grød vil ikke spise. Jeg sidder på gulvet ved siden af skålen og kan ikke tænke på andet.",
    ),
    Written(
        239,
        "Dyrlægen. Jeg ringede selv, tog bussen med kassen på skødet og ventede en time mellem "
        "to hunde. "
        "Det var en tand. Det kostede mere end jeg havde, men jeg må betale ad tre gange. Først "
        "på vej hjem "
        "kom jeg i tanke om at jeg ikke havde set efter om folk kiggede.",
        dimensions=("empowerment", "meaning"),
    ),
    Written(
        237,
        "Han spiser igen. Han er sur på mig og sidder med ryggen til. Jeg er så lettet.",
        helped=("katten",),
        dimensions=("meaning",),
    ),
    Written(
        231,
        "Mette er tilbage. Jeg troede hun ville spørge hvorfor jeg sagde nej til Henrik, men "
        "hun spurgte om der var kaffe.",
        helped=("snakke med Mette",),
        dimensions=("together",),
    ),
    Written(
        227,
        "Vi skrev ned hvad der gælder når jeg lukker døren for alle. Hvem må komme alligevel "
        "(Sara), hvem "
        "kan vente, og hvad der plejer at hjælpe bare lidt. Det fyldte en halv side.",
        helped=("snakke med Mette",),
        dimensions=("empowerment",),
    ),
    Written(
        219,
        "Gik om søen alene. Kun halvvejs og så samme vej tilbage. Der stod en fiskehejre som "
        "lignede en der ventede på bussen.",
        helped=("gå rundt om søen",),
    ),
    Written(
        216,
        "På værkstedet var der ingen der spurgte hvor jeg havde været. Jørgen satte bare en kop "
        "foran mig. "
        "Jeg kunne have kysset ham, men det lod jeg være med.",
        dimensions=("together",),
    ),
    Written(
        212,
        "Skrev til mor at hun ikke må spørge om jeg er kommet i gang. Det tog fire forsøg at "
        "trykke send. "
        'Hun svarede "ok skat" og så et billede af sin nye støvsuger.',
        dimensions=("empowerment", "together"),
    ),
    Written(209, "Almindelig dag. Vaskede tøj. Der forsvandt en sok."),
    Written(
        205,
        "Tog boller med på værkstedet. Jeg var lige ved at lade dem blive i bussen med vilje. "
        "De var væk på "
        "ti minutter, og Ditte ville have opskriften. Jeg sagde at den sidder i hænderne, og så "
        "viste jeg "
        "hende det med en usynlig dej.",
        helped=("bage",),
        dimensions=("identity", "together", "meaning"),
    ),
    Written(
        200,
        'Vågnede med en knude i maven uden grund. Meldte fra til det hele. Skrev "ikke i dag" '
        "til Mette og "
        "ikke mere. Hun sendte en tommelfinger.",
        helped=("te og tæppe",),
        dimensions=("empowerment",),
    ),
    Written(
        197,
        "Har siddet med gamle billeder fra bageriet. Jeg ser træt ud på dem alle sammen. Det "
        "kan jeg ikke "
        "huske at jeg var. Måske var det ikke så godt dengang som jeg går og siger.",
        dimensions=("identity",),
    ),
    Written(
        193,
        "Sara og jeg tog til Randers og drak kaffe et sted med bløde stole. Efter en halv time "
        "ville jeg "
        "hjem, og så tog vi hjem. Hun sukkede ikke.",
        helped=("en tur med Sara",),
        dimensions=("together",),
    ),
    Written(
        182,
        "Skændtes med Sara i telefonen. Hun sagde at hun også bliver træt. Det har hun ret i, "
        "og det er det værste ved det.",
    ),
    Written(
        180,
        "Skrev til Sara at jeg hellere vil vide når hun er træt. Hun ringede med det samme. Vi "
        "sagde ikke "
        "så meget, men vi sagde det.",
        helped=("ringe til Sara",),
        dimensions=("together",),
    ),
    Written(
        176,
        "Alene på værkstedet for første gang. Der var ingen der hentede mig. Jeg gik en ekstra "
        "gang rundt "
        "om bygningen og talte cyklerne. Der var elleve. Så gik jeg ind.",
        dimensions=("empowerment",),
    ),
    Written(
        175,
        "Mette sagde at det var stort. Jeg ved ikke. Det var en dør. Men jeg har tænkt på den "
        "dør i månedsvis, så okay.",
        helped=("snakke med Mette",),
        dimensions=("hope",),
    ),
    Written(
        168,
        "Hjalp Jørgen med krydsord. Vi manglede et langsomt dyr på seks bogstaver og kunne kun "
        "komme i "
        'tanke om snegl. Vi skrev "snegle" og lod som om.',
        dimensions=("together",),
    ),
    Written(
        160,
        "Hele dagen var som at gå i vand til livet. Fik børstet tænder klokken 16 og vælger at "
        "tælle det med.",
        helped=("et varmt bad",),
    ),
    Written(
        157,
        "Bad Poul om at skrue ned for musikken. Han havde ikke sit høreapparat i, så vi stod og "
        "råbte "
        "høfligt til hinanden. Lidt efter kom han op med et glas marmelade.",
        dimensions=("empowerment", "together"),
    ),
    Written(
        154,
        "På Recoveryskolen i Randers sammen med Mette, for første gang. Hende der fortalte, "
        "havde selv "
        "ligget på sofaen i et år. Jeg skrev én ting ned: at man godt må ønske sig noget før "
        "man er klar "
        "til det.",
        dimensions=("hope", "identity"),
    ),
    Written(
        149,
        "Jeg ved ikke hvad jeg ønsker mig. Et spisebord måske. Med nogen ved.",
        dimensions=("hope", "meaning"),
    ),
    Written(
        145,
        "Fandt et brugt bord til 200 kroner. Sara og hendes kollega bar det op. Det er for "
        "stort til "
        "køkkenet, og Grød har bestemt at det er hans.",
        helped=("Sara kom forbi",),
        dimensions=("together", "meaning"),
    ),
    Written(
        133,
        "Prøvede at løbe. Løb til postkassen. Gik hjem. Jeg er ikke en der løber.",
        dimensions=("identity",),
    ),
    Written(
        129,
        "Alma sov her. Hun vågnede klokken 5 og spurgte om det var morgen. Vi bagte pandekager "
        "i nattøj. "
        "Bagefter var jeg træt på den gode måde.",
        helped=("bage",),
        dimensions=("together", "meaning"),
    ),
    Written(
        128,
        "Aflyste det hele. Lå og hørte radio. Der var noget om fugle der flyver forkert og "
        "finder hjem "
        "alligevel. Jeg faldt i søvn før de fandt hjem.",
        helped=("høre radio", "te og tæppe"),
    ),
    Written(
        126,
        "Gik rundt om søen med Ditte. Hun går hurtigt. Vi snakkede om alt muligt andet end "
        "hvordan vi har det. Det var skønt.",
        helped=("gå rundt om søen",),
        dimensions=("together", "identity"),
    ),
    Written(
        120,
        "Nyt brev. Der er et møde om hvad der skal ske med min sag. Jeg kunne høre mit eget "
        "hjerte. Gav det "
        "til Mette uden at læse resten.",
    ),
    Written(
        114,
        "Blev væk fra værkstedet. Men jeg skrev til Ditte at jeg blev væk. Det gjorde jeg ikke "
        "sidst.",
        dimensions=("together",),
    ),
    Written(111, "Nul."),
    Written(
        108,
        "Mette og jeg skrev tre linjer jeg vil sige til mødet. Hun spurgte hvem jeg ville have "
        "ved siden af "
        "mig. Det havde jeg ikke tænkt på at jeg bestemmer. Det bliver Sara.",
        helped=("snakke med Mette", "en seddel i hånden"),
        dimensions=("empowerment",),
    ),
    Written(
        106,
        'Sara spurgte om hun skulle komme. Jeg sagde nej. "Okay, så er jeg der om en time", '
        "sagde hun. Jeg "
        "blev sur, og så blev jeg glad.",
        helped=("Sara kom forbi",),
        dimensions=("together",),
    ),
    Written(
        97,
        "Mødet er overstået. Jeg fik sagt to af de tre linjer. Stemmen rystede, men ordene kom "
        "i den "
        "rigtige rækkefølge. De har ikke bestemt noget endnu. Sara købte kage til mig som om "
        "jeg var syv.",
        helped=("en seddel i hånden", "en tur med Sara"),
        dimensions=("empowerment", "together"),
    ),
    Written(
        96,
        "Tom. Det havde jeg regnet med. Har slukket telefonen.",
        helped=("te og tæppe", "et varmt bad"),
    ),
    Written(
        92,
        "Ingen har ringet om mødet. Jeg kigger hele tiden. Har lagt telefonen i skuffen hos "
        "viskestykkerne og katten.",
        helped=("katten",),
    ),
    Written(
        85,
        "Svaret kom. Det bliver som det er et stykke tid endnu. Jeg troede jeg ville blive "
        "glad, men jeg blev mest træt.",
        helped=("ringe til Sara",),
    ),
    Written(
        77,
        "Tilbage på værkstedet. Bente havde gemt mit garn. Der sad en på min plads ved væggen, "
        "så jeg satte "
        "mig ved vinduet. Der er bedre lys.",
        helped=("strikke",),
        dimensions=("together",),
    ),
    Written(
        75,
        "Bagte rugbrød helt fra bunden. Surdejen har stået i tre dage og lugter som Jørgens "
        "kaffe. Det "
        "lykkedes. Jeg stod bare og holdt det i hænderne.",
        helped=("bage",),
        dimensions=("identity", "meaning"),
    ),
    Written(
        72,
        "Ditte spurgte om jeg ville vise dem på værkstedet hvordan man gør. Jeg sagde måske. "
        "Gik hjem og "
        "blev nervøs over mit eget måske.",
        dimensions=("identity",),
    ),
    Written(71, "Fortryder måske. Fortryder alt muligt. Klokken er 3, og jeg tænker på surdej."),
    Written(
        68,
        'Sagde til Bente at jeg godt vil, men kun med tre mennesker og kun en time. "Det er jo '
        "dig der kan "
        'bage", sagde hun. Den sætning har jeg gået med hele dagen.',
        dimensions=("empowerment", "identity"),
    ),
    Written(
        63,
        "Viste dem det. Vi var fire. Der var mel på alt. På et tidspunkt opdagede jeg at jeg "
        "havde talt i "
        "et kvarter uden at tænke på hvordan jeg lød.",
        helped=("bage",),
        dimensions=("identity", "meaning", "together"),
    ),
    Written(
        62,
        "Græd hele formiddagen og ved ikke hvorfor. Måske er det bare meget på én gang. Sara "
        "sagde at det "
        "godt kan være begge dele.",
        helped=("ringe til Sara",),
    ),
    Written(
        54,
        "Handlede ind for Poul fordi hans knæ driller. Han ville betale mig i tiere. Jeg tog "
        "imod én.",
        dimensions=("meaning", "together"),
    ),
    Written(
        51,
        "Kunne ikke komme ud ad døren. Til sidst satte jeg mig på trappen med tasken. Poul kom "
        "forbi og "
        "satte sig også, og det tager ham lang tid. Vi sagde ikke noget.",
        dimensions=("together",),
    ),
    Written(
        48,
        "Mor var på besøg. Hun sagde at her var hyggeligt, og så tørrede hun støv af. Ingen af "
        "os sagde "
        "noget forkert. Jeg sov to timer da hun var kørt.",
    ),
    Written(
        44,
        "Meldte mig til et kursus mere. Trykkede på knappen og lagde telefonen med skærmen "
        "nedad, som om den kunne bide.",
        dimensions=("hope", "empowerment"),
    ),
    Written(
        39,
        "Orkede ikke noget i dag. Læste noget af det jeg skrev i begyndelsen. Der stod det "
        "samme. Det var lidt trist og lidt rart.",
        helped=("te og tæppe",),
    ),
    Written(
        36,
        "Sara, Alma og Ditte spiste hos mig. Ved bordet. Suppen var for salt, og ingen gik før "
        "klokken 21. "
        "Grød gik i seng før gæsterne.",
        dimensions=("together", "meaning", "hope"),
    ),
    Written(
        35,
        "Helt brugt op. Det var det værd, tror jeg. Spørg mig i morgen.",
        helped=("te og tæppe", "gå tidligt i seng"),
    ),
    Written(34, "Det var det værd.", dimensions=("hope",)),
    Written(
        30,
        "Rundt om søen i blæsevejr. Hejren stod der igen. Eller også er det en anden.",
        helped=("gå rundt om søen",),
    ),
    Written(
        27,
        "Uro i kroppen hele dagen. Gik frem og tilbage. Strikkede noget grimt.",
        helped=("strikke",),
    ),
    Written(26, "Trevlede det grimme op."),
    Written(
        23,
        "Jørgen har fødselsdag og ville ikke fejres. Så vi sagde ingenting og stillede bare "
        "kagen foran "
        'ham. "Hvad er nu det for noget", sagde han og var glad.',
        helped=("bage",),
        dimensions=("together",),
    ),
    Written(
        20,
        "Alting larmer. Spurgte Mette om vi kan nøjes med at tale i telefon i morgen, og det "
        "kan vi.",
        dimensions=("empowerment",),
    ),
    Written(
        16,
        "Gik forbi bageren. Der hænger et opslag i vinduet om et par timer om ugen, tidligt om "
        "morgenen. "
        "Jeg læste det to gange og gik videre. Det er ikke et håb, det er bare et opslag.",
        dimensions=("hope",),
    ),
    Written(12, "Nej. Ikke nu. Blev liggende og lod telefonen ringe ud to gange."),
    Written(
        11, "Grød fangede en edderkop og har været uudholdelig lige siden.", helped=("katten",)
    ),
    Written(
        9,
        "Fortalte Mette om opslaget. Hun spurgte ikke om jeg ville søge. Hun spurgte hvordan "
        "der dufter.",
        helped=("snakke med Mette",),
        dimensions=("hope",),
    ),
    Written(
        7,
        "Sad på bænken ved søen med Ditte og en termokande. Hun har det svært for tiden. Jeg "
        "lyttede og fik "
        "ikke sagt noget klogt. Hun sagde tak alligevel.",
        helped=("gå rundt om søen",),
        dimensions=("together", "meaning"),
    ),
    Written(
        3,
        "Fik vasket op og hørte en halv udsendelse om knob. Jeg kan nu binde et pælestik. Jeg "
        "har ingen båd.",
        helped=("høre radio",),
    ),
    Written(
        2,
        "På værkstedet havde nogen skrevet ANNAS RUGBRØD på listen over det vi skal lave. Jeg "
        "lod det stå.",
        dimensions=("identity", "meaning"),
    ),
    Written(
        2,
        "Faldt i søvn i tøjet med lyset tændt. Vågnede ved at katten stod på mit ansigt. Så gik "
        "jeg rigtigt i seng.",
        helped=("katten",),
    ),
    Written(
        1, "Ikke så meget i dag. Te og tæppe og kat. Det er okay.", helped=("te og tæppe", "katten")
    ),
)

PLAN: tuple[tuple[str, ...], ...] = (
    ("signs", "Jeg lægger telefonen i skuffen."),
    ("signs", "Kaffen bliver kold."),
    ("helps", "Te og tæppe."),
    ("helps", "Høre radio, også om knob."),
    ("helps", "Strikke noget grimt."),
    ("places", "Bænken ved søen."),
    ("people", "Ditte", "10 00 00 01", "min søster"),
    ("people", "Jørgen", "10 00 00 02", "fra værkstedet"),
    ("pros", "Mette", "10 00 00 03", "min vejleder"),
    ("meet", "Sæt dig, og sig ikke noget lige med det samme."),
    ("meet", "Lad være med at spørge hvorfor."),
    ("matters", "Katten. Og at der kommer et forår."),
    ("good", "Cykle til værkstedet."),
    ("hard", "At nogen ringer i stedet for at komme."),
)
"""The part, the words, and for people a number and who they are. Numbers that nobody has."""

NETWORK: tuple[tuple[str, str, str, str, bool], ...] = (
    (
        "Grød",
        "animal",
        "Han ligger på mine fødder. Han vil ikke vide hvordan jeg har det.",
        "near",
        False,
    ),
    ("Sara", "person", "Hun kommer bare. Hun har suppe med.", "near", True),
    ("Bænken ved søen", "place", "Der er ingen der spørger om noget.", "near", True),
    ("Mette", "person", "Vi skriver ned hvad der gælder.", "some", False),
    ("Værkstedet", "place", "Der bliver bare sat en kop foran mig.", "some", True),
    ("Jørgen", "person", "Stærk kaffe.", "some", False),
    ("Radioen", "other", "En der taler når jeg ikke kan sove.", "near", False),
    ("Alma", "person", "Hun siger okay.", "some", False),
    ("Mor", "person", "Billeder af hendes støvsuger.", "far", False),
    ("Poul i stuen", "person", "", "", False),
)
"""What it is called, which kind it is, what it gives, how near it is, and whether Anna would like
more of it."""

APPOINTMENTS: tuple[tuple[int | None, dict[str, Any]], ...] = (
    (
        2,
        {
            "what": "Samtale med Mette",
            "at": 10 * 60,
            "often": "anden",
            "who": "Mette",
            "role": "vejleder",
            "known": True,
            "where": "Lokale 3, første sal",
            "why": "Vi ser på det, der virker.",
            "lasts": "En time, eller kortere",
        },
    ),
    (
        9,
        {
            "what": "Tandlæge",
            "at": 14 * 60 + 15,
            "who": "Tina",
            "role": "klinikassistent",
            "where": "Torvegade 1",
            "bring": "Sara tager med derhen.",
        },
    ),
    (None, {"what": "Møde om til foråret", "who": "Mette", "role": "vejleder", "known": True}),
    (-20, {"what": "Kaffe på værkstedet", "at": 9 * 60, "who": "Jørgen", "known": True}),
)
"""In how many days, where that is known, and what is known of it."""
JOINT: tuple[tuple[str, str, str, bool], ...] = (
    ("Komme på værkstedet to gange om ugen", "Anna og Jørgen", "inden sommer", False),
    ("Ringe til tandlægen", "Sara", "i næste uge", True),
    ("Spørge på jobcentret om tid", "Mette", "når Anna siger til", False),
)
"""What is wanted, who does something about it, by when, and whether it is done."""
CONTACTS: tuple[tuple[str, str, str, str], ...] = (
    ("Mette", "vejleder", "Samtaler, og papirer til kommunen.", "10 00 00 03"),
    ("Lone", "læge", "Medicin og henvisninger.", ""),
    ("Jørgen", "leder af værkstedet", "Åbner klokken otte.", "10 00 00 02"),
)
"""Who they are, what they are, what they take care of, and how they are reached."""
REMINDERS: tuple[tuple[str, str, int, tuple[int, ...], str], ...] = (
    ("day", "/", 10 * 60, (0, 1, 2, 3, 4, 5, 6), ""),
    (
        "hello",
        "/paamindelser/{}/hilsen",
        18 * 60,
        (6,),
        "Du har haft uger som den her før. Sæt vand over, og gå en tur med Grød.",
    ),
)
"""Kind, where it leads, minutes of the day, weekdays, and own words."""
QUIET = (21 * 60, 9 * 60)
PROPOSED = ("Gåtur langs Gudenåen", "Vi går en time i roligt tempo.", "Anna og Sara")
"""What she would like to do at a place, in words, and who meets whoever comes."""
SAVED = {"frivilligvaerket-randers": "", "recoveryskolen-randers": "igen"}
"""Places that come with the app, by what they are called there, and what was said afterwards."""
