"""No environment leads git to another repository: neither that of a hook, nor that of a developer."""

import os
import subprocess
import sys

from heartland import git
from tests.command import ROOT

OF_A_HOOK = {"GIT_DIR": "/x/.git", "GIT_WORK_TREE": "/x", "GIT_INDEX_FILE": "/x/.git/index.lock"}
OF_A_USER = {"GIT_AUTHOR_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.org", "GIT_SSL_CAINFO": "/x.pem"}


def test_only_who_commits_and_whom_to_trust_is_told_to_git():
    assert git.without_repository({"HOME": "/a", **OF_A_HOOK, **OF_A_USER}) == {
        "HOME": "/a",
        **OF_A_USER,
    }


def test_tests_that_a_hook_starts_know_nothing_of_its_repository():
    done = subprocess.run(
        [sys.executable, "-c", "import os, tests.conftest; print(*os.environ)"],
        cwd=ROOT,
        env=os.environ | OF_A_HOOK,
        capture_output=True,
        text=True,
        check=True,
    )
    assert OF_A_HOOK.keys().isdisjoint(done.stdout.split())
    assert OF_A_HOOK.keys().isdisjoint(os.environ)


def test_where_git_fails_or_is_not_there_it_says_nothing(tmp_path, monkeypatch):
    assert git.ask(ROOT, "no-such-command") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git.ask(ROOT, "--version") is None
