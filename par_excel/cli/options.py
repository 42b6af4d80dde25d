"""What commands share: how one is declared, options that several take, the working folder that `-C` names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from par_excel.system import Runner
    from par_excel.system.cluster import ClusterError

_R = TypeVar("_R")

JSON = click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
SCHEDULER = click.option(
    "--scheduler",
    metavar="ĐỊA_CHỈ",
    help="Giao việc cho cụm máy Dask tại địa chỉ này (ví dụ tcp://may-chu:8786).",
)
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


def command(short_help: str, name: str | None = None) -> Callable[[Callable[..., object]], click.Command]:
    """Declare a command with its line in the list of all; it is called like its function where no name is given."""
    return click.command(name, options_metavar="[TÙY CHỌN]", short_help=short_help)


def tell(facts: Callable[[], object], show: Callable[[], None], *, as_json: bool) -> None:
    """Print what came of a command: as JSON, or in words."""
    if as_json:
        from par_excel.cli.facts import print_facts

        print_facts(facts())
    else:
        show()


def pass_folder(command: Callable[..., _R]) -> Callable[..., _R]:
    """Hand a command the working folder as its first argument."""

    @click.pass_obj
    @wraps(command)
    def with_folder(directory: Path, *arguments: Any, **options: Any) -> _R:  # noqa: ANN401 - the command's own
        from par_excel.workflow.folder.folder import Folder

        return command(Folder(directory), *arguments, **options)

    return with_folder


def reads_returns(command: Callable[..., _R]) -> Callable[..., _R]:
    """Let a child that will read returns load while the command itself does."""

    @click.pass_obj
    @wraps(command)
    def with_child(directory: Path, *arguments: Any, **options: Any) -> _R:  # noqa: ANN401 - the command's own
        from par_excel.workflow.intake.standby import reader_standing_by

        # a list of checks reads nothing, and a cluster reads with children of its own
        is_read_here = not (options.get("as_list") or options["scheduler"])
        with reader_standing_by(directory) if is_read_here else nullcontext():
            return command(*arguments, **options)

    return with_child


_INSTALLED = 'cài thêm bằng lệnh: pip install "par-excel[cluster]", rồi chạy lại; hoặc bỏ --scheduler để làm trên máy này'
_LOST = "Cụm máy không còn trả lời; phần việc còn lại đã làm trên máy này."
_ALONE = "hoặc bỏ --scheduler để làm trên máy này"


@contextmanager
def runner_at(scheduler: str | None) -> Iterator["Runner"]:
    """Give who does the work: the cluster at an address, this computer's cores where none is given.

    Raises:
        ParExcelError: there is no such cluster.
    """
    from par_excel.system import OWN_CORES

    if scheduler is None:
        yield OWN_CORES
        return
    from par_excel.model import ParExcelError
    from par_excel.system.cluster import ClusterError, cluster

    try:
        with cluster(scheduler) as found:
            yield found
            # a cluster that goes away loses nothing: the rest is done here (decision 18), and only the time is another
            if found.is_lost:
                click.secho(_LOST, fg="yellow", err=True)
    except ClusterError as failure:
        raise ParExcelError(_sentence(failure, scheduler)) from failure


def _sentence(failure: "ClusterError", address: str) -> str:
    from par_excel.system.cluster import ClusterFault

    detail = f" ({failure.detail})" if failure.detail else ""
    return {
        ClusterFault.NOT_INSTALLED: f"Máy này chưa có phần chạy trên cụm máy: {_INSTALLED}.",
        ClusterFault.ADDRESS: f"Địa chỉ cụm máy “{address}” không đúng: ghi như tcp://may-chu:8786.",
        ClusterFault.UNREACHABLE: f"Không kết nối được cụm máy tại {address}: kiểm tra địa chỉ, máy điều phối đã chạy "
        f"chưa, tường lửa có cho qua không, rồi chạy lại; {_ALONE}.",
        ClusterFault.NO_WORKERS: f"Cụm máy tại {address} chưa có máy nào nhận việc: khởi động các máy đó rồi chạy lại; "
        f"{_ALONE}.",
        ClusterFault.OTHER_VERSIONS: f"Có máy trong cụm dùng phiên bản khác với máy này{detail}: cài cùng phiên bản "
        f"par_excel và Python trên mọi máy rồi chạy lại; {_ALONE}.",
    }[failure.fault]
