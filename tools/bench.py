"""Measure what the project promises: start-up, templates, merge, reading, memory.

Run it with `make bench`. Times are medians of several runs in new processes; a timing is never a test, because
machines differ. Memory is that of all processes of a command together, as the kernel counts it.
"""

import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from compileall import compile_dir
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import par_excel
from bench.small_files import small_files_figures
from bench.watched import run_watched
from par_excel.model import LetterKind
from par_excel.workflow.correspondence.mail import write_drafts
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.intake.check import check_inbox, feedback_of
from tools.bench_panel import panel_figures

COMMAND = (sys.executable, "-m", "par_excel")
RUNS = 7
RETURNS = 1000
_RECORDS = ("ledger.sqlite", "nhat_ky.jsonl")


def main() -> None:
    """Measure and print every figure beside its goal."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program finds its bytecode
    compile_dir(Path(par_excel.__file__).parent, quiet=1)
    with TemporaryDirectory() as name:
        folder = Path(name)
        demo = folder / "demo"
        _run((*COMMAND, "demo", str(demo)))
        _print("par-excel --help", _median((*COMMAND, "--help")), "s", 0.2)
        _print("templates (8)", _median((*COMMAND, "-C", str(demo), "templates")), "s", 0.6)
        merge = (*COMMAND, "-C", str(demo), "merge")
        _print("merge (8 returns, first intake)", _median(merge, before=lambda: _forget(demo)), "s", 1.5)
        _print("merge (8 returns, again)", _median(merge), "s", 1.5)
        review = (*COMMAND, "-C", str(demo), "review")
        _print("review (8 returns)", _median(review), "s", 1.5)
        decision = "số 500/QĐ-UBND, ngày 05/03/2021"
        approve = (*COMMAND, "-C", str(demo), "approve", "--decision", decision, "--by", "Lê Văn B")
        settled = _settled(demo, approve, folder / "settled")
        made = _median(merge, before=lambda: _without_outputs(settled, demo))
        approved = _median(approve, before=lambda: _without_outputs(settled, demo))
        _print("merge (8 returns) that makes its outputs", made, "s", None)
        _print("approve (8 returns), all read again", approved, "s", 1.5)
        _print("times as long as that merge", approved / made, "", 1.3)
        _forget(demo)
        _print("peak memory of merge", _peak_mib(merge), "MiB", 250)
        _print("feedback for the sample returns, in process", _feedback_s(demo), "s", 0.5)
        _print("mail invite (8 drafts), in process", _drafts_s(folder / "letters"), "s", 0.5)
        seconds, peak = _letters(1_000)
        _print("1,000 letters sent over TLS on this computer", seconds, "s", 15)
        _print("peak memory of it", peak, "MiB", None)
        if shutil.which("dovecot") is None:
            sys.stdout.write("1,000 letters fetched: not measured, there is no dovecot\n")
        else:
            seconds, peak = _letters(1_000, "many_replies")
            _print("1,000 letters fetched over TLS on this computer", seconds, "s", 15)
            _print("peak memory of it", peak, "MiB", None)
        for rows, goal in ((1_000, None), (10_000, 5)):
            seconds, peak = _outputs(rows)
            _print(f"master and report of {rows} criteria, in process", seconds, "s", goal)
            _print("peak memory of it", peak, "MiB", 250)
        _print(f"read and check one return (of {RETURNS}), one core", _reading_ms(demo), "ms", 5)
        seconds, peak = _intake(demo, folder / "many", RETURNS)
        _print(f"check: take in, read, judge and record {RETURNS}", seconds, "s", 6)
        _print("largest process of it", peak, "MiB", 300)
        more, peak = _intake(demo, folder / "more", 10 * RETURNS)
        _print(f"the same for {10 * RETURNS}: times as long", more / seconds, "", 10)
        _print("largest process of it", peak, "MiB", 300)
        for what, value, unit, most in small_files_figures(folder / "small"):
            _print(what, value, unit, most)
        for what, value, unit, most in panel_figures(folder / "panel"):
            _print(what, value, unit, most)


def _print(what: str, value: float, unit: str, goal: float | None) -> None:
    shown = f"{what:<50} {value:9.3f} {unit:<4}"
    sys.stdout.write(shown + (f" goal ≤ {goal:g}\n" if goal is not None else "\n"))
    sys.stdout.flush()


def _run(command: Sequence[str]) -> None:
    finished = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if finished.returncode not in {0, 1}:
        sys.exit(finished.stderr.decode("utf-8", "replace"))


def _median(command: Sequence[str], before: Callable[[], None] = lambda: None) -> float:
    times = []
    for _ in range(RUNS):
        before()
        start = time.perf_counter()
        _run(command)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


_OUTPUTS = """
import resource, sys, time
from par_excel.writing.master.workbook import master_workbook
from par_excel.writing.report.document import report_document
from tests import invented
from tests.writing.sample_result import large
basis, result = large(invented.basis(), int(sys.argv[1]))
start = time.perf_counter()
master_workbook(basis, result)
report_document(basis, result)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _outputs(rows: int) -> tuple[float, float]:
    """Return seconds and peak memory (MiB) of writing master workbook and report, in a process of its own."""
    command = (sys.executable, "-c", _OUTPUTS, str(rows))
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def _feedback_s(demo: Path) -> float:
    """Return the seconds that the feedback for the sample returns takes."""
    folder, now = Folder(demo), datetime(2021, 2, 17, 9, tzinfo=UTC)
    checked = check_inbox(folder, now=now)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        if not feedback_of(folder, checked, now=now):
            sys.exit("no feedback was made, so that nothing was measured")
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _drafts_s(where: Path) -> float:
    """Return the seconds that eight invitations take, templates and calendar among them."""
    folder = Folder(where)
    lay_out(folder, year=2020)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        write_drafts(folder, LetterKind.INVITE, now=datetime(2021, 2, 1, tzinfo=UTC))
        times.append(time.perf_counter() - start)
    return statistics.median(times)


