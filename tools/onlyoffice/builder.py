"""Opens files with ONLYOFFICE's document builder, types into cells, works everything out, and saves.

    python builder.py JOBS

`JOBS` is a JSON file: a list of `source`, `targets`, `cells`, by sheet and address, what is typed there, and `sheets`,
each of which is saved into its target.
"""

import json
import sys
from itertools import zip_longest
from pathlib import Path

import docbuilder

_TYPE = """
var sheet = Api.GetSheet({sheet});
var cells = {cells};
for (var address in cells) sheet.GetRange(address).SetValue(cells[address]);
"""
_SHOW = "Api.GetSheet({sheet}).SetActive();"
_WORK_OUT = "Api.RecalculateAllFormulas();"


def _execute(builder: docbuilder.CDocBuilder, script: str) -> None:
    assert builder.ExecuteCommand(script) is not False, script[:200]


for job in json.loads(Path(sys.argv[1]).read_text("utf-8")):
    builder = docbuilder.CDocBuilder()
    assert builder.OpenFile(job["source"], "") == 0, job["source"]
    for sheet, cells in job["cells"].items():
        _execute(builder, _TYPE.format(sheet=json.dumps(sheet), cells=json.dumps(cells)))
    if not job["source"].endswith(".docx"):
        _execute(builder, _WORK_OUT)
    for target, sheet in zip_longest(job["targets"], job["sheets"]):
        if sheet is not None:
            _execute(builder, _SHOW.format(sheet=json.dumps(sheet)))
        assert builder.SaveFile(target.rpartition(".")[2], target) == 0, target
    builder.CloseFile()
