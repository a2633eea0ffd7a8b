"""doctor and themes."""

import sqlite3
from contextlib import closing

import pytest

from cli_newsstand import REEL, XML, run, run_on_terminal, serve
from loopback import Site, answer, in_turn
from tuinews.errors import Full, LibraryError
from tuinews.paths import Home


def findings(*argv: str, code: int = 0) -> dict[str, list[dict[str, str | None]]]:
    examined = run("doctor", "--json", *argv)
    assert examined.code == code
    by_check: dict[str, list[dict[str, str | None]]] = {}
    for finding in examined.json:
        assert list(finding) == ["check", "status", "message", "cure"]
        assert finding["status"] in ("ok", "warning", "problem")
        assert (finding["status"] == "ok") == (finding["cure"] is None)
        by_check.setdefault(finding["check"], []).append(finding)
    return by_check


def statuses(found: dict[str, list[dict[str, str | None]]]) -> dict[str, list[str | None]]:
    return {check: [finding["status"] for finding in several] for check, several in found.items()}


def test_a_fresh_home_is_in_order_and_stays_empty(home: Home) -> None:
    assert set(statuses(findings())) == {"versions", "config", "keys", "themes", "terminal", "library"}
    assert all(several == ["ok"] for several in statuses(findings()).values())
    assert not home.data.parent.exists()


def test_every_finding_has_its_cure(home: Home, site: Site) -> None:
    site.pages["/feed"] = in_turn(answer(REEL.encode(), XML), answer(b"", status=500))
    run("add", site.url("/feed"))
    run("refresh", "--force")
    home.themes.mkdir(parents=True)
    (home.themes / "mine.toml").write_text("primary = 3")
    home.config_file.write_text("thme = 'matinee'\ntheme = 'nope'\n")
    found = findings()
    assert statuses(found) == {
        "versions": ["ok"],
        "config": ["warning"],
        "keys": ["ok"],
        "themes": ["warning", "warning"],
        "terminal": ["ok"],
        "library": ["ok"],
        "backups": ["ok"],
        "sources": ["warning"],
    }
    assert "thme" in str(found["config"][0]["message"])
    assert "late-show" in str(found["themes"][0]["cure"])
    assert "refresh --force 1" in str(found["sources"][0]["cure"])
    text = run("doctor").out
    assert text.count("Cure: ") == 4
    assert "Reel Harbour" in text


def test_a_config_that_is_no_toml(home: Home) -> None:
    home.config.mkdir(parents=True)
    home.config_file.write_text("theme = ")
    assert statuses(findings(code=2))["config"] == ["problem"]


def test_a_library_that_can_not_be_used_is_code_4(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(REEL.encode(), XML)
    run("add", site.url("/feed"))
    with closing(sqlite3.connect(home.library_db)) as connection:
        connection.execute("PRAGMA user_version = 99")
    found = findings(code=4)
    assert statuses(found)["library"] == ["problem"]
    assert "newest version" in str(found["library"][0]["cure"])


def test_the_cure_of_a_failing_source_fits_its_failure(site: Site) -> None:
    with Site() as busy:
        for server, path, status in ((site, "/gone", 410), (busy, "/busy", 429), (site, "/moved", 404)):
            server.pages[path] = in_turn(answer(REEL.encode(), XML), answer(b"", status=status))
            run("add", server.url(path), "--title", path)
        run("refresh", "--force")
    cures = {str(finding["message"])[:5]: str(finding["cure"]) for finding in findings()["sources"]}
    assert "tuinews remove 1" in cures["/gone"]
    assert "by itself" in cures["/busy"]
    assert "refresh --force 3" in cures["/move"]
    assert "--force" not in cures["/gone"] + cures["/busy"]


def test_only_a_file_of_another_program_is_to_be_moved_away(
    home: Home, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed"] = answer(REEL.encode(), XML)
    run("add", site.url("/feed"))

    async def unusable(*_: object, **__: object) -> None:
        raise failure

    # Full disks and failing ones can't be had on demand.
    monkeypatch.setattr("tuinews.newsroom.Newsroom.open", unusable)
    for failure in (Full("The disk is full."), LibraryError("The library could not do this.")):
        (found,) = findings(code=4)["library"]
        assert found["message"] == failure.summary
        assert "away" not in str(found["cure"])


def test_the_terminal_is_looked_at() -> None:
    code, shown = run_on_terminal("doctor")
    assert code == 0
    assert "xterm-256color" in shown


def test_themes_lists_bundled_and_own_ones_and_marks_the_configured_one(home: Home) -> None:
    home.themes.mkdir(parents=True)
    (home.themes / "broken.toml").write_text("=")
    listed = run("--theme", "matinee", "themes")
    rows = {row[1]: row for row in (line.split("\t") for line in listed.out.splitlines())}
    assert rows["matinee"][0] == "configured"
    assert rows["matinee"][3:] == ["light", "bundled", "--theme"]
    assert rows["late-show"][0] == ""
    assert "broken.toml" in listed.err


def test_the_cache_is_dropped_and_nothing_of_the_users(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(REEL.encode(), XML)
    run("add", site.url("/feed"))
    run("save", "2")
    dropped = run("doctor", "--drop-cache")
    assert dropped.code == 0
    assert "fetched again" in dropped.err
    assert [story["id"] for story in run("list", "--json").json] == [2]
    run("refresh")
    listed = run("list", "--json").json
    assert len(listed) == 3
    assert [story["id"] for story in listed if story["saved"]] == [2]


def test_the_newest_backup_is_named(home: Home, site: Site) -> None:
    site.pages["/feed"] = answer(REEL.encode(), XML)
    run("add", site.url("/feed"))
    run("refresh")
    (found,) = findings()["backups"]
    assert "1 source and 0 saved stories" in str(found["message"])
    assert list((home.data / "backups").glob("library-*.db"))


def test_topics_are_found_anew_on_request(home: Home, site: Site) -> None:
    assert run("add", serve(site, "/feed", REEL)).code == 0
    before = run("topics", "--json").json
    told = run("doctor", "--reindex")
    assert told.code == 0
    assert "Found anew for 3 stories." in told.out
    assert run("topics", "--json").json == before
