"""What is known of words before a story is read: how they are written, and which names are what.

The lists in `data/` are read once, when the first story is looked at.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

Kind = Literal["person", "work", "org", "event", "outlet", "place", "thing"]

COMMON = 0.5
"""A word that is written small in more than this share of its uses is no name by itself."""

# The calendar: capitalised by rule, never a topic.
_MONTH_WORDS = """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec
"""
MONTHS = frozenset(_MONTH_WORDS.split())
_CALENDAR_WORDS = """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays today tonight tomorrow yesterday
"""
CALENDAR = MONTHS | frozenset(_CALENDAR_WORDS.split())
_SEASON_WORDS = "summer winter spring fall autumn christmas halloween thanksgiving easter"
SEASONS = frozenset(_SEASON_WORDS.split())
_DEMONYMS_WORDS = """
    american americans british briton britons english french german germans italian italians spanish japanese chinese
    korean koreans indian indians irish scottish scots welsh australian australians canadian canadians mexican mexicans
    russian russians colombian thai european europeans asian asians african africans latino latina latinos latinas
    latine latin hispanic christian christians jewish muslim muslims catholic buddhist hindu native southern northern
    western eastern black white brazilian argentine argentinian swedish danish norwegian finnish icelandic dutch belgian
    swiss austrian polish czech hungarian romanian greek turkish israeli palestinian egyptian iranian iraqi afghan
    pakistani nigerian kenyan ghanaian cuban dominican jamaican filipino vietnamese indonesian malaysian taiwanese arab
    arabic persian ukrainian portuguese serbian croatian caribbean nordic scandinavian celtic victorian edwardian
    north south east west rican puerto
    republican republicans democrat democrats democratic tory tories gen millennial millennials hindi tamil telugu urdu
    bollywood hollywood's new-yorker londoner londoners parisian californian texan punjabi cantonese mandarin yiddish
    """
DEMONYMS = frozenset(_DEMONYMS_WORDS.split())
# Words that are capitalised at a beginning or in a headline without being a part of a name.
_FUNCTION_WORDS = """
    i a an the and or but nor if so as at by for from in into is it it's its of off on onto out over to up with without
    he she they we you his her hers their theirs our ours your yours my mine me him them us this that these those there
    there's here here's what what's when where who who's why how which whose while after before because since though
    although until unless despite among amongst during both either neither not no yes oh well now then once also even
    still just only more most some any all every each other another few many much such same own than too very can can't
    could will won't would should may might must shall do don't does doesn't did didn't done be been being am are
    aren't was wasn't were weren't has have had having hasn't haven't get gets got let let's lets say says said told ask
    asked asks like via per versus vs amid amidst against about above across along around behind below beneath beside
    besides between beyond near through throughout toward towards under upon within meanwhile however moreover
    furthermore according additionally finally first second third last next new old later earlier soon perhaps maybe
    indeed instead nevertheless nonetheless therefore thus hence otherwise rather quite really image source read
    related photo photos photograph photographs video watch click update updates updated exclusive breaking spoiler
    spoilers mr mrs ms dr i'm i've i'll i'd he's she's they're we're you're they've we've that's isn't everyone
    everybody everything someone something somebody anyone anything nobody nothing none one two three four five six
    seven eight nine ten yet ever never always often sometimes usually currently recently previously originally
    eventually apparently reportedly please thanks thank following including starring featuring
    """
FUNCTION = frozenset(_FUNCTION_WORDS.split())
# Titles and trades before a name: "Executive Producer Kevin Feige", "the late Lance Reddick".
_ROLES_WORDS = """
    actor actors actress actresses star stars co-star co-stars singer singers songwriter singer-songwriter rapper
    rappers director directors producer producers showrunner showrunners writer writers screenwriter screenwriters
    creator creators comedian comedians comic comics musician musicians composer composers novelist author authors
    playwright guitarist bassist drummer pianist violinist host hosts presenter presenters broadcaster frontman
    frontwoman executive executives judge judges chairman chairwoman chairperson president boss ceo cfo coo chief
    officer editor editors filmmaker filmmakers documentarian veteran legend icon wife husband daughter son brother
    sister mom dad girlfriend boyfriend partner fiancé fiancée late former longtime sir dame lord lady
    king queen prince princess mr mrs ms dr professor prof senator governor mayor minister prime justice captain
    detective inspector sergeant lieutenant colonel general agent attorney lawyer publicist manager rep representative
    spokesman spokeswoman spokesperson choreographer cinematographer conductor dj vocalist lyricist designer developer
    analyst head vice senior deputy assistant associate co-creator co-director co-writer co-founder founder newcomer
    cellist saxophonist trumpeter organist flautist harpist soprano tenor baritone chef coach footballer boxer wrestler
    golfer quarterback striker poet sculptor painter photographer artist illustrator animator cartoonist essayist
    biographer publisher dealer curator puppeteer magician stuntman stuntwoman anchor newsreader pundit nurse constable
    superstar popstar model dancer influencer youtuber podcaster critic columnist reporter correspondent historian
    """
ROLES = frozenset(_ROLES_WORDS.split())
# Small words that stand inside names, and those that stand only inside titles.
_NAME_PARTICLES_WORDS = """
    de van der den von la le du des del di da dos bin ibn al el y ter
