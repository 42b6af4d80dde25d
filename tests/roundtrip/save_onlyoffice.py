"""Opens workbooks with ONLYOFFICE's document builder, types into cells, works everything out, and saves.

    python save_onlyoffice.py JOBS

`JOBS` is a JSON file: a list of `source`, `targets` and `cells`, by sheet and address, what is typed there.
"""

import json
import sys
from pathlib import Path

import docbuilder

_TYPE = """
var sheet = Api.GetSheet({sheet});
var cells = {cells};
for (var address in cells) sheet.GetRange(address).SetValue(cells[address]);
"""

for job in json.loads(Path(sys.argv[1]).read_text("utf-8")):
    builder = docbuilder.CDocBuilder()
    assert builder.OpenFile(job["source"], "") == 0, job["source"]
    for sheet, cells in job["cells"].items():
        assert (
            builder.ExecuteCommand(_TYPE.format(sheet=json.dumps(sheet), cells=json.dumps(cells)))
            is not False
        )
    assert builder.ExecuteCommand("Api.RecalculateAllFormulas();") is not False
    for target in job["targets"]:
        assert builder.SaveFile(target.rpartition(".")[2], target) == 0, target
    builder.CloseFile()
