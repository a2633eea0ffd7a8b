"""What speaks for a name and what against it: each kind of evidence by itself."""

import pytest

from tuinews.topics.lexicon import case_table, first_names, institutions, key_of, places, smallness
from tuinews.topics.mine import topics_of, topics_of_markdown
from tuinews.topics.prose import marks_of, marks_of_html, prose_of_html, without_embeds


def names(title: str, text: str, categories: tuple[str, ...] = ()) -> list[str]:
    return [topic.name for topic in topics_of(title, text, categories)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Halden is making a sequel to “Him,” which opened in March. She told him so.", "Him"),
        ("Critics liked The Boys. Nobody expected The Boys to last, and the boys did not.", "The Boys"),
        ("She has seen Captain America: Civil War twice.", "Captain America: Civil War"),
        ("The next one is Ted 2, he said.", "Ted 2"),
        ("They met on the set of the film Man to Man in Oslo.", "Man to Man"),
        ("Fans still speak of Grey’s Anatomy as if it were new.", "Grey’s Anatomy"),
        ("He reads The Handmaid’s Tale to his dog.", "The Handmaid’s Tale"),
        ("It stars May Castellan. In May they meet.", "May Castellan"),
        ("He won the Palme d’Or in 2018.", "Palme d’Or"),
        ("Executive Producer Tomasz Okafor agreed.", "Tomasz Okafor"),
        ("It was written by Hirokazu Kore-eda.", "Hirokazu Kore-eda"),
        ("Then Dwayne “The Rock” Johnson laughed with Ilse Brandt.", "Ilse Brandt"),
        ("Former Arcade Fire member Ilse Brandt has a new song.", "Arcade Fire"),
    ],
)
def test_what_is_a_name(text: str, wanted: str) -> None:
    assert wanted in names("", text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("“Absolutely,” said Ilse Brandt. “We could see it coming.”", "Absolutely"),
        ("The British actor met an American and two French writers.", "British"),
        ("It opens on Tuesday, in May, at Christmas.", "May"),
        ("Ilse Brandt arrives. (Photo by Pat Merriman/Northwind Images)", "Pat Merriman"),
        ("Ilse Brandt as Greta. Photo: Tess Coyle/Streamline", "Tess Coyle"),
        ("LOS ANGELES (AP) — Ilse Brandt sang.", "LOS ANGELES"),
        ("Netflix’s Ozark is over. Netflix has others.", "Netflix’s Ozark"),
        ("Season 3 of Nightjar begins in March with Nightjar’s owls.", "Season 3"),
        ("Moviegoers liked it. Critics did not.", "Moviegoers"),
        ("It made $12.2M on Friday and $3M since.", "2M"),
        ("Read more: The Best Owls of Scotland\nIlse Brandt is back.", "The Best Owls of Scotland"),
    ],
)
def test_what_is_none(text: str, unwanted: str) -> None:
    assert unwanted not in names("", text)


def test_two_people_of_one_surname_stay_two() -> None:
    found = names(
        "",
        "Cal Hemmings and Rory Hemmings met on Friday. Hemmings laughed first. Then Cal Hemmings and Rory Hemmings sang.",
    )
    assert {"Cal Hemmings", "Rory Hemmings"} <= set(found)
    assert "Hemmings" not in found


def test_a_title_is_not_taken_apart_where_it_stands_without_quotes() -> None:
    text = (
        "It rained on The Weather in the Wings, and The Lighthouse Keeper’s Daughter won. “The Weather in the Wings” is a"
        " play; the film has a lamp. Nobody left The Lighthouse Keeper’s Daughter."
    )
    found = [topic.name for topic in topics_of("", text, marked=["The Lighthouse Keeper’s Daughter"])]
    assert sorted(found) == ["The Lighthouse Keeper’s Daughter", "The Weather in the Wings"]