"""
NAME_PARTICLES = frozenset(_NAME_PARTICLES_WORDS.split())
_FOREIGN_WORDS = """
    dei degli delle della dello dal et und die das les il gli un une una uno los las en e o ou au aux à no ya na se si mi
    tu te que qui pas ne
"""
FOREIGN_PARTICLES = frozenset(_FOREIGN_WORDS.split())
_TITLE_PARTICLES_WORDS = """
    of the and & a an in on to for with at from by or nor as but vs vs. x is into over no up off
"""
TITLE_PARTICLES = frozenset(_TITLE_PARTICLES_WORDS.split())
_ABBREVIATIONS_WORDS = """
    mr. mrs. ms. dr. jr. sr. st. vs. no. bros. co. inc. corp. ltd. jan. feb. mar. apr. jun. jul. aug. sept. sep. oct.
    nov. dec. vol. pt. ep. lt. sgt. capt. gen. rev. prof. gov. sen. rep. mt. ft. feat. approx. est. dept. univ. a.m. p.m.
    """
ABBREVIATIONS = frozenset(_ABBREVIATIONS_WORDS.split())
# Capital letters that name a technique, a measure or a title, never what a story is about.
_ACRONYMS_WORDS = """
    tv dvd cd lp ep pm am mp ai vip pr ceo cfo coo dj diy faq hd uhd 4k 3d id ip q&a ok covid covid-19 lgbtq lgbtq+ gmt
    est pst pt et bst utc vfx cgi ip usd gbp eur rpg fps mmo dlc pc pg pg-13 vod svod svp evp iii ii iv la nyc rip omg
    lol uk us usa u.s u.k eu un nft aka asap fyi
    """
ACRONYMS = frozenset(_ACRONYMS_WORDS.split())
_NUMBER_WORDS = "one two three four five six seven eight nine ten"
ORDINALS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
ROMANS = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
    "xiii": "13",
}

_PLURALS = {
    "chapters": "chapter",
    "parts": "part",
    "seasons": "season",
    "episodes": "episode",
    "volumes": "volume",
}

_ORG_ENDING = re.compile(
    r"\b(?:Pictures|Studios?|Entertainment|Films?|Records|Recordings|Games|Network|Networks|Inc\.?|Corp\.?|Co\.?|Company"
    r"|Productions|Television|Media|Animation|Interactive|Association|Academy|Broadcasting|Publishing|Publishers|Press"
    r"|Theatre|Theater|Orchestra|Philharmonic|Ballet|Opera|Museum|Foundation|University|College|Guild|Union|Group"
    r"|Agency|Center|Centre|Arena|Amphitheatre|Stadium|Auditorium|Pavilion|Hall)$|\+$"
)
_EVENT_ENDING = re.compile(
    r"\b(?:Awards?|Oscars?|Emmys?|Grammys?|Globes?|Baftas?|Festival|Fest|Comic[- ]Con|Tour|Con|Expo|Prize|Cup|Ceremony|Gala)$"
)
_PLACE_ENDING = re.compile(
    r" (?:River|Valley|County|Street|Avenue|Island|Islands|City|Beach|Mountains?|Lake|Road|Boulevard|Airport|Ocean|Sea"
    r"|Coast|Bay|Hills|Square)$"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "})
_POSSESSIVE = re.compile(r"(?:'s|(?<=s)')$")
_KEY_JUNK = re.compile(r"[^\w+&!' -]+")


class Institution(NamedTuple):
    """A studio, a prize, a paper: something of the field that everybody writes about under a few names."""

    name: str
    kind: Kind


@cache
def case_table() -> Mapping[str, float]:
    """Give the share of a word's uses, in the middle of sentences, in which it is written small."""
    table: dict[str, float] = {}
    for line in _lines("case.txt"):
        share, *words = line.split(" ")
        table.update(dict.fromkeys(words, int(share) / 100))
    return table


