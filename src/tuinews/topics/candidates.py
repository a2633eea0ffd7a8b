"""What a text may be about: each name with everything that speaks for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import capwords

from tuinews.topics import lexicon
from tuinews.topics.lexicon import (
    ACRONYMS,
    CALENDAR,
    DEMONYMS,
    FUNCTION,
    ROLES,
    SEASONS,
    Kind,
    is_common,
    key_of,
    smallness,
)
from tuinews.topics.phrases import Phrase
from tuinews.topics.sentences import Words, is_shouted

_OF_PEOPLE = ROLES - {"late", "former", "head", "general", "comic", "partner"}
_TO_PEOPLE = (
    "starring",
    "directed by",
    "created by",
    "written by",
    "produced by",
    "hosted by",
    "played by",
    "voiced by",
    "opposite",
    "alongside",
    "featuring",
    "fronted by",
    "sung by",
)
_ROLE_BEFORE = re.compile(
    rf"(?:\b(?:{'|'.join(map(re.escape, sorted(_OF_PEOPLE)))})|{'|'.join(_TO_PEOPLE)}|[Mm]rs?\.?|[Mm]s\.?|[Dd]r\.?),? $"
)
_OF_WORKS_WORDS = """
    film movie series sitcom drama dramedy comedy thriller show game album mixtape EP single song track ballad novel memoir
    book epic biopic documentary musical opera sequel prequel spinoff spin-off remake reboot anime franchise called titled
"""
_OF_WORKS = (*_OF_WORKS_WORDS.split(), "season of", "episode of", "adaptation of", "soundtrack of")
_WORK_BEFORE = re.compile(rf"\b(?:{'|'.join(_OF_WORKS)})s?,? [“\"‘']?$")
_OF_SOURCES_WORDS = "told tells to per via with by report reports from in on at and for"
_OF_SOURCES = (*_OF_SOURCES_WORDS.split(), "reported by", "according to")
_CREDIT_BEFORE = re.compile(rf"\b(?:{'|'.join(_OF_SOURCES)})(?: the)? $", re.IGNORECASE)


def _last_words(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple({phrase.split()[-1].casefold() for phrase in phrases})


# What these patterns find ends with one of these words; most names follow none of them.
_ROLE_LAST = _last_words((*_OF_PEOPLE, *_TO_PEOPLE, "mr", "mrs", "ms", "dr"))
_WORK_LAST = _last_words(_OF_WORKS)
_CREDIT_LAST = _last_words((*_OF_SOURCES, "the"))
_WORK_AFTER = re.compile(
    r"^[”\"’',]*,? (?:[Ss]eason|[Ee]pisode|movie|film|series|franchise|spin-?off|sequel|prequel|trilogy|soundtrack|trailer"
    r"|finale|premiere[sd]?|follows|stars\b|tells|opened|opens|grossed|debuted|universe|saga|remake|reboot)\b"
)
_CREDIT_AFTER = re.compile(
    r"^(?:,)? (?:reports?|reported|says|said|writes|wrote|magazine|confirmed|first reported)\b"
)
_WITH_SOMEBODY = (" with ", " by ")
_SAYS_SOMEBODY = (" says ", " said ")
_SOMEBODY_AFTER = re.compile(
    r", \d{1,3},|,? (?:who|whose|(?:has |had )?(?:says|said|tells|told|adds|added|sings|sang|recalls|recalled|laughs|laughed))\b"
)
_SEASON_WORD = re.compile(r"Season|Series|Episode")
_SEASON = re.compile(
    r"[,:]?\s+(?:Season|Series|Episode)s?\s+(?:\d+|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)"
    r"(?:[,:]?\s+Episode\s+\d+)?$"
)
_NO_NAME = re.compile(
    r"(?:season|episode|chapter|part|class|vol\.?|volume|phase|act|no\.?|page|day|week|series|book|round|level|stage|screen"
    r"|group|scene|disc|side|track|wave|tier|chapters|parts)(?: of)? (?:\d+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"|(?:christmas|boxing|new year[’']?s?|thanksgiving|valentine[’']?s?|independence|mother[’']s|father[’']s|labor|memorial)"
    r" (?:day|eve|weekend|week|night)"
    r"|\d+(?:st|nd|rd|th)?|\d+(?::\d+)? ?[ap]\.?m\.?(?: [a-z]{2,3})?|\d+[a-z]{1,2}",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"^(?:Season|Episode|Chapter|Part|Volume|Series|Book)s? \d+ of (?=\S)")
_HYPHENED = re.compile(
    r"-(?:directed|led|starring|produced|winning|nominated|based|backed|owned|fronted|penned|created|scripted|helmed|style|inspired|era|adjacent|esque|themed|only|wide|born|exclusive)$"
)
_NO_NAME_WORDS = """
    season episode chapter part class vol phase act no page day week series book round level stage screen group scene disc
    side track wave tier christmas boxing new thanksgiving valentine independence mother father labor memorial
