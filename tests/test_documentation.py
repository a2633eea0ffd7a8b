"""What the documentation and the package show beside the program: equal to what is shipped, and right for whom it is for."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tuinews.article.junk_names import NAME_RULES
from tuinews.article.junk_phrases import PHRASE_RULES
from tuinews.commands.arguments import parse, program_parser
from tuinews.ui.commands import COMMANDS

ROOT = Path(__file__).parents[1]
DOCS, DATA = ROOT / "docs", ROOT / "src" / "tuinews" / "data"
PAGES = sorted(DOCS.glob("*.md"))


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"NOT TESTED: {program} is not installed")


def made_by(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_rules_have_names_and_reasons_as_the_documentation_says() -> None:
    assert all(rule.name and rule.why for rule in (*NAME_RULES, *PHRASE_RULES))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_and_page_that_is_named_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not re.match(r"https?://", target):
            assert (DOCS / target).exists(), target


def shell_lines(text: str) -> list[str]:
    """Give the lines of the blocks that are for a shell, which name no language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for language, block in blocks if not language for line in block.splitlines()]


def calls_in(line: str) -> list[list[str]]:
    """Give the words of each call of tuinews in a line for a shell, up to the next operator."""
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    calls: list[list[str]] = []
    begins, ours = True, False
    for word in words:
        if set(word) <= set("();<>|&"):
            begins = True
        elif begins:
            ours = word.rpartition("/")[2] == "tuinews"
            if ours:
                calls.append([])
            begins = False
        elif ours:
            calls[-1].append(word)
    return calls


@pytest.mark.parametrize(
    "page",
    [*(page for page in PAGES if page.name != "commands.md"), ROOT / "README.md"],
    ids=lambda page: page.name,
)
def test_every_call_that_is_shown_can_be_made(page: Path) -> None:
    for line in shell_lines(page.read_text("utf-8")):
        for words in calls_in(line):
            assert parse(words).run, line


def test_every_example_of_the_help_can_be_called() -> None:
    (below,) = (action for action in program_parser()._actions if isinstance(action.choices, dict))
    assert isinstance(below.choices, dict)
    for name, command in below.choices.items():
        examples = (command.epilog or "").splitlines()[1:]
        assert examples, name
        for line in examples:
            calls = calls_in(line)
            assert calls, line
            assert all(parse(words).run for words in calls)


def test_every_picture_is_shown_somewhere_and_loads_nothing() -> None:
    shown = "".join(page.read_text("utf-8") for page in (*PAGES, ROOT / "README.md"))
    for picture in (DOCS / "pictures").glob("*.svg"):
        assert f"pictures/{picture.name}" in shown
        assert not re.search(r"""(?:url\(["']?|src=["'])https?:""", picture.read_text("utf-8"))


def test_the_pages_for_timers_show_the_units_that_are_shipped() -> None:
    page = (DOCS / "automation.md").read_text("utf-8")
    for name in ("tuinews-refresh.service", "tuinews-refresh.timer"):
        assert f"```ini\n{(DATA / name).read_text('utf-8').strip()}\n```" in page


def test_every_file_for_the_system_is_put_where_it_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    placed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert {Path(source).name for source in placed} == {path.name for path in DATA.iterdir()}
    assert all((ROOT / source).is_file() for source in placed)


def test_the_site_is_watched_for_what_it_would_load(tmp_path: Path) -> None:
    check = made_by("check_site")
    (tmp_path / "index.html").write_text(
        "<a href='https://a.example/'>fine</a><link rel=canonical href='https://a.example/'><img src=x.svg>"
        "<script src='//a.example/1.js'></script><link rel='stylesheet' href='https://a.example/2.css'>"
        "<img src='https://a.example/3.png'><style>@import 'https://a.example/4.css';</style>"
    )
    (tmp_path / "x.svg").write_text('<style>src: url("https://a.example/5.woff"), url(#clip)</style>')
    (tmp_path / "x.css").write_text("a { background: url(https://a.example/6.png) }")
    found = " ".join(check.loads(tmp_path))
    assert [number for number in "123456" if f"a.example/{number}." in found] == list("123456")
    assert found.count("a.example") == 6


def test_the_workflow_runs_on_every_python_that_the_package_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text("utf-8")
    assert versions[0] == project["requires-python"].removeprefix(">=")
    assert (
        workflow.count(f"python: [{', '.join(f'{chr(34)}{version}{chr(34)}' for version in versions)}]") == 2
    )
    assert "run: .ci/run" in workflow
    for system in ("ubuntu", "macos", "windows"):
        assert f"{system}-latest" in workflow


@needs("desktop-file-validate")
def test_the_menu_entry_is_one() -> None:
    done = subprocess.run(
        ["desktop-file-validate", DATA / "tuinews.desktop"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@needs("systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name in ("tuinews-refresh.service", "tuinews-refresh.timer"):
        shutil.copy(DATA / name, tmp_path)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--user",
            "--man=no",
            tmp_path / "tuinews-refresh.timer",
            tmp_path / "tuinews-refresh.service",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_key_that_the_tour_names_does_something() -> None:
    keys = {key for command in COMMANDS for key in command.keys}
    for key in ("x", "f", "o", "y", "z", "g", "S", "t", "E", "T", "s", "u", "q", "i", "r", "R"):
        assert key in keys
