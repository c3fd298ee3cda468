"""Runs ladder.ipynb in the folder that has bands/: by Jupyter's nbclient if it is here, else its cells by themselves.

    python3 ladder.py
"""

import json
import os
import pathlib

os.environ.setdefault("MPLBACKEND", "agg")
path = pathlib.Path(__file__).with_name("ladder.ipynb")
try:
    import nbclient
    import nbformat
except ImportError:
    there = {}
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), there)
else:
    done = nbclient.NotebookClient(nbformat.read(path, as_version=4), timeout=300).execute()
    for cell in done.cells:
        for out in cell.get("outputs", []):
            if out.output_type == "stream" and out.name == "stdout":
                print(out.text, end="")
