"""Words that say nothing about a thread, by language; and those of a goal that name only what its owner will do."""

from __future__ import annotations

# Words that say nothing alone; unlike many lists it keeps those that are a topic somewhere: system, interest, bill.
_ENGLISH = """
a about above across after afterwards again against ain all almost alone along already also although always am among
an and another any anybody anyhow anyone anything anyway anywhere are aren around as at back be became because become
been before behind being below beside besides between beyond both but by came can cannot cant come could couldn couldnt
did didn didnt do does doesn doesnt doing don done dont down due during each eg either else elsewhere enough etc even
ever every everybody everyone everything everywhere except few find for former found from further gave get gets getting
give go goes going gone got had hadn has hasn hasnt have haven having he hence her here hers herself him himself his how
however i id ie if ill im in inc indeed instead into is isn isnt it its itself ive just keep kind know last least less
let like ll look looking made make makes making many may maybe me meanwhile might mine more moreover most mostly much
must my myself namely need neither never nevertheless next no nobody none nor not nothing now nowhere of off often oh ok
on once one only onto or other others otherwise our ours ourselves out over own part per perhaps please pretty put quite
rather re really same say see seem seemed seems shall she should shouldn since so some somebody somehow someone
something sometimes somewhere still such sure take tell than thank thanks that thats the their theirs them themselves
then there thereby therefore these they thing things think this those though through throughout thru thus to together
too toward towards tried try trying two under unless until up upon us use used uses using ve very via want wanted was
wasn wasnt way we well went were weren what whatever when whenever where whereas wherever whether which while who
whoever whole whom whose why will with within without won wont would wouldn wouldnt yes yet you your youre yours
yourself
"""
_GERMAN = """
aber alle als also am an auch auf aus bei beim bin bis bitte da damit dann das dass dem den denn der des die dies diese
dieser doch dort durch ein eine einem einen einer eines er es etwas für gegen gibt habe haben hat hatte hier ich ihr
ihre im in ist ja jetzt kann kein keine können man mehr mein meine mich mir mit muss nach nicht noch nun nur ob oder
ohne schon sehr sein seine sich sie sind so um und uns unter viel vom von vor war warum was wenn wer werden wie wieder
wir wird wo würde zu zum zur über
"""
_FRENCH = """
ai alors au aussi autre aux avec avez avoir ce cela ces cet cette ceux chez comme comment dans de des donc dont du elle
elles en encore est et eu faire fait il ils je jusqu la le les leur leurs lui ma mais me mes moi mon même ne nos notre
nous on ont ou où par pas peu peut plus pour pourquoi qu quand que quel quelle qui quoi sa sans se ses si son sont sous
sur ta tes toi ton tous tout toute très tu un une vos votre vous été être
"""
_SPANISH = """
al algo algunos antes aquí así aunque cada como con contra cual cuando de del desde donde dos el ella ellos en entre era
es esa ese eso esta este esto está estoy están fue ha hace hacer han hasta hay he la las le les lo los me mi mis muy más
ni no nos o os otra otro para pero poco por porque puede qué que quien se ser si sin sobre solo son soy su sus sí tal
también te tengo tiene todo todos tu un una uno unos y ya yo
"""
_ITALIAN = """
a ad ai al alla alle anche ancora avere c che chi ci come con cosa così cui da dal dalla degli dei del della delle di
dopo dove e ed era fa fare fino gli ha hanno ho i il in io la le lei li lo loro ma me mi mia mio molto ne nei nel nella
no noi non o ogni per perché però più poi può qual quando quella quello questa questo qui se sei senza si sia sono sta
su sua sul suo te ti tra tu tutti tutto un una uno è
"""
_PORTUGUESE = """
a ao aos as até com como da das de dela dele depois do dos e ela ele eles em entre era essa esse esta este está estou eu
faz fazer foi for há isso isto já lá mais mas me mesmo meu minha muito na nas no nos não nós o onde os ou para pela pelo
pode por porque quando que quem se sem ser seu seus somos sou sua são só também te tem tenho ter tudo um uma você à é
"""
_DUTCH = """
aan al alle als ben bij daar dan dat de deze die dit doen door dus een en er het hebben heb heeft hier hij hoe ik in is
ja je kan kunnen maar me meer met mijn moet na naar niet nog nu of om omdat ook op over te tot u uit van veel voor was
wat we wel werd wie wij wil worden wordt zal ze zich zij zijn zo zou
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(_ENGLISH.split()),
    "de": frozenset(_GERMAN.split()),
    "fr": frozenset(_FRENCH.split()),
    "es": frozenset(_SPANISH.split()),
    "it": frozenset(_ITALIAN.split()),
    "pt": frozenset(_PORTUGUESE.split()),
    "nl": frozenset(_DUTCH.split()),
}
"""By language; the others have none, and leave it to how common a word is."""

_ROLE = """
advice advise advising answer ask asking assist be become better community debate discuss discussing discussion
encourage everyone experience explain feedback folks give guide help helping helps join knowledge known learn
learning member mentor newcomer newcomers others owner owners people person question questions reason recommend
share sharing someone start starting support supporting take talk talking team teams tip tips trouble user users
"""
ROLE_WORDS = frozenset(_ROLE.split())
"""Words of a goal that say what its owner will do and for whom, but not what about."""