def test_who_signs_a_quotation_is_no_title() -> None:
    markup = (
        "<blockquote><p>We had a lamp.</p><cite>Inês Calloway</cite></blockquote>"
        "<p>They saw <cite>Nightjar</cite> and <em>Owls at Noon</em>.</p>"
    )
    assert marks_of_html(markup).italics == ("Nightjar", "Owls at Noon")
    marked = marks_of_html(markup).italics
    text = prose_of_html(markup + "<p>Calloway spent six years on it, and Calloway laughed.</p>")
    assert "Calloway" not in {topic.name for topic in topics_of("", text, marked=marked)}


def test_the_guild_is_the_one_that_was_named_in_full() -> None:
    text = "The Guild of Screen Composers met in Oslo on Friday. Then the Guild’s answer came, and the Guild sang."
    assert names("", text) == ["Guild of Screen Composers", "Oslo"]


def test_what_the_user_keeps_apart_is_counted_for_nothing_else() -> None:
    text = "Inês Calloway sings. Then Calloway sings again, and Calloway dances."
    assert names("", text) == ["Inês Calloway"]
    assert [topic.name for topic in topics_of("", text, apart=["calloway"])] == ["Calloway", "Inês Calloway"]
    assert [topic.name for topic in topics_of("", text, apart=["nobody", ""])] == ["Inês Calloway"]


def test_numbers_keep_sequels_apart_and_join_spellings() -> None:
    text = "First came “Stonewarden III” and then “Stonewarden IV.” He never finished Stonewarden 4. Ilse Brandt did."
    found = names("", text)
    assert sum(name.startswith("Stonewarden") for name in found) == 2
    chapter = names("", "We saw John Wick: Chapter 4 again. He liked John Wick 4 and John Wick 5.")
    assert [name for name in chapter if "4" in name] == ["John Wick: Chapter 4"]
    assert "John Wick 5" in chapter


def test_initials_and_subtitles_stand_for_the_whole() -> None:
    found = names(
        "", "They watch Dancing with the Stars. All of them love DWTS, and DWTS loves Dancing with the Stars."
    )
    assert "DWTS" not in found
    found = names("", "I saw “Star Wars: The Clone Wars” again. The Clone Wars is what Ilse Brandt likes.")
    assert "Star Wars: The Clone Wars" in found
    assert "The Clone Wars" not in found


ORPHEUS = (
    "It had to come. “Orpheus on the Night Bus,” the musical by Ilse Brandt, is to tour. On the stage, Orpheus looks"
    " back. On the road Orpheus can’t."
)


def test_the_first_word_of_a_title_is_no_topic_beside_it() -> None:
    found = names("“Orpheus on the Night Bus” will tour", ORPHEUS)
    assert found == ["Orpheus on the Night Bus", "Ilse Brandt"]
    marked = topics_of("", ORPHEUS.replace("“", "").replace(",”", ""), marked=["Orpheus on the Night Bus"])
    assert "Orpheus" not in {topic.name for topic in marked}


@pytest.mark.parametrize(
    ("title", "text", "short"),
    [
        ("", f"{ORPHEUS} The singer Orpheus is not in it.", "Orpheus"),
        ("", f"{ORPHEUS} Nobody asked, Orpheus said.", "Orpheus"),
        ("", f"{ORPHEUS} “I did,” says Orpheus, who is a singer.", "Orpheus"),
        ("", f"{ORPHEUS} They met Orpheus, 34, of Leeds.", "Orpheus"),
        ("", f"{ORPHEUS} She had seen “Orpheus” before.", "Orpheus"),
        ("Orpheus: all that tours this spring", ORPHEUS, "Orpheus"),
        ("", f"Orpheus has many friends. {ORPHEUS}", "Orpheus"),
        ("", f"{ORPHEUS} “Orpheus at Noon” is another, and Orpheus is old.", "Orpheus"),
        ("", f"{ORPHEUS} They went there with Orpheus.", "Orpheus"),
        ("", "She read “Halden by Ilse Brandt” to them. Then Halden came up again.", "Halden"),
        ("", "She read “Halden and the Owl” to them. Then Halden slept.", "Halden"),
        ("", "She read “Halden: Part Two” to them. Then Halden came up again.", "Halden"),
        ("", "She saw “Oslo in the Rain” there. It was shot in Oslo.", "Oslo"),
        ("", "She saw “Netflix in the Rain” there. Netflix will show it.", "Netflix"),
    ],
)
def test_the_first_word_of_a_title_may_be_somebody_or_something_else(
    title: str, text: str, short: str
) -> None:
    assert short in names(title, text)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("It rained. Then Calloway said that it rained.", {"Calloway"}),
        ("They met the singer Calloway.", {"Calloway"}),
        ("They met Calloway, 34, in Oslo.", {"Calloway"}),
        ("Ada Calloway sang. Calloway said so.", set()),
        ("It rained. Calloway is closed on Mondays.", set()),
        ("They saw “Calloway” there, Calloway said.", set()),
        ("The film Calloway was shown, Calloway said.", set()),
        ("Netflix said so. Then Disney, who says much, told Oslo.", set()),
        ("Then John said so, and CALLOWAY said nothing.", set()),
        ("They saw “Stonewarden 4” and “Nightjar III” there.", {"Stonewarden 4", "Nightjar III"}),
        ("They saw “Stonewarden: Chapter 4” and “Nightjar: Part Two” there.", set()),
    ],
)
def test_what_may_be_a_name_in_short(text: str, short: set[str]) -> None:
    assert {topic.name for topic in topics_of("", text) if topic.shortened} == short


