"""The workflow of a release, which no runner has run: what it names is there, and its scripts can be read."""

import importlib.util
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # comes with dask, without types

ROOT = Path(__file__).parent.parent
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
SCRIPTS = [step["run"] for step in STEPS if "run" in step and "shell" not in step]
WORDS = [shlex.split(line, comments=True) for script in SCRIPTS for line in script.splitlines()]


def test_every_step_does_one_thing() -> None:
    assert len(STEPS) > 10
    known = {"name", "uses", "with", "run", "shell", "env", "if"}
    assert all(("uses" in step) != ("run" in step) and step.keys() <= known for step in STEPS)
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]) for step in STEPS if "uses" in step)
    assert all(job["timeout-minutes"] for job in WORKFLOW["jobs"].values())


def test_every_module_that_is_run_exists() -> None:
    run = {words[words.index("-m") + 1] for words in WORDS if "-m" in words}
    assert {"pytest", "build", "pip", "tools.windows.build", "tools.windows.try_folder"} <= run
    assert [name for name in run if importlib.util.find_spec(name) is None] == []


def test_every_file_that_is_named_exists() -> None:
    named = {word for words in WORDS for word in words if re.match(r"(?:requirements|tests|tools)/", word)}
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_target_of_make_exists() -> None:
    targets = {words[1] for words in WORDS if words[:1] == ["make"]}
    assert targets
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_what_one_job_hands_over_the_other_takes() -> None:
    artifacts = {
        kind: {step["with"]["name"] for step in STEPS if f"{kind}-artifact" in step.get("uses", "")}
        for kind in ("upload", "download")
    }
    assert artifacts["download"] == {"demo"} <= artifacts["upload"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.split("\n")[0][:40])
def test_every_script_can_be_read(script: str) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-n"], input=script.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_secrets_reach_a_script_by_its_environment_alone() -> None:
    assert not any("${{" in step.get("run", "") for step in STEPS)