"""
_NO_NAME_BEGINS = tuple(_NO_NAME_WORDS.split())
_SHORTENED = re.compile(r"\b(?:Bros|Co|Inc|Jr|Sr)\.$")
_ADDRESS = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Sir|Dame|Late)\.? (?=[A-ZÀ-Þ])")
_HYPHENED_WORD = re.compile(r"([^\W\d_]+)-([^\W\d_]+)")
_DIGIT = re.compile(r"\d")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'-][^\W\d_]*)*")
_FORMS = ("s", "ing", "ed", "ly", "er", "ion", "ness", "ment", "ity", "ist")
_CONTRACTION = re.compile(r"['’](?:m|re|ve|ll|d|t)$", re.IGNORECASE)
# Capitalised for other reasons than that they are names.
_CAPITALISED = FUNCTION | CALENDAR | SEASONS | DEMONYMS | ACRONYMS
_LABELS = frozenset(
    {
        "box office",
        "film",
        "movie",
        "tv",
        "best picture",
        "best actor",
        "best actress",
        "read more",
        "red carpet",
        "blu-ray",
        "big screen",
        "new release",
        "opening night",
        "world premiere",
        "season premiere",
        "season finale",
        "part",
        "untitled",  # What stands for a headline that a feed does not have.
    }
)


@dataclass(slots=True)
class Candidate:
    """A name and what speaks for it."""

    key: str
    words: list[str]
    """The key's."""
    forms: dict[str, int] = field(default_factory=dict)
    """How often each is used."""
    count: int = 0
    first: int = 1 << 30
    paragraph: int = 1 << 30
    initial: int = 0
    """How often it begins a sentence."""
    quoted: int = 0
    marked: int = 0
    """How often it is a heading or stands in italics."""
    role: int = 0
    work: int = 0
    credit: int = 0
    """How often it is only named as where something was said."""
    acts: int = 0
    """How often it is named as somebody is: who says or sings something, is of an age."""
    met: int = 0
    """How often something is done with it, or by it: it may be somebody."""
    short: int = 0
    """How often a shorter form of it was used."""
    titled: bool = False
    """Whether it stands in the headline."""
    only_titled: bool = False
    stated: bool = False
    """Whether the publisher names it too."""
    linked: bool = False
    _name: str = ""

    @property
    def name(self) -> str:
        """The form that is used most; of equals, the one that is written with more care."""
        if not self._name:
            best = next(iter(self.forms)) if len(self.forms) == 1 else max(self.forms, key=self._care)
            self._name = capwords(best) if is_shouted(best) and " " in best else best
        return self._name

    def _care(self, form: str) -> tuple[bool, int, bool, bool, int, str]:
        return (
            not is_shouted(form),
            self.forms[form],
            form[0].isupper(),
            form.startswith("The "),
            -len(form),
            form,
        )

    def see(self, form: str) -> None:
        """Count a form."""
        self.forms[form] = self.forms.get(form, 0) + 1
        self.count += 1
        self._name = ""

    @property
    def is_named_by_mark(self) -> bool:
        """Whether the text itself says that this is a title."""
        return bool(self.quoted or self.marked)

    def take(self, short: "Candidate") -> None:
        """Count what speaks for a shorter form of the same name."""
        self.count += short.count
        self.short += short.count
        self.first = min(self.first, short.first)
        self.paragraph = min(self.paragraph, short.paragraph)
        self.initial += short.initial
        self.role += short.role
        self.work += short.work
        self.credit += short.credit
        self.acts += short.acts
        self.met += short.met
        self.titled |= short.titled
        self.stated |= short.stated
        self.linked |= short.linked