def test_what_the_user_keeps_apart_is_nobody_s_surname() -> None:
    (found,) = topics_of("", "It rained. Then Calloway said that it rained.", apart=["calloway"])
    assert not found.shortened


def test_other_names_of_an_institution_are_one_topic() -> None:
    found = names(
        "", "Ilse Brandt will host the Oscars. The Academy Awards are in March, and an Oscar is heavy."
    )
    assert sum(name in ("Oscars", "Academy Awards", "Oscar", "the Oscars") for name in found) == 1


def test_a_shouted_headline_lends_weight_to_what_the_text_names() -> None:
    text = "Ilse Brandt met Ravi Menon. Later Tomasz Okafor and Ravi Menon left."
    assert names("TOMASZ OKAFOR LEAVES NIGHTJAR", text)[0] == "Tomasz Okafor"


def test_the_outlet_is_no_topic_of_its_own_stories() -> None:
    text = "Ilse Brandt spoke to Reel Daily. Reel Daily asked Ilse Brandt why."
    assert "Reel Daily" in names("", text)
    assert "Reel Daily" not in [topic.name for topic in topics_of("", text, outlet="Reel Daily")]


def test_titles_of_a_list_are_topics_and_names_of_sections_are_not() -> None:
    listed = "House of Pennies\nA bank fails.\nHarbour Lights\nA ferry sails on.\nNightjar\nOwls hoot, and Nightjar is good.\n"
    assert {"House of Pennies", "Harbour Lights", "Nightjar"} <= set(names("Three to watch", listed))
    sections = "What We Know\nNot much.\nFinal Thoughts\nNone.\nHow to Choose\nWell.\nIlse Brandt sang.\n"
    assert names("", sections) == ["Ilse Brandt"]


def test_italics_and_links_speak_for_names() -> None:
    markdown = (
        "We saw *the quiet* and *Salt* again.\n\n*A caption of a picture*\n\n"
        "[Ilse Brandt](https://a.example/person/ilse-brandt) and [more here](https://a.example/2024/more).\n\n"
        "[Post on Instagram by Pat Merriman](https://instagram.example/p/1)"
    )
    assert marks_of(markdown) == (("the quiet", "Salt"), ("Ilse Brandt",))
    assert "Pat Merriman" not in without_embeds(markdown)
    found = [topic.name for topic in topics_of_markdown("", markdown)]
    assert "Salt" in found
    assert "Pat Merriman" not in found


def test_html_of_feeds_is_read_block_by_block() -> None:
    markup = '<p>One <em>Salt</em></p><script>"<p>no</p>"</script><h2>Two</h2>three<br>four <a href="/tag/ilse">Ilse</a>'
    assert prose_of_html(markup) == "One Salt\nTwo\nthree\nfour Ilse"
    assert marks_of_html(markup) == (("Salt",), ("Ilse",))


