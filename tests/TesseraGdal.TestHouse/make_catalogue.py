"""make_catalogue.py OUT: the product's catalogue with one entry more."""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ENTRY = {
    "name": "v0-formula", "version": "0.0", "variant": "formula", "versionPath": "v0", "forms": {"formula": ""},
    "description": "A formula: made up.", "license": "CC0-1.0",
}

catalogue = json.loads((HERE.parent.parent / "src/TesseraGdal.Core/Catalog/catalogue.json").read_text(encoding="utf-8"))
catalogue["datasets"].append(ENTRY)
catalogue["sources"][0]["datasets"].append(ENTRY["name"])
out = pathlib.Path(sys.argv[1])
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(json.dumps(catalogue), encoding="utf-8")
