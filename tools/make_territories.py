"""Write rules/vocabulary/territories.yml from the npm package @etalab/decoupage-administratif, unpacked.

npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
python tools/make_territories.py package
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "rules" / "vocabulary" / "territories.yml"

# The official geographic code has no acronyms: these are the ones that administrations print, the usual one first.
# Left out, because they are also words, places or other offices: GE, NA, SUD, GP, RE.
ACRONYMS = {
    "01": ["GUA", "GLP"],  # Guadeloupe
    "02": ["MTQ"],  # Martinique
    "03": ["GUF"],  # Guyane
    "04": ["REU"],  # La Réunion
    "06": ["MYT"],  # Mayotte
    "11": ["IDF"],  # Île-de-France
    "24": ["CVL"],  # Centre-Val de Loire
    "27": ["BFC"],  # Bourgogne-Franche-Comté
    "28": ["NOR"],  # Normandie
    "32": ["HDF"],  # Hauts-de-France
    "44": ["GES"],  # Grand Est
    "52": ["PDL"],  # Pays de la Loire
    "53": ["BZH", "BRE"],  # Bretagne
    "75": ["NAQ"],  # Nouvelle-Aquitaine
    "76": ["OCC"],  # Occitanie
    "84": ["ARA", "AURA"],  # Auvergne-Rhône-Alpes
    "93": ["PACA"],  # Provence-Alpes-Côte d'Azur
    "94": ["COR"],  # Corse
}
OTHERS = {"MGP": "Métropole du Grand Paris"}  # printed like a territory, yet neither région nor département


def main() -> None:
    """Read the package, write the vocabulary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("-o", "--output", type=Path, default=TARGET, help="file to write (default: %(default)s)")
    arguments = parser.parse_args()
    lines = list(territory_lines(arguments.package))
    arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{arguments.output}: {len(lines)} lines")


def territory_lines(package: Path) -> Iterator[str]:
    """The file's lines: regions and départements in the package's order, one line each."""
    regions, departements = (
        read_json(package / "data" / "regions.json"),
        read_json(package / "data" / "departements.json"),
    )
    if unknown := ACRONYMS.keys() - {region["code"] for region in regions}:
        raise SystemExit(f"acronyms of regions that the package does not know: {', '.join(sorted(unknown))}")
    yield "# Made by tools/make_territories.py: change the script, not this file."
    yield "version: 1"
    yield f"source: {quoted(source_of(package))}"
    yield "regions:"
    for region in regions:
        acronyms = ", ".join(quoted(acronym) for acronym in ACRONYMS.get(region["code"], []))
        yield f"  - {{code: {quoted(region['code'])}, name: {quoted(region['nom'])}, acronyms: [{acronyms}]}}"
    yield "departements:"
    for one in departements:
        codes = f"code: {quoted(one['code'])}, name: {quoted(one['nom'])}, region: {quoted(one['region'])}"
        yield f"  - {{{codes}}}"
    yield "others:"
    for acronym, name in OTHERS.items():
        yield f"  - {{acronym: {quoted(acronym)}, name: {quoted(name)}}}"


def source_of(package: Path) -> str:
    """Where the codes come from; the vintage as the package's own README gives it."""
    about = read_json(package / "package.json")
    name, version = about["name"], about["version"]
    readme = (package / "README.md").read_text(encoding="utf-8")
    vintage = re.search(rf"^\|\s*(\d{{4}})\s*\|\s*{re.escape(version)}\s*\|", readme, re.MULTILINE)
    if vintage is None:
        raise SystemExit(f"{package}/README.md does not tell the vintage of version {version}")
    return f"code officiel géographique {vintage[1]}, INSEE, Licence Ouverte; npm package {name} {version}"


def quoted(text: str) -> str:
    """A YAML double-quoted string, which JSON's is."""
    return json.dumps(text, ensure_ascii=False)


def read_json(path: Path) -> Any:
    """One JSON file of the package."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SystemExit(f"{path} is missing: give the folder that `tar xzf` made, usually `package`") from None


if __name__ == "__main__":
    main()
