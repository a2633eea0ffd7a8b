"""What stands around stories and does not belong to them, as it is named: one table of rules, each with its reason.

Rules are general; class names are matched as words, so that `td-post-sharing-bottom` is known by `sharing`. What a rule
finds is only dropped by `clean`, which first asks whether the story itself would go with it.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameRule:
    """A rule about how an element is named: its tag, role, or words of class and id."""

    name: str
    why: str
    names: re.Pattern[str] | None = None
    tags: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    """Tags of which one must be around the element."""
    weak: bool = False
    """Whether it yields to the witness: blocks that are vouched for stay."""
    inline: bool = False
    """Whether it also holds inside a paragraph."""
    surely: bool = False
    """Whether it holds however much of the text it covers, as long as more of it is elsewhere."""
    spares_media: bool = False
    """Whether an element with a picture or an embedded post in it stays."""


def _names(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{words})(?![\w])")


NAME_RULES = (
    NameRule(
        "hidden text",
        "written for screen readers or search engines only",
        _names(
            r"screen-reader(?:-text|-only)?|sr-only|visually-?hidden|visuallyhidden|a11y-hidden|offscreen|u-hidden"
        ),
        inline=True,
    ),
    NameRule(
        "another story",
        "WordPress marks each post of a page; one inside another is a teaser or a neighbour",
        _names(r"type-post|hentry"),
        inside=frozenset({"article"}),
        surely=True,
    ),
    NameRule(
        "navigation",
        "the way through the site, not the story",
        _names(
            r"nav|navbar|navigation|main-navigation|menu|sub-?menu|breadcrumbs?|crumbs?|bread-crumbs?|pagination|pager|page-links"
            r"|post-nav|nav-links|skip-?(?:link|nav)|table-of-contents|toc|ez-toc\w*|jump-(?:to|links?)"
        ),
        tags=frozenset({"nav", "menu"}),
        roles=frozenset({"navigation", "menu", "menubar", "tablist", "toolbar"}),
    ),
    NameRule(
        "form",
        "a terminal shows no forms",
        tags=frozenset({"form", "button", "input", "select", "textarea", "label", "fieldset", "dialog"}),
        roles=frozenset({"search", "form", "dialog", "alertdialog", "button"}),
        inline=True,
    ),
    NameRule(
        "privacy notice",
        "cookies and consent",
        _names(
            r"cookies?|cookie-(?:notice|banner|bar|consent|law\w*|policy|popup)|consent|gdpr|ccpa|onetrust|didomi|truste|"
            r"privacy-(?:notice|banner|popup|policy)"
        ),
    ),
    NameRule(
        "sharing",
        "buttons for other networks",
        _names(
            r"share|shares|sharing|share-?(?:bar|buttons?|links?|tools?|icons?|this|count)|sharedaddy|addtoany\w*|addthis\w*|sharethis"
            r"|social|socials|social-?(?:bar|buttons?|links?|icons?|media|share|sharing|follow|nav)|follow-?(?:us|bar|buttons?)|ssba\w*|heateor\w*"
        ),
        spares_media=True,
    ),
    NameRule(
        "newsletter",
        "an invitation to subscribe",
        _names(
            r"news-?letters?|sign-?up|subscribe|subscription|mailing-list|mailing|opt-?in|mc4wp|mc-embed\w*|mailchimp|email-(?:form|capture|signup)|"
            r"convertkit|formkit|membership-(?:promo|cta)|donate|donation|support-us"
        ),
    ),
    NameRule(
        "related stories",
        "links to other stories",
        _names(
            r"related|relateds|related-?(?:posts?|articles?|stories|content|links?|topics?|news|items?|box)|jp-relatedposts|relatedposts\w*|yarpp\w*|crp-related|recirc\w*"
            r"|recommend(?:ed|ations?|s)?|read-?(?:more|next|also)|also-?(?:like|read|see)|see-also|more-(?:stories|from|posts|articles|news|in|on|like)|you-(?:may|might)\w*"
            r"|outbrain|ob-widget|taboola|zergnet|revcontent|trending\w*|most-?(?:read|popular|viewed|shared)|popular(?:-\w+)?|latest(?:-\w+)?"
            r"|up-next|next-(?:post|article|story|up)|prev(?:ious)?-(?:post|article|story)|post-navigation|suggested\w*|similar-\w+"
            r"|inline-(?:promo|related|link-?box)|promo|promos|promo-(?:box|link)|cross-?link|in-?article-(?:link|promo)|post-card|story-card|article-card|story-list"
        ),
    ),
    NameRule(
        "advertising",
        "paid for",
        _names(
            r"ads?|advert\w*|ad-?(?:slot|unit|label|wrapper|wrap|container|box|block|banner|space|placeholder|zone|holder|inserter)|adsbygoogle|adsense|dfp(?:-\w+)?"
            r"|gpt-?ad\w*|div-gpt\w*|google-?ads?|sponsor(?:ed|ship|s)?|sponsored-\w+|promoted|banner-ad|leaderboard-ad|mrec|outstream|primis\w*"
        ),
        tags=frozenset({"ins"}),
    ),
    NameRule(
        "author box",
        "about the writer, not the story",
        _names(
            r"author-?(?:box|bio|biography|info|card|profile|description|about|details|block|section|avatar|footer|bottom|wrap|desc)s?|about-?(?:the-)?author|bio|bios|biography|"
            r"post-author(?:-\w+)?|author-?post|writer-?(?:bio|box|card)|contributor(?:-\w+)?|saboxplugin\w*|abh-box\w*|pp-author-boxes\w*|m-a-box\w*|user-profile"
        ),
    ),
    NameRule(
        "comments",
        "what readers say",
        _names(
            r"comments?|comments?-(?:area|section|list|form|respond|link|count|container|wrapper|box|reply\w*)|commentlist|respond|disqus\w*|fb-comments"
            r"|livefyre|viafoura|coral-\w+|spot-?im\w*|openweb|discussion|replies"
        ),
    ),
    NameRule(
        "byline",
        "shown above the story already",
        _names(
            r"by-?lines?|entry-meta|post-meta|article-meta|meta-(?:info|data|bar)|entry-?(?:date|time|author)|post-?(?:date|time|info|details)|posted-on|posted-by|article-?(?:date|info|time)"
            r"|reading-?time|read-?time|time-to-read|min-read|rt-(?:reading-time|label|time|postfix)|publish(?:ed)?-?(?:date|on|time)?|date-?(?:published|line-bar|time)|update-?(?:date|time)|last-?(?:updated|modified)|timestamp|"
            r"author-?(?:name|link|line|byline)|view-?counts?|post-?views|views-count"
        ),
    ),
    NameRule(
        "tags",
        "labels for the site's own index",
        _names(
            r"tags|tag-?(?:list|links?|cloud|s-list|s-links)|tags-?(?:list|links?|container)|post-?tags?|entry-?(?:tags?|categories|footer)|article-?tags?|tagcloud|topics|topic-?(?:list|links?|tags?)|"
            r"categories|category-?(?:list|links?|label)|cat-?(?:links|list)|post-?categor(?:y|ies)|filed-under|keywords|eyebrow|kicker|post-footer|article-footer"
        ),
    ),
    NameRule(
        "shop",
        "prices, comparisons, coupons",
        _names(
            r"compare-?(?:panel|widget|bar|list|btn|button|box|products?)|comparison-?(?:list|panel|bar|widget)|rehub-compare\w*|\w+-compare-(?:panel|bar|list)|re-compare\w*|wishlist|wish-list"
            r"|price-?(?:box|widget|comparison|list)|buy-?(?:box|button|now|links?)|product-?(?:box|widget|promo)|deal-?(?:box|widget|card)|coupon\w*|commerce-\w+|shop-(?:now|widget|box)"
        ),
    ),
    NameRule(
        "disclosure",
        "how the site earns money",
        _names(
            r"affiliate\w*(?:-\w+)?|disclosure|disclosures|disclaimer|ftc-\w+|monetization|commission-\w+"
        ),
    ),
    NameRule(
        "paywall",
        "an invitation to pay",
        _names(
            r"paywall-?(?:message|notice|banner|overlay|prompt|box|cta|container)|reg-?wall|subscriber-only|subscribers-only|premium-(?:banner|message|wall|cta|notice)|"
            r"login-?(?:wall|prompt|box|form)|meter-?(?:banner|message|wall)|tp-modal|piano-\w+|leaky-paywall\w*|members?-only-\w+|pay-wall-\w+"
        ),
    ),
    NameRule(
        "pop-up",
        "laid over the page",
        _names(
            r"modal|pop-?up|popups?|pop-over|popover|rollover-(?:\w+-)?(?:block|card|content|box)|hover-?card|tooltip\w*|toast|snackbar|off-?canvas|drawer|interstitial|sticky-(?:bar|footer|header)|notification-\w+|push-\w+"
        ),
        inline=True,
    ),
    NameRule(
        "credit",
        "who owns the picture",
        _names(
            r"(?:image|img|photo|picture|media|caption|figure|featured-image)-?(?:credits?|source|copyright|byline|attribution|author)|credits?|copyright|photographer|getty-\w+"
        ),
        inline=True,
    ),
    NameRule(
        "app promotion",
        "an invitation to another channel",
        _names(
            r"app-(?:promo|banner|download|store|cta)|download-app|google-news|googlenews|whatsapp\w*|telegram\w*|join-(?:us|channel|whatsapp|telegram)|cta|call-to-action"
        ),
        weak=True,
    ),
    NameRule(
        "ticker",
        "headlines of other stories",
        _names(r"ticker|news-ticker|breaking-?(?:news|ticker|bar)|marquee|headlines"),
    ),
    NameRule(
        "tool",
        "printing, listening, rating",
        _names(
            r"print-?(?:button|link|icon|only)?|tool-?bar|article-tools|font-size\w*|text-size\w*|listen-?\w*|audio-?player\w*|text-to-speech|tts-\w+|speechify\w*|bookmark\w*|save-?(?:article|story|post|button|for-later)"
            r"|favou?rites?|post-?ratings?|rating-form|star-rating-form|like-?(?:button|box|count)|reactions?|emoji-reactions|feedback\w*|was-this-helpful|report-(?:error|correction|typo)|back-to-top|to-top"
        ),
        spares_media=True,
    ),
    NameRule(
        "beside the story",
        "a side column or a widget",
        _names(
            r"sidebar\w*|side-bar|widget-area|(?<!elementor-)widget(?:-title)?|right-rail|left-rail|rail|secondary-content|aside"
        ),
        tags=frozenset({"aside"}),
        roles=frozenset({"complementary"}),
        weak=True,
    ),
    NameRule(
        "page frame",
        "the head or foot of the site",
        _names(
            r"site-(?:header|footer|info|branding)|page-(?:header|footer)|footer(?:-\w+)?|masthead|colophon|global-(?:header|footer)|copyright-\w+|legal"
        ),
        tags=frozenset({"footer"}),
        roles=frozenset({"banner", "contentinfo"}),
    ),
)