@cache
def first_names() -> frozenset[str]:
    """Give first names, in small letters."""
    return frozenset(_lines("first_names.txt"))


@cache
def places() -> frozenset[str]:
    """Give places, as `key_of` writes them."""
    return frozenset(map(key_of, _lines("places.txt")))


@cache
def institutions() -> Mapping[str, Institution]:
    """Give institutions by the key of each of their names."""
    found: dict[str, Institution] = {}
    for line in _lines("institutions.txt"):
        kind, name, *others = line.split("\t")
        known = Institution(name, _kind(kind))
        for each in (name, *(other for group in others for other in group.split("|"))):
            found[key_of(each)] = known
    return found


@cache
def institution_words() -> frozenset[str]:
    """Give the institutions of more than one word as they are written, to be found before anything else."""
    return frozenset(
        each
        for line in _lines("institutions.txt")
        for group in line.split("\t")[1:]
        for each in group.split("|")
        if " " in each or not each.isalnum()
    )


@lru_cache(maxsize=50_000)
def smallness(word: str) -> float | None:
    """Tell in what share of its uses a word is written small; None for a word that nobody has counted.

    Plurals and verb forms stand for their word: "spinoffs" is as common as "spinoff".
    """
    table = case_table()
    word = word.casefold()
    share = table.get(word)
    if share is not None:
        return share
    for ending, instead in _INFLECTIONS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            share = table.get(word[: -len(ending)] + instead)
            if share is not None and share > COMMON:
                return share
    if "-" in word:
        shares = [smallness(part) for part in word.split("-") if part]
        if shares and all(share is not None and share > COMMON for share in shares):
            return COMMON + 0.4
    return None


def is_common(word: str) -> bool:
    """Tell whether a word is known to be an ordinary one."""
    return (smallness(word) or 0.0) > COMMON


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """Give what all spellings of a name have in common: case, articles, quotes and number words are levelled.

    Numbers stay, since they keep sequels apart: "Part Two" and "Part II" are one, "Part One" is another.
    """
    text = name.translate(_QUOTES).strip(" .,;:\"-'" if not name.endswith("!") else ' .,;:"-')
    text = _POSSESSIVE.sub("", text).casefold()
    words = _KEY_JUNK.sub(" ", text).replace(" - ", " ").split()
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    levelled = (
        [
            words[0],
            *(_PLURALS.get(word) or ROMANS.get(word) or ORDINALS.get(word) or word for word in words[1:]),
        ]
        if words
        else []
    )
    return " ".join(word for word in levelled if word not in ("-", "'"))


@lru_cache(maxsize=20_000)
def kind_by_ending(name: str) -> Kind | None:
    """Tell what a name is when its last word says so."""
    if _EVENT_ENDING.search(name):
        return "event"
    if _ORG_ENDING.search(name):
        return "org"
    if _PLACE_ENDING.search(name):
        return "place"
    return None


def level(text: str) -> str:
    """Write quotes and dashes in one way, character for character."""
    return text.translate(_QUOTES)


_INFLECTIONS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("'s", ""),
)


def _kind(word: str) -> Kind:
    kinds: dict[str, Kind] = {"event": "event", "org": "org", "outlet": "outlet"}
    return kinds[word]


def _lines(name: str) -> list[str]:
    text = (resources.files("tuinews.topics") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
