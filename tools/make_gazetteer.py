"""Write src/dossier_extract/gazetteer.txt from the npm package @etalab/decoupage-administratif, unpacked.

npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
python tools/make_gazetteer.py package

One line a name, sorted: key, kind, code, name, département, population, what it belongs to (tabs between them).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from make_territories import read_json, source_of

from dossier_extract.gazetteer import COMMENT, FILE, place_key

KINDS = {
    "commune-actuelle": "commune",
    "commune-deleguee": "commune_deleguee",
    "commune-associee": "commune_associee",
    "arrondissement-municipal": "arrondissement_municipal",
}
_BRACKETS = re.compile(r" *\(.*?\)")
_TYPE = re.compile(r"^(?:CC|CA|CU) (?:d[eu]s? |de la |de l'|d')?")  # what the code puts before an EPCI's own name


def main() -> None:
    """Read the package, write the gazetteer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("-o", "--output", type=Path, default=FILE, help="file to write (default: %(default)s)")
    arguments = parser.parse_args()
    lines = sorted(set(place_lines(arguments.package)))
    head = f"{COMMENT}{source_of(arguments.package)}; made by tools/make_gazetteer.py"
    arguments.output.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    print(f"{arguments.output}: {len(lines)} names, {arguments.output.stat().st_size / 1e6:.1f} MB")


def place_lines(package: Path) -> Iterator[str]:
    """The lines of all places, in the package's order."""
    data = {path.stem: read_json(path) for path in sorted((package / "data").glob("*.json"))}
    groups = {member["code"]: one["code"] for one in data["epci"] for member in one["membres"]}
    of_ept = {member["code"]: one["code"] for one in data["ept"] for member in one["membres"]}
    departement = {one["code"]: one["departement"] for one in data["communes"]}
    for one in data["communes"]:
        parents = [one.get("commune") or one.get("chefLieu") or groups.get(one["code"], ""), of_ept.get(one["code"])]
        yield line(KINDS[one["type"]], one, one["departement"], ",".join(filter(None, parents)))
    for kind in ("epci", "ept"):
        for one in data[kind]:
            own = sorted({departement[member["code"]] for member in one["membres"] if member["code"] in departement})
            yield line(kind, one, ",".join(own), "")
            if (bare := _BRACKETS.sub("", _TYPE.sub("", one["nom"]))) != one["nom"]:
                yield line(kind, one, ",".join(own), "", bare)
    for one in data["arrondissements"]:
        yield line("arrondissement", one, one["departement"], "")
    for one in data["departements"]:
        yield line("departement", one, one["code"], one["region"])
    for one in data["regions"]:
        yield line("region", one, "", "")


def line(kind: str, one: dict[str, Any], departement: str, belongs: str, name: str = "") -> str:
    """One line of the gazetteer."""
    people = one.get("population") or one.get("populationMunicipale") or 0
    return "\t".join((place_key(name or one["nom"]), kind, one["code"], one["nom"], departement, str(people), belongs))


if __name__ == "__main__":
    main()