_LETTERS = """
import resource, sys, tempfile, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from tests.post import many
with tempfile.TemporaryDirectory() as name:
    seconds = getattr(many, sys.argv[2])(Path(name), int(sys.argv[1]))
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _letters(number: int, what: str = "many_letters") -> tuple[float, float]:
    """Return seconds and peak memory (MiB) of sending so many letters to a server in the same process, or fetching."""
    command = (sys.executable, "-c", _LETTERS, str(number), what)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def _forget(demo: Path) -> None:
    """Let the next run begin as if nothing had been received: of a log without its ledger it would ask to be told more."""
    for name in (*_RECORDS, "ledger.sqlite-journal"):
        (demo / name).unlink(missing_ok=True)


def _settled(demo: Path, approve: Sequence[str], copy: Path) -> Path:
    """Accept whatever stands in the way of approving, round by round; return a copy of the records by then."""
    while True:
        told = subprocess.run((*approve, "--json"), stdout=subprocess.PIPE, check=False)
        facts = json.loads(told.stdout)
        if facts["approved"]:
            break
        copy.mkdir(exist_ok=True)
        for obstacle in facts["obstacles"]:
            words = shlex.split(obstacle["settle"].replace("…", "đo thời gian"))[1:]
            _run((*COMMAND, "-C", str(demo), *words))
        for name in _RECORDS:
            shutil.copy(demo / name, copy)
    _as_kept(copy, demo)
    return copy


def _as_kept(copy: Path, demo: Path) -> None:
    for name in _RECORDS:
        shutil.copy(copy / name, demo)
    shutil.rmtree(demo / "outbox" / "phe_duyet", ignore_errors=True)


def _without_outputs(copy: Path, demo: Path) -> None:
    """Let the next run make what is made of the result."""
    _as_kept(copy, demo)
    for output in Folder(demo).made_of_result:
        output.unlink(missing_ok=True)


def _peak_mib(command: Sequence[str]) -> float:
    """Return the largest sum of resident memory of a command and its children."""
    return run_watched(command, pause=0.005).peak_mib


def _reading_ms(demo: Path) -> float:
    """Return milliseconds of computing for reading and judging one return, in this process."""
    from par_excel.config import load_basis  # noqa: PLC0415 - start-up is measured apart
    from par_excel.model import Parcel  # noqa: PLC0415
    from par_excel.workflow.intake.child_reader import read_and_judge  # noqa: PLC0415

    basis = load_basis(demo)
    parcels = [
        Parcel(
            name="x", data=data, sha256=sha256(data).hexdigest(), modified=datetime(2021, 2, 17, tzinfo=UTC)
        )
        for data in _returns(demo, RETURNS)
    ]
    start = time.process_time()
    for parcel in parcels:
        read_and_judge(parcel, basis, basis.period.limits)
    return (time.process_time() - start) / RETURNS * 1000


def _intake(demo: Path, folder: Path, number: int) -> tuple[float, float]:
    """Return seconds and MiB of the largest process for `check` with so many new returns in the inbox."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    shutil.copy(demo / "par.toml", folder)
    for index, data in enumerate(_returns(demo, number)):
        (inbox / f"{index:06d}.xlsx").write_bytes(data)
    ran = run_watched((*COMMAND, "-C", str(folder), "check", "--json"), of_all=max, pause=0.05)
    return ran.seconds, ran.peak_mib


def _returns(demo: Path, number: int) -> Iterator[bytes]:
    """Yield sample returns, each with another comment behind its zip: the same workbook, another content."""
    originals = [path.read_bytes() for path in sorted((demo / "inbox").glob("*.xlsx"))]
    for index in range(number):
        yield _with_comment(originals[index % len(originals)], f"{index:06d}")


def _with_comment(data: bytes, comment: str) -> bytes:
    """Return the zip with a comment at its end: the same workbook, another content."""
    end = data.rindex(b"PK\x05\x06")
    return data[: end + 20] + len(comment).to_bytes(2, "little") + comment.encode("ascii")


if __name__ == "__main__":
    main()
