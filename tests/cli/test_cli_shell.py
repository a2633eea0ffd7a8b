"""Completions and the manual page: equal to the table of commands, and what real shells and man make of them."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pexpect
import pytest

from cli_newsstand import PROGRAM, run, run_program
from tuinews.paths import Home

DOCS = Path(__file__).parents[2] / "docs"


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_made_from_the_tables_is_that_of_the_tables() -> None:
    for path, content in reference().pages().items():
        assert path.read_text("utf-8") == content, f"{path}: run: uv run python docs/make_reference.py"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"NOT TESTED: {program} is not installed")


def script(shell: str, folder: Path, name: str) -> Path:
    done = run_program("completion", shell)
    assert (done.code, done.err) == (0, "")
    file = folder / name
    file.write_text(done.out)
    return file


def output(*argv: str) -> str:
    environ = {**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, env=environ, check=True)
    assert done.stderr == ""
    return done.stdout


TYPED = [
    (("unr",), ["unread"]),
    (("show", "42", "--form"), ["--format"]),
    (("show", "42", "--format", "m"), ["markdown"]),
    (("--home", "x", "rela"), ["related"]),
    (("completion", "z"), ["zsh"]),
    (("config", "c"), ["check"]),
    (("list", "--u"), ["--unread"]),
    (("save", "--j"), ["--json"]),
    (("save", "1", "2", "--j"), ["--json"]),
    (("add", "a.example", "--pi"), ["--pick"]),
    (("--theme", "vin"), ["vinyl"]),
]


@needs("bash")
def test_bash_completes(home: Home, tmp_path: Path) -> None:
    file = script("bash", tmp_path, "tuinews.bash")
    ask = (
        'source "$1"; shift; entry=$(complete -p tuinews); function=${entry##*-F }; function=${function% *}\n'
        "for line; do COMP_WORDS=(tuinews $line); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); $function;"
        ' printf "%s " "${COMPREPLY[@]}"; echo; done'
    ).replace("\\n", "\n")
    shown = output("bash", "-c", ask, "bash", str(file), *(" ".join(words) for words, _ in TYPED))
    assert [line.split() for line in shown.splitlines()] == [expected for _, expected in TYPED]


@needs("fish")
def test_fish_completes(home: Home, tmp_path: Path) -> None:
    file = script("fish", tmp_path, "tuinews.fish")
    asked = "; ".join(f"complete -C 'tuinews {' '.join(words)}'; echo ==" for words, _ in TYPED)
    shown = output("fish", "--no-config", "-c", f"source {file}; {asked}")
    found = [[line.split("\t")[0] for line in part.splitlines() if line] for part in shown.split("==\n")]
    assert found[:-1] == [expected for _, expected in TYPED]


@needs("zsh")
@pytest.mark.pty
def test_zsh_completes(home: Home, tmp_path: Path) -> None:
    script("zsh", tmp_path, "_tuinews")
    environ = {**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / ".zshrc").write_text(
        f"fpath=({tmp_path} $fpath)\nautoload -Uz compinit\ncompinit -u -d {tmp_path}/dump\n"
        # The line as it stands after the key, for us to read.
        "PS1='READY> '\nshow-line() { zle -I; print -r -- \"<$BUFFER>\"; zle kill-whole-line }\n"
        "zle -N show-line\nbindkey '^X' show-line\n"
    )
    shell = pexpect.spawn(
        "zsh", ["-i"], env={**environ, "ZDOTDIR": str(tmp_path)}, timeout=60, encoding="utf-8"
    )
    try:
        shell.expect_exact("READY> ")
        for words, expected in TYPED:
            shell.send(f"tuinews {' '.join(words)}\t\x18")
            shell.expect("<([^<>]*)>")
            assert shell.match.group(1).split() == ["tuinews", *words[:-1], *expected]
    finally:
        shell.close(force=True)


@needs("man")
def test_man_reads_the_page_without_a_complaint(home: Home, tmp_path: Path) -> None:
    done = run_program("man")
    assert (done.code, done.err) == (0, "")
    page = tmp_path / "tuinews.1"
    page.write_text(done.out)
    shown = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "MANPAGER": "cat", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        check=True,
    )
    assert shown.stderr == ""
    assert "read entertainment news in the terminal" in shown.stdout
    assert "EXIT STATUS" in shown.stdout
    assert "tuinews show 42 --full --format text | less" in shown.stdout


def test_an_unknown_shell_is_a_mistake() -> None:
    assert run("completion", "tcsh").code == 2
