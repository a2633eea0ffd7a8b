"""What stands around stories and does not belong to them, as it speaks: one table of rules, each with its reason.

The first rule that a block fits holds, so general ones stand before particular ones. `clean` decides what goes with it.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """A rule about what an innermost block says."""

    name: str
    why: str
    phrase: re.Pattern[str]
    """Searched in the block's text, on one line."""
    longest: int = 12
    """Words that the block may have: a longer one is a sentence of the story that says the same."""
    links: float = 0.0
    """Share of the block that must be links."""
    opens: bool = False
    """Whether what follows, up to the next prose or heading, belongs to it: a heading over a list of links."""
    ends: bool = False
    """Whether nothing of the story follows, when it stands in the last part of the page."""


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NETWORKS = r"(?:facebook|twitter|x|instagram|youtube|tiktok|threads|bluesky|mastodon|linkedin|pinterest|reddit|whatsapp|telegram|flipboard|google news|snapchat|tumblr|discord|e?-?mail|print|copy link|copy url|messenger|pocket|sms|line)"

PHRASE_RULES = (
    PhraseRule(
        "comments",
        "the form under a story, in WordPress's words and others'",
        _phrase(
            r"\Ayour email address will not be published|\Arequired fields are marked|\Aleave (?:a|your) (?:reply|comment)|\Acancel reply\Z|\Apost (?:a )?comment\b|"
            r"\Ajoin the (?:discussion|conversation)\b|\A(?:view|show|load|see|read) (?:all |\d+ |the )?comments?\b|\Asave my name, email|\Aplease (?:log ?in|sign in|login) to (?:comment|leave)|"
            r"\A(?:be the first to comment|no comments yet|comments are closed|comments? \(\d*\)|add a comment|write a comment|have your say|what do you think\?? (?:let us know|sound off|tell us))|"
            r"\Ayou must be (?:logged|signed) in to (?:post|comment)|\Anotify me of (?:follow|new)|\Athis site uses akismet|\A(?:conversation|comments) (?:are|is) (?:closed|moderated)"
        ),
        longest=35,
        opens=True,
        ends=True,
    ),
    PhraseRule(
        "comments", "a count or a link to them", _phrase(r"\A(?:\d[\d,.]*|no|zero) (?:comments?|replies|responses)\Z|\Acomments?(?:\s*[:(]?\s*\d*\s*\)?)?\Z|\Acomment \*?\Z"), longest=4, opens=True,
    ),
    PhraseRule(
        "author box",
        "a writer's card, with the number of pieces",
        _phrase(r"(?://|\||·|-|–)\s*(?:articles?|posts?|stories|published)\s*:?\s*\d+\s*\Z|\A\d+ (?:articles?|posts?|stories) (?:published|written)\b|\A(?:articles?|posts?) (?:published|written)?:? ?\d+\Z"),
        longest=14,
        ends=True,
    ),
    PhraseRule(
        "author box",
        "the heading over it",
        _phrase(r"\A(?:about the (?:author|writer)s?|written by\b.{0,60}|meet the author|more (?:from|by) (?:this|the) author|author bio|(?:view|see|read) (?:all|more) (?:posts|articles|stories)? ?(?:by|from)\b.*|follow (?:the )?author)\s*:?\Z"),
        longest=10,
        opens=True,
    ),
    PhraseRule(
        "shop",
        "a comparison of products that holds none",
        _phrase(r"\A(?:comparison|compare|wish|shopping) ?(?:list|cart|products?|items?)?\s*\(\s*\d+\s*\)|\A(?:compare|clear all|add to (?:compare|cart|wishlist|basket)|view cart|check price|see at amazon)\Z"),
        longest=6,
        ends=True,
    ),
    PhraseRule(
        "related stories",
        "the heading over links to them",
        _phrase(
            r"\A(?:related(?: (?:topics?|stories|articles?|posts?|news|content|reading|links?|items?|tags|videos?|coverage))?|you (?:may|might|will|'ll|’ll) (?:also )?(?:like|enjoy|be interested.*|want to read|love)\W*"
            r"|(?:more|latest|recent|top|popular|trending|featured|recommended|editor(?:'|’)?s'? (?:picks?|choice)) ?(?:from .{1,40}|on .{1,40}|in .{1,40}|about .{1,40}|stories|news|posts?|articles?|reads?|videos?|reviews?|now|today|topics?|for you|this week|headlines|like this|to read|reading)?"
            r"|(?:read|up|what to read|what to watch) next|next up|don['’]t miss(?: these| this)?|most (?:popular|read|viewed|shared|recent|commented)|in other news|recommended(?: (?:for you|reading|stories|articles))?|suggested (?:for you|reading)|keep reading|further reading|"
            r"in case you missed it|from around the web|around the web|from our partners|you may have missed|also on .{1,40}|similar (?:articles?|posts?|stories)|explore more.{0,30}|see more|load more|more|discover more|trending(?: now)?|popular(?: now)?|"
            r"previous (?:article|post|story)|next (?:article|post|story)|(?:tags?|topics?|filed under|categories|category|keywords?|in this (?:article|story)|posted in|tagged))\s*[:»>]*\Z"
        ),
        longest=11,
        opens=True,
    ),
    PhraseRule(
        "related stories",
        "the same heading in other languages",
        _phrase(
            r"\A(?:voc[êe] (?:pode|também pode) (?:gostar|se interessar).{0,12}|(?:veja|leia) (?:também|mais|ainda)|not[íi]cias? relacionad[ao]s?|mat[ée]rias? relacionadas|artigos relacionados|mais lidas"
            r"|(?:art[íi]culos|noticias|notas) relacionad[ao]s|te (?:puede|podr[íi]a) (?:interesar|gustar).{0,12}|m[áa]s (?:noticias|le[íi]das|sobre .{1,40})|lee (?:también|más)|ver (?:también|más)"
            r"|(?:articles?|sujets?) (?:li[ée]s|similaires|connexes)|[àa] lire (?:aussi|[ée]galement)|sur le m[êe]me (?:sujet|th[èe]me)|(?:vous aimerez|[àa] voir) aussi|les plus lus"
            r"|mehr zum thema|(?:auch interessant|das k[öo]nnte (?:sie|dich) (?:auch )?interessieren|[äa]hnliche (?:artikel|beitr[äa]ge)|weitere (?:artikel|beitr[äa]ge|meldungen|nachrichten)|lesen sie (?:auch|mehr)|meistgelesen)"
            r"|(?:articoli|notizie) correlat[ei]|leggi (?:anche|ancora)|potrebbe(?:ro)? interessarti.{0,12}|gerelateerd(?:e artikelen)?|lees (?:ook|meer|verder)|czytaj (?:też|także|również)|zobacz też|läs (?:också|mer)|les også|lue myös)\W*\Z"
        ),
        longest=9,
        opens=True,
    ),
    PhraseRule(
        "related stories",
        "a line in the story that only leads away",
        _phrase(
            r"\A[>»►▶*\[\s]*(?:related(?: (?:story|article|content|reading|news|coverage|video|post)s?)?|read (?:more|next|also|this|on)|also read|see also|more|must[- ]read|read|watch|see more|don['’]t miss|recommended|trending|you (?:may|might) (?:also )?(?:like|enjoy)|next|previously|keep reading|"
            r"more (?:on|from|like|about) .{1,40}|check out|lire aussi|à lire aussi|lesen sie auch|lee también|leer más|te puede interesar|leggi anche|lees ook|leia mais|leia também|читайте также|mehr zum thema)\s*(?:[:|\u2013\u2014►▶»>]|\s-\s)"
        ),
        longest=40,
        links=0.4,
    ),
    PhraseRule(
        "related stories", "the same, where the link is lost", _phrase(r"\A[>»►▶*\[\s]*(?:related(?: (?:story|article|reading|news|coverage|post)s?)?|read more|also read|see also|read next|must[- ]read|don['’]t miss)\s*[:|►▶»>]\s*\S"), longest=30,
    ),
    PhraseRule(
        "sharing",
        "buttons for other networks",
        _phrase(
            rf"\Aclick to tweet\Z|\Apin (?:it |this )?for later\b.{{0,20}}\Z|\Afollow us\b.{{0,30}}\Z|\Ashare your (?:story|thoughts)\W*\Z|\A(?:(?:share|tweet|post|pin|save|email|print|send|copy link)(?: (?:this|it|now))?(?: (?:story|article|post|page|news|link|via|on|to|with))*(?: {_NETWORKS})?(?: friends| others)?|{_NETWORKS})(?:[\s,|/·•]*(?:and |or )?(?:share|tweet|{_NETWORKS}))*\s*[:!]?\Z"
            rf"|\A(?:follow|like|find|join) (?:us|me|him|her|them|[\w\s]{{1,30}})?\s*(?:on|at|via)\s+{_NETWORKS}\b(?:[\s,|/&·•]*(?:and |or )?{_NETWORKS})*[\s.!:]*\Z|\Ashares?\Z|\A\d[\d.,]*k? shares?\Z|\A(?:link copied|copied!?|copy link)\Z"
        ),
        longest=16,
    ),
    PhraseRule(
        "newsletter",
        "an invitation to subscribe",
        _phrase(
            r"\b(?:sign[- ]?up|subscribe|register|join)\b.{0,60}\b(?:news-?letters?|mailing list|inbox|email(?:s| list| alerts)?|briefing|our (?:free )?(?:daily|weekly)|updates|digest)\b|"
            r"\A(?:get|receive|want)\b.{0,80}\b(?:in|to|straight to|delivered to) your (?:inbox|email)\b|\A(?:\w+ ){0,6}\w+, in your inbox\W*\Z|\Aenter your e-?mail\b|\A(?:news-?letters?|subscribe(?: (?:now|today|to .{1,40}))?|sign (?:up|me up)(?: (?:now|here|today))?|e-?mail address\s*\*?)\W*\Z|"
            r"\Ajoin (?:over |more than )?[\d.,]+k?\+? (?:\w+ )?(?:readers|subscribers|others|fans|people)|\Aget (?:the|our) .{1,50} (?:newsletter|briefing|digest)|"
            r"\bone (?:e-?mail|message) (?:a|per) (?:day|week|month)\b|\A(?:by (?:signing up|subscribing|clicking|entering your|providing your)|you can unsubscribe)\b|\Athank(?:s| you) for (?:signing up|subscribing)|\Asubscribe to .{1,40} and (?:stay|get|never|receive|read|support)\b|\Acheck your inbox|\Anever miss (?:a|an|another)\b"
        ),
        longest=45,
    ),
    PhraseRule(
        "advertising",
        "a label over it",
        _phrase(
            r"\A(?:advertise?ments?(?: - .{0,40})?|ads?|sponsored(?: content| by .{1,30})?|promoted(?: content)?|continue reading below|story continues below(?: advertisement)?|article continues (?:below|after)(?: (?:this )?ad(?:vertisement)?)?|scroll (?:down )?to continue(?: reading)?(?: with the story)?|-? ?advertisement ?-?|anzeige|publicit[ée]|publicidad|werbung|"
            r"(?:report|hide) (?:this )?ad|remove ads|advertising|paid (?:content|post|partnership)|content continues (?:below|after)\b.*)\W*\Z"
        ),
        longest=9,
    ),
    PhraseRule(
        "advertising",
        "a line that says itself that it is paid for",
        _phrase(r"\A(?:advertisement|advertorial|promotion|promoted|sponsored)(?: by)?\s*[:–—-]\s*\S.{0,150}\Z|\A.{1,150}[(\[](?:sponsored|advertisement|promoted|paid)[)\]]\W*\Z"),
        longest=25,
    ),
    PhraseRule(
        "shop",
        "a discount",
        _phrase(r"\b(?:\d{1,2} ?% off|[$£€]\d+ off)\b.{0,80}\b(?:today|now|code|subscription|order|checkout)\b|\buse (?:the |our |my )?(?:promo |discount |coupon |voucher )?code\b|\Acompare .{1,40} (?:deals|prices|quotes|rates)\b.{0,40}\Z"),
        longest=40,
    ),
    PhraseRule(
        "reading time",
        "shown in the byline",
        _phrase(r"\A(?:(?:estimated )?read(?:ing)? time\s*:?\s*)?\d+[\s-]*(?:min(?:ute)?s?\.?)[\s-]*(?:read|to read|reading time|de lecture|lesezeit|de lectura)?\.?\Z|\A(?:estimated )?reading time\b.{0,20}\Z"),
        longest=8,
    ),
    PhraseRule(
        "byline",
        "shown above the story already",
        _phrase(r"\A(?:posted|published|written|filed) (?:by|on|at) .{2,60}\b(?:19|20)\d\d\b.{0,20}\Z"),
        longest=14,
    ),
    PhraseRule(
        "privacy notice",
        "cookies and consent",
        _phrase(
            r"\A(?:we (?:value|care about|respect) your privacy|we (?:and our \d+ partners|use cookies)|this (?:web)?site uses cookies|accept (?:all|cookies)|reject all|manage (?:cookies|preferences|consent)|cookie (?:settings|policy|preferences)|by (?:continuing|using) (?:to|this|our)\b.{0,60}\b(?:cookies|privacy|terms)|privacy policy)"
            r"|\bpartners store (?:and|or)(?:/or)? access information\b"
        ),
        longest=80,
    ),
    PhraseRule(
        "disclosure",
        "how the site earns money",
        _phrase(
            r"\b(?:earn|receive|get) (?:us |an? |some )?(?:small |affiliate |advertising )*(?:commissions?|compensation|revenue|share)\b.{0,120}|\breader[- ]supported\b|\baffiliate (?:links?|commissions?|partner\w*|disclosure)\b|\bas an amazon associate\b|\bearns? us (?:a|an) .{0,20}commission\b|"
            r"\bproducts? (?:and services )?(?:featured|recommended|we recommend)\b.{0,80}\bindependently\b|\Aall products .{0,60} independently|\bif you (?:buy|purchase|click)\b.{0,80}\b(?:commission|link)"
        ),
        longest=70,
    ),
    PhraseRule(
        "paywall",
        "an invitation to pay or to sign in",
        _phrase(
            r"\A(?:already (?:a|have a|have an) (?:subscriber|member|subscription|account)|log ?in|sign in|register)(?:\?.{0,40}|(?: now| here| today)?)?\Z|\A(?:to continue reading|to read the (?:full|rest)|continue reading (?:with|by)|subscribe (?:to continue|to read|now to)|this (?:article|story|content|post) is (?:for|only|exclusively|reserved|available to)\b.{0,40}\b(?:subscribers|members)|"
            r"unlock (?:this|the|unlimited|full)|you(?:'ve|’ve| have) (?:(?:reached|read|used)\b.{0,60}\b(?:free|limit|articles)|(?:\w+ )?free (?:articles?|stories|reads?|views?)\b.{0,40}\b(?:left|remaining))|\w+ free (?:articles?|stories) (?:left|remaining)|start your (?:free )?(?:trial|subscription)|become a (?:member|subscriber|patron|supporter)|support (?:our|independent) (?:work|journalism)|cancel any ?time|want to (?:read more|keep reading)\?|this is a premium|premium (?:content|article))"
        ),
        longest=40,
    ),
    PhraseRule(
        "tags",
        "labels for the site's own index",
        _phrase(r"\A(?:tags?|topics?|filed under|categor(?:y|ies|ia|ias)|catégories?|schlagw[öo]rter|etiquetas|keywords?|posted in|tagged(?: with| in| as)?)\s*:\s*\S"),
        longest=60,
    ),
    PhraseRule(
        "navigation",
        "the way to the neighbours of the story",
        _phrase(r"\A\W*(?:previous|next|prev|older|newer) (?:article|post|story|entry|chapter|page|part)s?\b\s*[:»«›‹→←].{0,120}\Z|\Ajump to (?:the |a )?(?:list|recipe|section|comments|content)\b.{0,30}\Z|\A(?:back to (?:all|the|our) .{1,30}|all (?:posts|articles|news|stories))\Z"),
        longest=25,
    ),
    PhraseRule(
        "related stories",
        "a link in capitals between paragraphs",
        re.compile(r"\A[^a-zà-öø-ÿ]{15,}\Z"),
        longest=25,
        links=0.9,
    ),
    PhraseRule(
        "call to action",
        "an invitation to buy, to book or to write",
        _phrase(
            r"\A(?:(?:book|request|get|schedule|claim|start|try|see|watch) (?:a|an|your|my|our|the) (?:free |live |no-obligation )*(?:demo|quote|consultation|call|trial|estimate|appointment|e-?book|guide|checklist|audit)\b.{0,40}"
            r"|(?:get started|start (?:now|today|here|building)|sign up|apply|book|buy|order|shop|enrol?l|register|donate|download|contact us|call us|try it)(?: (?:now|today|here|free|for free|online|with us))*"
            r"|(?:talk to|speak (?:to|with)|contact) (?:us|sales|our|an?) ?(?:\w+ ?){0,4}|take the next step|(?:view|see|check|find|buy|shop)(?: (?:it|price|prices|deals?|offers?|packages|this))? (?:on|at) (?:amazon|walmart|ebay|best buy|target|etsy)"
            r"|view (?:in|on|as) (?:an? |the )?(?:list|map|grid|gallery)|(?:see|view|check) (?:packages|pricing|prices|plans|deals?|offers?|availability)|learn more|find out more)\W*\Z"
        ),
        longest=10,
    ),
    PhraseRule(
        "call to action",
        "an invitation to rate, to tag or to give",
        _phrase(r"\Ahelp (?:me|us) spread the word\b|\Afill (?:out|in) (?:the|our|this) form\b|\btalk to (?:our|an?) .{0,40}\b(?:experts?|team|specialists?|advis[eo]rs?)\W*\Z|\b(?:leave|give) (?:a|it a|us a|me a) (?:\d-)?(?:star )?(?:rating|review)\b|\btag (?:me|us) (?:on|@|in)\b|\b(?:funded|supported|made possible) by readers like you\b"),
        longest=45,
    ),
    PhraseRule(
        "credit",
        "who owns the picture",
        _phrase(
            r"\A(?:\(|\[)?(?:(?:image|photo|photograph|picture|pic|screenshot|main image|featured? image|lead image|header image|cover|illustration|still|top image|hero image)s?(?: (?:credits?|courtesy|source|by|via|copyright))*\s*(?::|\bby\b|\bvia\b|\bcourtesy of\b|©|/)|credits?\s*:|courtesy of\b|photo courtesy|via\s*:|source\s*:|©|getty images|shutterstock\b).{0,90}\Z"
        ),
        longest=14,
    ),
    PhraseRule(
        "page frame",
        "the head or foot of the site",
        _phrase(
            r"\A(?:©|\(c\)|copyright\b).{0,80}\d{4}|\ball rights reserved\b|\Askip to (?:main )?(?:content|navigation)|\A(?:back to top|scroll to top|home\s*[»>/›].*|return to homepage|go to homepage)\Z|\A(?:about us|contact us|terms (?:of (?:use|service)|and conditions)|ethics (?:statement|policy)|editorial (?:policy|standards)|our standards:.*)\Z"
        ),
        longest=30,
    ),
    PhraseRule(
        "tool",
        "saving, listening, printing",
        _phrase(
            r"\A(?:listen(?: to (?:this )?(?:article|story))?|print(?: (?:this )?(?:article|page|story))?|save (?:this )?(?:story|article|for later)|saved?|bookmark(?: this)?|add to (?:favou?rites|bookmarks|reading list)|report (?:a )?(?:correction|error|typo).{0,40}|was this (?:article |page )?helpful\??|(?:font|text) size.*|republish(?: (?:this|our) .{1,30})?|copy to clipboard|click to (?:expand|enlarge|share|copy).{0,30}|open (?:image )?in gallery|view (?:gallery|image|larger).{0,20}|expand(?: image)?|play video|close|menu|search|toggle .{1,30}|enable javascript.*|loading\.*|rate this(?: .{1,20})?)\W*\Z"
        ),
        longest=9,
    ),
    PhraseRule(
        "app promotion",
        "an invitation to another channel",
        _phrase(
            rf"\A(?:follow|join|add|like) (?:us|our|\w[\w'’]*(?: [\w'’&]+){{0,4}}) (?:on|as a (?:preferred|trusted) source|channel|page|group|account)\b.{{0,80}}\Z|\Adownload (?:our|the) .{{0,30}}app\b|\A(?:click here to|for (?:more|the latest|all the latest))\b.{{0,100}}\b(?:follow|subscribe|join|download|{_NETWORKS}|visit)\b|\Aget the latest\b.{{0,60}}\b(?:news|updates)\b.{{0,60}}\Z|\A(?:stay (?:tuned|connected|updated)|keep up with|catch up on)\b.{{0,60}}\b(?:{_NETWORKS}|us|updates)\b.{{0,60}}\Z"
        ),
        longest=30,
    ),
    PhraseRule(
        "app promotion",
        "the same story, told elsewhere",
        _phrase(
            r"\Alisten to (?:this|the) (?:story|article|piece|episode)\b|\A(?:read|hear|watch|open) (?:this|the) (?:story|article) (?:in|on) (?:the|our) app\b|\Aget the app\b"
        ),
        longest=25,
    ),
    PhraseRule(
        "call for tips",
        "an invitation to write to the editors",
        _phrase(
            r"\A(?:got|have|do you have) (?:a |any )?(?:news )?(?:tips?|story|scoop|leak|information)\b.{0,20}\?|\Asend (?:us )?(?:your )?(?:news )?tips\b|\A(?:spotted|found|noticed) (?:a |an )?(?:mistake|error|typo)\b"
        ),
        longest=40,
    ),
    PhraseRule(
        "related stories",
        "a heading and a link in one",
        _phrase(r"\A(?:more (?:on|from|about|like)|related|elsewhere|from the archives?|in other news|previously)\b"),
        longest=35,
        links=0.5,
    ),
    PhraseRule(
        "feed notice",
        "added by feed makers",
        _phrase(
            r"\Athe post\b.{1,300}\b(?:appeared first on|first appeared on)\b|\A(?:this|the) (?:article|post|story) .{0,200}\b(?:appeared first on|first appeared on|was originally published (?:on|at|in))\b|\A(?:continue reading|read (?:more|the (?:full|rest|whole)|full|on)|click here|more)\b.{0,160}(?:…|\.\.\.|→|»|>>|&raquo;|\[…\])\s*\Z|\A(?:continue reading|read more|read (?:the )?(?:full|whole|entire|rest).{0,40}(?:story|article|post|review|here)?)\W*\Z|"
            r"\Acontinue reading\b.{0,160}\Z|\A\W*(?:permalink|email this|digg this|stumble it|save to del\.icio\.us|subscribe to this feed|add to (?:del\.icio\.us|digg)|submitted by|\[link\]|\[comments\])[\s•|\[\]\w.-]{0,80}\Z"
        ),
        longest=45,
    ),
)  # fmt: skip

BIO = re.compile(
    r"\b(?:is|was|has been|writes|wrote|covers|covered|joined|loves|lives|works|worked|specializes|contributes|edits|hosts|studied|graduated|started|began)\b",
    re.IGNORECASE,
)
"""What is said of a writer, after the name."""

BIO_ANYBODY = re.compile(
    r"\A[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3} (?:is|was|has been|writes|covers) (?:an? |the )?[^.]{0,80}\b(?:writer|editor|journalist|reporter|critic|contributor|columnist|correspondent|author|blogger|producer at|freelanc\w+|covering)\b"
    r"|\b[Yy]ou can (?:find|follow|reach|contact) (?:him|her|them|me|[A-Z]\w+(?: [A-Z]\w+)?) (?:on|at|via)\b|\A(?:Follow|Email|Contact|Reach) (?:him|her|them|me|the (?:reporters?|writers?|authors?)|[A-Z]\w+ [A-Z]\w+) (?:on|at|via)\b",
)
"""A writer's card where the byline is not known."""
