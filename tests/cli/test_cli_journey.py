"""A day with the installed program: each command as a process of its own, as a script would run it."""

import json
from pathlib import Path

from cli_newsstand import HTML, LONG, REEL, feed, item, page, run_program, serve
from loopback import Site
from test_cli_arguments import COMMANDS
from tuinews.paths import Home


def test_every_command_works_as_it_is_installed(home: Home, site: Site, tmp_path: Path) -> None:
    used = set()

    def tuinews(*argv: str, code: int = 0, stdin: bytes = b"") -> str:
        used.add(argv[0])
        done = run_program(*argv, stdin=stdin)
        assert done.code == code, (argv, done.err)
        if "--json" in argv:
            json.loads(done.out)
        return done.out

    url = serve(site, "/feed", REEL)
    video = LONG + "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"
    other = serve(site, "/other", feed(item(9, "The prize goes to a first film", text=video), title="Other"))
    story = serve(site, "/page", page("A page"), HTML)
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    browser.chmod(0o700)
    home.config.mkdir(parents=True)
    home.config_file.write_text(f"[open]\nbrowser = [{json.dumps(str(browser))}]\n")

    assert "Now following “Reel Harbour”" in tuinews("add", url, "--folder", "Film")
    tuinews("add", other, "--title", "My own", "--json")
    assert [source["folder"] for source in json.loads(tuinews("sources", "--json"))] == [None, "Film"]
    tuinews("refresh")
    tuinews("refresh", "--force", "--json")
    stories = json.loads(tuinews("list", "--json", "--unread"))
    assert len(stories) == 4
    first = str(stories[0]["id"])
    assert tuinews("list", "--limit", "1", "--source", "My own").startswith(f"{first}\t")
    assert "prize" in tuinews("search", "prize")
    assert tuinews("show", first, "--format", "text").startswith("The prize goes to a first film\n")
    tuinews("show", first, "--format", "json", "--full")
    for command in ("save", "read", "unread"):
        tuinews(command, first)
    tuinews("open", first)
    tuinews("open", first, "--media")
    tuinews("topics", first, "--json")
    tuinews("topics")
    tuinews("related", first, "--json")
    tuinews("follow", "Nightjar")
    tuinews("unfollow", "Nightjar")
    tuinews("mute", "--word", "spoilers", "--until", "week")
    tuinews("unmute", "--word", "spoilers")
    tuinews("stories", "--since", "2026-01-01", "--json")
    assert "A page" in tuinews("clean", story)
    tuinews("clean", "-", "--json", stdin=page("A page").encode())
    tuinews("export", str(tmp_path / "out.opml"))
    for form in ("markdown", "json", "html"):
        tuinews("export", "--saved", str(tmp_path / "saved"), "--format", form)
    assert {path.suffix for path in (tmp_path / "saved").iterdir()} == {".md", ".json", ".html"}
    tuinews("backup", str(tmp_path / "backup.db"))
    tuinews("unsave", first)
    tuinews("remove", "My own")
    assert tuinews("import", str(tmp_path / "out.opml")) == "1 added, 1 there already, 0 skipped.\n"
    tuinews("restore", str(tmp_path / "backup.db"), "--merge")
    assert [each["saved"] for each in json.loads(tuinews("list", "--saved", "--json"))] == [True]
    tuinews("doctor", "--json")
    tuinews("config", "check")
    tuinews("keys", "--json")
    tuinews("themes", "--json")
    for shell in ("bash", "zsh", "fish"):
        assert "tuinews" in tuinews("completion", shell)
    assert tuinews("man").startswith('.\\"')
    tuinews("demo", code=2)  # Without a terminal.
    tuinews("show", "4711", code=5)
    assert used == set(COMMANDS)
    assert [path.name for path in home.state.iterdir()] == ["tuinews.log"]
