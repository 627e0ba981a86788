"""Scores a result against a gold file: strictly by the conventions of tests/dossiers/CONVENTIONS.md, and less so.

Filling against the gold costs precision, leaving empty recall, a wrong value both; a lost record loses all its fields.
"""

from dossier_extract.evaluate.changes import Changes, compare
from dossier_extract.evaluate.folders import FolderScores, evaluate_folders
from dossier_extract.evaluate.gold import FIELDS, Gold, load_gold
from dossier_extract.evaluate.matching import MATCHINGS, strict_key
from dossier_extract.evaluate.report import change_lines, folder_lines, report_lines
from dossier_extract.evaluate.results import load_evaluation, load_result
from dossier_extract.evaluate.scores import NO_RESULT, Evaluation, Miss, Score, Scores, evaluate, worst_tenth

__all__ = [
    "FIELDS",
    "MATCHINGS",
    "NO_RESULT",
    "Changes",
    "Evaluation",
    "FolderScores",
    "Gold",
    "Miss",
    "Score",
    "Scores",
    "change_lines",
    "compare",
    "evaluate",
    "evaluate_folders",
    "folder_lines",
    "load_evaluation",
    "load_gold",
    "load_result",
    "report_lines",
    "strict_key",
    "worst_tenth",
]