class Candidates:
    """All of a text's, by key."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.by_key: dict[str, Candidate] = {}

    def add_all(self, phrases: Iterable[Phrase]) -> None:
        """Note phrases where they stand."""
        for phrase in phrases:
            for part in _parts(phrase):
                self._add(part)

    def note(
        self, form: str, position: int, *, quoted: bool = False, marked: bool = False
    ) -> Candidate | None:
        """Note a name that does not stand in the text as a phrase; give its candidate unless it can't be one."""
        return self._add(Phrase(form, position, 0, quoted=quoted, marked=marked))

    def _add(self, phrase: Phrase) -> Candidate | None:
        form = _clean(phrase)
        if not form or self._is_no_name(form, phrase):
            return None
        key = key_of(form)
        if known := lexicon.institutions().get(key):
            key = key_of(known.name)
        if not key or key.isdigit():
            return None
        found = self.by_key.get(key)
        if found is None:
            found = self.by_key[key] = Candidate(key, key.split())
        found.see(form)
        found.first = min(found.first, phrase.start)
        found.paragraph = min(found.paragraph, phrase.paragraph)
        found.initial += phrase.initial
        found.quoted += phrase.quoted
        found.marked += phrase.marked
        # What stands before says something only where no mark comes between.
        left = phrase.left
        if left[-1:] in (" ", "“", '"', "‘", "'"):
            says_role, says_work, says_credit = _may_say(left.rstrip(" “\"‘'").rpartition(" ")[2])
            found.role += says_role and _ROLE_BEFORE.search(left) is not None
            found.work += says_work and _WORK_BEFORE.search(left) is not None
            found.credit += says_credit and _CREDIT_BEFORE.search(left) is not None
        found.work += bool(_WORK_AFTER.match(phrase.right))
        found.credit += bool(_CREDIT_AFTER.match(phrase.right))
        found.acts += left.endswith(_SAYS_SOMEBODY) or _SOMEBODY_AFTER.match(phrase.right) is not None
        found.met += left.endswith(_WITH_SOMEBODY)
        return found

    def _is_no_name(self, form: str, phrase: Phrase) -> bool:
        folded = form.casefold()
        if len(form) < 2 or folded in _LABELS:
            return True
        if (form[0].isdecimal() or folded.startswith(_NO_NAME_BEGINS)) and _NO_NAME.fullmatch(form):
            return True
        if phrase.quoted or phrase.marked:
            return len(form.split()) == 1 and folded in ACRONYMS
        words = folded.replace("’", "'").split()
        if len(words) == 1 and (
            folded in ACRONYMS or _CONTRACTION.search(form) or (len(form) < 3 and not form.isupper())
        ):
            return True
        if all(word in _CAPITALISED for word in words):
            return not (
                len(words) > 1
                and any(word in DEMONYMS for word in words) is False
                and not phrase.initial
                and len(words) > 2
            )
        return len(words) == 1 and words[0] in ROLES


def kind_of(found: Candidate) -> Kind:
    """Tell what a name most likely is."""
    known = lexicon.institutions().get(found.key)
    if known:
        return known.kind
    name, words = found.name, found.words
    if (ending := lexicon.kind_by_ending(name)) and not found.is_named_by_mark:
        return ending
    if found.key in lexicon.places() and not found.is_named_by_mark:
        return "place"
    if found.is_named_by_mark or ":" in name or _DIGIT.search(name):
        return "work"
    if (
        2 <= len(words) <= 5
        and (
            words[0] in lexicon.first_names()
            or (found.role and not found.work)
            or (found.short and not is_common(words[0]) and not is_common(words[-1]))
        )
        and all(map(_NAME_WORD.fullmatch, words))
    ):
        return "person"
    if found.work:
        return "work"
    return "thing"


