"""Everyday Danish words that make a password easy to guess: towns, months, clubs, family, this
app's own words."""

WORDS = frozenset(
    """
januar februar marts april maj juni juli august september oktober november december mandag tirsdag
onsdag torsdag fredag
lørdag søndag forår sommer efterår vinter jul påske pinse ferie morgen aften nat dag uge måned år
idag nu
randers aarhus århus aalborg ålborg odense københavn copenhagen esbjerg kolding horsens vejle viborg
silkeborg herning
holstebro struer lemvig skive skanderborg odder samsø favrskov hadsten hammel hinnerup norddjurs
grenaa grenå auning
allingåbro syddjurs ebeltoft hornslet rønde ikast brande ringkøbing skjern hedensted djursland
jylland fyn sjælland bornholm
danmark danske dansk norge sverige tyskland europa
agf ob fck brøndby fcmidtjylland midtjylland randersfc aab vff viborgff silkeborgif liverpool
arsenal manchester united barcelona
real madrid chelsea tottenham fodbold håndbold
mor far mormor morfar farmor farfar søster bror datter søn baby barn børn kæreste mand kone skat
skatter elsker elskede
familie hund kat kanin hest mis vovse prins prinsesse
anna maria mette hanne kirsten lene susanne helle lone marianne inge karen pia gitte tina charlotte
camilla louise
sofie emma ida freja clara laura julie sara mathilde caroline peter jens michael lars thomas henrik
søren christian
martin jan morten jesper hans anders rasmus mads ole per niels jørgen claus kim lasse jakob magnus
emil mikkel
frederik oliver noah william victor lucas
password adgangskode adgang kode kodeord hemmelig hemmeligt hemmelighed login velkommen hej hejsa
goddag farvel tak admin
bruger test qwerty asdf abc abcd sommerhus
fodfæste fodfaeste mestring mestringsvejleder vejleder vejledning bostøtte recovery kommune
psykiatri psykiatriens hus
støtte hjælp hjælpnu håb mål plan dagbog blomst sammen mening identitet empowerment trivsel bedring
glæde kærlighed lykke liv livet frihed fred ro sol måne stjerne stjerner hav vand skov blomster rose
roser tulipan
kaffe te kage øl vin pizza chokolade is brød æble banan
rød grøn blå gul sort hvid lilla orange pink lyserød grå brun
en to tre fire fem seks syv otte ni ti et
god gode godt stor store lille glad glade sød søde smuk dejlig flot bedste sej fed cool
jeg du han hun vi os dig mig min mit mine din dit dine er og i på af til det den de der som ikke har
kan vil skal
bil cykel båd tog musik guitar film spil computer telefon mobil hjem have
jesus gud engel engle himmel
kongen dronning margrethe viking vikings danelaw batman superman pokemon minecraft
""".split()
)
