"""What a capable user would write in an afternoon: pandas with openpyxl reads every returned workbook into one table.

It reads all cells of all sheets, holds the scores against the catalogue's maxima, sees whether a score has evidence or
an explanation, and writes one workbook with everything that was answered. It is kept as quick as such a script is:
openpyxl streams (pandas asks for that), no cell is touched in Python that pandas can take at once, the table is
written at the end in one go.

What it does not do, and par_excel does: look into a file behind a guard, one child process for what may be hostile;
keep the bytes that came, and what was decided; tell two returns of one unit apart; find rows and columns that were
moved, renamed, doubled or deleted; read `1,5`, `1.5 điểm` and dates as the numbers that were meant, or say why not;
work out the score from ticks and figures and compare; compare the fixed cells with the form; compare returns with each
other; say where, why and how to mend it; feedback, letters, ranking, master workbook with formulas, Word report.
"""

import sys
from pathlib import Path
from typing import Literal

import pandas as pd

Engine = Literal["openpyxl", "calamine"]
ENGINE: Engine = "openpyxl"
SHEET = "Chấm điểm"
COLUMNS = (
    "Mã",
    "Nội dung",
    "Điểm tối đa",
    "Mức đạt",
    "Điểm",
    "Số liệu",
    "Tài liệu",
    "Giải trình",
    "Kiểm tra",
)
CONTRIBUTED = r"[\d.]+/\w+"
"""The code of a row that gives something to a criterion which another agency scores: it has no score of its own."""
UNIT_ROW = 1
"""Where the form says who filled it in, from 0."""


def read_maxima(catalogue: Path) -> "pd.Series[float]":
    """Return the maximum of every criterion that an agency scores, by its code."""
    rows = pd.read_csv(catalogue, dtype=str, keep_default_na=False)
    scored = rows[(rows["Thang điểm"] != "") & (rows["Phụ lục"] != "")]
    return scored.set_index("Mã")["Điểm"].str.replace(",", ".").astype(float)


def read_return(path: Path, maxima: "pd.Series[float]", engine: Engine) -> pd.DataFrame:
    """Return the answers of one workbook; all its sheets are read."""
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine=engine)
    cells = sheets[SHEET].reindex(columns=range(len(COLUMNS)))
    code = cells[0].astype(str)
    answers: pd.DataFrame = cells[code.isin(maxima.index) | code.str.fullmatch(CONTRIBUTED)].copy()
    answers.columns = list(COLUMNS)
    answers.insert(0, "Đơn vị", str(cells.iloc[UNIT_ROW, 0]))
    answers.insert(1, "Tệp", path.name)
    return answers


def check(answers: pd.DataFrame, maxima: "pd.Series[float]") -> pd.DataFrame:
    """Say in a new column what is wrong in each row."""
    score = pd.to_numeric(answers["Điểm"], errors="coerce")
    is_scored = answers["Mã"].isin(maxima.index)
    proof = answers[["Tài liệu", "Giải trình"]].fillna("").astype(str)
    has_proof = proof.apply(lambda column: column.str.strip() != "").any(axis=1)
    answers["Điểm"] = score
    answers["Lỗi"] = ""
    answers.loc[is_scored & score.isna(), "Lỗi"] = "chưa có điểm"
    answers.loc[(score < 0) | (score > answers["Mã"].map(maxima)), "Lỗi"] = "điểm ngoài khoảng"
    answers.loc[((score > 0) | ~is_scored) & ~has_proof, "Lỗi"] = "thiếu tài liệu và giải trình"
    return answers


def collect(inbox: Path, catalogue: Path, target: Path, engine: Engine = ENGINE) -> pd.DataFrame:
    """Read, check and write down all returns of a folder."""
    maxima = read_maxima(catalogue)
    returns = [read_return(path, maxima, engine) for path in sorted(inbox.glob("*.xlsx"))]
    answers = check(pd.concat(returns, ignore_index=True), maxima)
    answers.to_excel(target, index=False)
    return answers


def main(engine: Engine = ENGINE) -> None:
    """Read the inbox, catalogue and target that the command line names; say how much there was."""
    inbox, catalogue, target = map(Path, sys.argv[1:])
    answers = collect(inbox, catalogue, target, engine)
    files, faults = answers["Tệp"].nunique(), (answers["Lỗi"] != "").sum()
    sys.stdout.write(f"{files} {len(answers)} {answers['Điểm'].sum():.2f} {faults}\n")


if __name__ == "__main__":
    main()