def is_spoken_of(found: Candidate, words: Words) -> bool:
    """Tell whether what is left of the evidence makes a name: a lone ordinary word needs more than a capital."""
    if found.is_named_by_mark or found.stated or found.linked or found.key in lexicon.institutions():
        return True
    if len(found.words) > 1:
        if found.initial == found.count == 1 and all(map(is_common, found.words)):
            return found.titled
        return not (len(found.words) == 2 and found.words[0] in DEMONYMS and is_common(found.words[1]))
    word = found.words[0]
    share = smallness(word)
    capitals = words.capital[word] + (found.count > 1 and not words.small[word])
    if share is not None and share > lexicon.COMMON and not found.titled and capitals < 2:
        return False
    if share is not None and share > 0.9 and words.small[word] > words.capital[word]:
        return False
    if found.initial == found.count < 2 and not found.titled:
        # Nobody writes it small, here or elsewhere: a name, unless it is a rare form of a word.
        return (
            share is None
            and not words.small[word]
            and (word in lexicon.first_names() or not word.endswith(_FORMS))
        )
    return True


@lru_cache(maxsize=4_096)
def _may_say(word: str) -> tuple[bool, bool, bool]:
    """Tell whether a word, the last before a name, may say what the name is: a role's, a work's, a source's."""
    word = word.rstrip(",.").casefold()
    singular = word.removesuffix("s")
    return (
        word.endswith(_ROLE_LAST),
        word.endswith(_WORK_LAST) or singular.endswith(_WORK_LAST),
        word.endswith(_CREDIT_LAST),
    )


def _clean(phrase: Phrase) -> str:
    form = phrase.form.strip(" ,;:.-–—\"“”‘’'")
    if phrase.form.endswith(".") and _SHORTENED.search(phrase.form):
        form += "."
    if phrase.form[:1] in "’'" and phrase.form[1:3].isdigit():
        form = phrase.form[:1] + form
    if " of " in form:
        form = _PART_OF.sub("", form)
    if not phrase.quoted:
        form = _ADDRESS.sub("", form)
        if form.endswith(("’s", "'s")):
            form = form[:-2]
        elif form.endswith(("s’", "s'")):
            form = form[:-1]
        form = _HYPHENED.sub("", form) if "-" in form else form
    if _SEASON_WORD.search(form):
        shorter = _SEASON.sub("", form)
        form = shorter if shorter and shorter.casefold() != "the" else form
    hyphened = _HYPHENED_WORD.fullmatch(form) if "-" in form else None
    if hyphened and form[0].isupper() and hyphened[2].islower() and is_common(hyphened[2]):
        form = hyphened[1] if len(hyphened[1]) > 2 else ""
    return form


def _parts(phrase: Phrase) -> Sequence[Phrase]:
    """Divide "Disney Chief Executive Bob Iger" into Disney and Bob Iger, and take trades off the front of a name."""
    if phrase.quoted or phrase.marked or " " not in phrase.form:
        return (phrase,)
    words = phrase.form.split()
    folded = [word.casefold().rstrip(",") for word in words]
    last = max(
        (index for index, word in enumerate(folded) if word in ROLES and index < len(words) - 1), default=-1
    )
    if last < 0:
        return (phrase,)
    rest = words[last + 1 :]
    front = last
    while front > 0 and (
        folded[front - 1] in ROLES or folded[front - 1] in DEMONYMS or folded[front - 1] in ("and", "&", "of")
    ):
        front -= 1
    is_person = len(rest) >= 2 and (
        rest[0].casefold() in lexicon.first_names() or (front == 0 and not any(map(is_common, rest)))
    )
    if not is_person:
        return (phrase,)
    at = phrase.form.rindex(" ".join(rest)) if " ".join(rest) in phrase.form else 0
    person = phrase._replace(
        form=" ".join(rest), start=phrase.start + at, initial=False, left=" ".join(words[: last + 1]) + " "
    )
    if front == 0:
        return (person,)
    return (phrase._replace(form=" ".join(words[:front]), right=""), person)