def test_a_title_in_quotes_and_italics_has_no_blanks_around_it() -> None:
    assert (
        prose_of_html("<p>“<em>Orbit of <b>Glass</b></em>”, she said.</p>") == "“Orbit of Glass”, she said."
    )


def test_keywords_never_bring_a_name_that_the_text_lacks() -> None:
    text = "Ilse Brandt sang. The owls were quiet."
    assert names("", text, categories=("Tomasz Okafor", "owls", "News", "Ilse Brandt")) == ["Ilse Brandt"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Doobie Brothers", "Doobie Brothers"),
        ("Part Two", "part ii"),
        ("Dawson’s Creek", "Dawson's Creek"),
        ("Keanu Reeves’", "keanu reeves"),
        ("Spider-Man", "spider-man"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ted 2", "Ted"), ("Disney", "Disney+"), ("Rocky III", "Rocky IV"), ("It", "It 2")]
)
def test_other_things_have_other_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_the_word_lists_are_whole() -> None:
    assert len(case_table()) > 20_000
    assert all(0 <= share <= 1 for share in case_table().values())
    assert "john" in first_names()
    assert "new york" in places()
    assert institutions()["oscars"] == institutions()["academy awards"]
    assert (smallness("spinoffs") or 0) > 0.5
    assert smallness("zzyzx") is None


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("Marisol Announces Stadium Tour of Her Life", "The singer will play 22 shows.", "Marisol"),
        ("‘The Salt Lotus’ Heads to France, Streamline Confirms", "It will be shot there.", "The Salt Lotus"),
        (
            "Box Office: ‘Orbit: For Good’ Soars as ‘Owl Man’ Stumbles",
            "It topped the chart.",
            "Orbit: For Good",
        ),
        ("Box Office: ‘Orbit: For Good’ Soars as ‘Owl Man’ Stumbles", "It topped the chart.", "Owl Man"),
        ("Ilse breaks records with The Life of a Showgirl", "It sold well.", "The Life of a Showgirl"),
        (
            "Strictly Come Singing: Who left in week five?",
            "The results show was on Sunday.",
            "Strictly Come Singing",
        ),
        ("Dune: Part Three wraps filming in Budapest", "All is in the can.", "Dune: Part Three"),
        ("Ilse Brandt on The Running Owl, Top Barn 3 and turning down more", "A talk.", "Top Barn 3"),
        ("Tomasz Okafor’s ‘Late Show’ Wins First Prize for Talk Series", "It ends in May.", "Late Show"),
        ("Netflix to Acquire Halden Studio in Enormous Deal", "The streamer beat others.", "Netflix"),
    ],
)
def test_a_teaser_leaves_the_headline_to_speak(title: str, text: str, wanted: str) -> None:
    assert wanted in names(title, text)


@pytest.mark.parametrize(
    "title", ["Box Office: Owls Rule Again", "First Look: Owls at Night", "Friday Estimates: Owls Lead"]
)
def test_labels_of_headlines_are_no_topics(title: str) -> None:
    assert title.split(":")[0] not in names(title, "The owls were seen by many people on the weekend.")


def test_a_story_without_a_headline_is_not_about_that() -> None:
    assert names("Untitled", "") == []


def test_two_names_side_by_side_count_for_both() -> None:
    text = "He saw the Salt Sisters 50th Anniversary Tour. Then the Salt Sisters left, and the 50th Anniversary Tour went on."
    assert set(names("", text)) == {"50th Anniversary Tour", "Salt Sisters"}


def test_apostrophes_do_not_make_two_topics_of_one() -> None:
    assert (
        names("", "Fans of “Grey's Anatomy” rejoice.")
        == names("", "Fans of “Grey’s Anatomy” rejoice.")
        == ["Grey’s Anatomy"]
    )


def test_who_signs_a_quotation_in_markdown_is_no_title() -> None:
    assert marks_of("> We had a lighthouse, and *Salt*.\n>\n> *Inês Calloway*").italics == ("Salt",)
