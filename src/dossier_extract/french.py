"""The messages in French, by their English template; a test sees that none is missing or left over."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    # a run
    "Results in {output}/: dossiers/*.json, and Parquet tables projects/, fields/, places/, mentions/, findings/, "
    "dossiers/": (
        "Résultats dans {output}/ : dossiers/*.json, et les tables Parquet projects/, fields/, places/, mentions/, "
        "findings/, dossiers/"
    ),
    # a review
    "{n} values below {bound}": "{n} valeurs sous {bound}",
    "… and {n} more; --csv FILE writes all": "… et {n} de plus ; --csv FICHIER les écrit toutes",
    "{folder}: not an output folder of `extract`; give one": (
        "{folder} : pas un dossier de sortie d'`extract` ; donnez-en un"
    ),
    "{path}: {status}: {reason}": "{path} : {status} : {reason}",
    "{file}, page {number}": "{file}, page {number}",
    "dossier-extract: {error}": "dossier-extract : {error}",
    "dossier-extract: interrupted; what was written so far is whole": (
        "dossier-extract : interrompu ; ce qui est déjà écrit est complet"
    ),
    "unrecognised": "non reconnu",
    "failed": "échec",
    "done": "fait",
    "done-with-findings": "fait, avec constats",
    "no-text": "sans texte",
    "unreadable": "illisible",
    "password": "mot de passe",
    "too-large": "trop gros",
    "timed-out": "délai dépassé",
    "out-of-memory": "mémoire dépassée",
    "crashed": "interrompu par une faute",
    "dossier": "dossier",
    "profile": "profil",
    "projects": "projets",
    "sections": "sections",
    "err": "err",
    "warn": "avert",
    "info": "info",
    "unclaimed": "inexpliqué",
    "time": "durée",
    # exports
    "{folder}: no results in it; give a folder that `extract` wrote": (
        "{folder} : aucun résultat ; donnez un dossier que `extract` a écrit"
    ),
    "{folder}: holds the results themselves; choose another folder": (
        "{folder} : contient les résultats eux-mêmes ; choisissez un autre dossier"
    ),
    "{path}: cannot be read ({reason}); extract again": "{path} : illisible ({reason}) ; refaites l'extraction",
    "Projects announced by press kits": "Projets annoncés par des dossiers de presse",
    "{projects} projects of {dossiers} dossiers, taken from PDF press kits, each value with its place on the page.": (
        "{projects} projets de {dossiers} dossiers, tirés de dossiers de presse en PDF, chaque valeur avec sa place "
        "sur la page."
    ),
    "# Projects announced by press kits": "# Projets annoncés par des dossiers de presse",
    "## Method": "## Méthode",
    "The values were read from the pages by rules (dossier-extract, with its schema: {versions}). Nothing was "
    "completed by hand. `fields` says for each value the page, the box and the rule; method `inferred` marks what "
    "is not printed as such. Spelling is that of the documents.": (
        "Les valeurs ont été lues sur les pages par des règles (dossier-extract, avec son schéma : {versions}). Rien "
        "n'a été complété à la main. `fields` dit pour chaque valeur la page, le cadre et la règle ; la méthode "
        "`inferred` marque ce qui n'est pas imprimé tel quel. L'orthographe est celle des documents."
    ),
    "## Tables": "## Tables",
    "| table | rows |": "| table | lignes |",
    "Columns are described in datapackage.json; lists and further fields are JSON inside their cells.": (
        "Les colonnes sont décrites dans datapackage.json (en anglais) ; les listes et les autres champs sont du JSON "
        "dans leurs cases."
    ),
    "## Quality": "## Qualité",
    "| finding | severity | verdict | count |": "| constat | gravité | verdict | nombre |",
    "{n} dossiers were read with a layout that the program found by itself; its confidence is {low} at the lowest, "
    "{middle} in the middle (it orders finds and is no probability).": (
        "{n} dossiers ont été lus avec une mise en page que le programme a trouvée ; sa confiance est de {low} au plus "
        "bas, de {middle} au milieu (elle classe les trouvailles, ce n'est pas une probabilité)."
    ),
    "| table | column | empty | share |": "| table | colonne | vides | part |",
    "## Known gaps": "## Lacunes connues",
    "Drafts, whose records nobody has compared with the pages ({n}): {names}": (
        "Ébauches, dont personne n'a comparé les fiches aux pages ({n}) : {names}"
    ),
    "Dossiers of which a check failed, see `findings` ({n}): {names}": (
        "Dossiers dont une vérification a échoué, voir `findings` ({n}) : {names}"
    ),
    "Columns without any value: {names}": "Colonnes sans aucune valeur : {names}",
    "Contacts were left out: fields that hold some, carriers that look like natural persons, mail addresses and "
    "telephone numbers inside texts. Names of persons inside titles and descriptions are not searched for.": (
        "Les contacts ont été laissés de côté : champs qui en contiennent, porteurs qui semblent être des personnes "
        "physiques, adresses électroniques et numéros de téléphone dans les textes. Les noms de personnes dans les "
        "titres et les descriptions ne sont pas cherchés."
    ),
    "A press kit announces projects; it is no decision, and amounts and carriers may have changed since.": (
        "Un dossier de presse annonce des projets ; ce n'est pas une décision, et montants et porteurs ont pu changer "
        "depuis."
    ),
    "## Licence": "## Licence",
    "None was given: ask the publisher of this package before you reuse it.": (
        "Aucune n'a été donnée : demandez à qui publie ce paquet avant de le réutiliser."
    ),
    # a corpus
    "looking at sources": "lecture des sources",
    "making documents": "extraction des dossiers",
    "{phase}: {ended} of {total}, {rate} a second, {eta} to go, {failed} failed": (
        "{phase} : {ended} sur {total}, {rate} par seconde, encore {eta}, {failed} échecs"
    ),
    "{path}: gone; its results stay until --prune": "{path} : disparu ; ses résultats restent jusqu'à --prune",
    "{sources} sources: {look} new or changed, {make} to be made again, {done} done; {gone} gone": (
        "{sources} sources : {look} nouvelles ou changées, {make} à refaire, {done} faites ; {gone} disparues"
    ),
    "{sources} sources, {worked} worked on, {removed} results removed; documents/documents.parquet in {output}/ "
    "has a row for each": (
        "{sources} sources, {worked} traitées, {removed} résultats retirés ; documents/documents.parquet dans "
        "{output}/ a une ligne pour chacune"
    ),
    "Work again on what failed: dossier-extract corpus run @{failed} -o {output} --retry failed": (
        "Reprendre les échecs : dossier-extract corpus run @{failed} -o {output} --retry failed"
    ),
    "dossier-extract: interrupted; what was written is whole, the same command goes on from there": (
        "dossier-extract : interrompu ; ce qui est écrit est complet, la même commande reprend à cet endroit"
    ),
    "{root}: another run is at work there ({holder}); wait for it, or choose another output folder": (
        "{root} : un autre traitement y travaille ({holder}) ; attendez-le, ou choisissez un autre dossier de sortie"
    ),
    "{root}: the output folder was removed during the run; start it again": (
        "{root} : le dossier de sortie a été supprimé pendant le traitement ; relancez-le"
    ),
    "cannot write {path}: {reason}": "impossible d'écrire {path} : {reason}",
    "cannot read {path}: {reason}": "impossible de lire {path} : {reason}",
    "{path}: {reason}": "{path} : {reason}",
    '{path}: the line {line} begins with a quote but is no JSON text; write "…" with \\" inside, or none': (
        '{path} : la ligne {line} commence par un guillemet sans être un texte JSON ; écrivez "…" avec \\" à '
        "l'intérieur, ou sans guillemets"
    ),
    "{url}: cannot be opened ({reason}); check the address, or install its fsspec package": (
        "{url} : impossible à ouvrir ({reason}) ; vérifiez l'adresse, ou installez le paquet fsspec qu'il faut"
    ),
    "its {size} MB are more than {largest} (--largest); split it": (
        "ses {size} Mo dépassent {largest} (--largest) ; divisez-le"
    ),
    "it changed while it was read; run again": "il a changé pendant sa lecture ; relancez",
    "it takes more memory than there is; give it more, or split the file": (
        "il demande plus de mémoire qu'il n'y en a ; donnez-lui-en plus, ou divisez le fichier"
    ),
    "there is no memory left": "il ne reste plus de mémoire",
    "it took more than {seconds} s; --deadline gives it more": (
        "il a pris plus de {seconds} s ; --deadline lui en donne plus"
    ),
    "it took more than {megabytes} MB; --memory gives it more": (
        "il a pris plus de {megabytes} Mo ; --memory lui en donne plus"
    ),
    "its worker {how}": "son processus {how}",
    "was killed by signal {number}": "a été arrêté par le signal {number}",
    "ended with code {number}": "s'est terminé avec le code {number}",
    "{n} workers in a row ended before they could work (each {how}); `--executor serial` shows why": (
        "{n} processus de suite se sont arrêtés avant de travailler (chacun {how}) ; voyez-le avec `--executor serial`"
    ),
    "fault of the program ({error}); report it": "faute du programme ({error}) ; signalez-la",
    "Ray is not installed; `pip install 'dossier-extract[ray]'`": (
        "Ray n'est pas installé ; `pip install 'dossier-extract[ray]'`"
    ),
    "a worker of the cluster failed: {error}": "un processus de la grappe a échoué : {error}",
    "the node that worked on it was lost {n} times": "le nœud qui y travaillait a été perdu {n} fois",
    "a press kit does not say it": "un dossier de presse ne le dit pas",
    "the SIRET of the issuer is not read": "le SIRET de l'émetteur n'est pas lu",
    "the date of a press kit is not that of a convention": (
        "la date d'un dossier de presse n'est pas celle d'une convention"
    ),
    "the shares of beneficiaries are not read": "les parts des bénéficiaires ne sont pas lues",
    "the identifier of the scheme is not read": "l'identifiant du dispositif n'est pas lu",
    "cut after {most} characters": "coupé après {most} caractères",
    "{n} bodies carry the project together": "{n} organismes portent le projet ensemble",
    "a natural person, left out": "une personne physique, laissée de côté",
    "only the SIREN is known": "seul le SIREN est connu",
    "not printed, or not found": "pas imprimé, ou pas trouvé",
    # inputs
    "{paths}: no PDF there; give PDF files, or folders that hold some": (
        "{paths} : aucun PDF ; donnez des fichiers PDF, ou des dossiers qui en contiennent"
    ),
    "{reason}; check the path and its permissions": "{reason} ; vérifiez le chemin et ses droits d'accès",
    "no text in it, only pictures; run OCR on it first": (
        "pas de texte, seulement des images ; passez-le d'abord à la reconnaissance de caractères (OCR)"
    ),
    "no profile fits; the nearest is {nearest}": "aucun profil ne convient ; le plus proche est {nearest}",
    "the rules hold no profile": "les règles ne contiennent aucun profil",
    "{lack}. A layout was searched for, but {why}. `dossier-extract explain FILE` shows more; write a profile "
    "(docs/rules.md), or name one with --profile": (
        "{lack}. Une mise en page a été cherchée, mais {why}. `dossier-extract explain FILE` en dit plus ; écrivez un "
        "profil (docs/regles.md), ou nommez-en un avec --profile"
    ),
    "nothing in it comes again as the beginnings of records do": (
        "rien n'y revient comme reviennent les débuts de fiches"
    ),
    "nothing in it says that projects were awarded something": "rien n'y dit que des projets ont été retenus",
    "of the best guess, {n} records: {lacking}": "pour le meilleur essai ({n} fiches), {lacking}",
    "they are fewer than {fewest}": "elles sont moins de {fewest}",
    "their values are not well formed enough ({score}, wanted {enough})": (
        "leurs valeurs ne sont pas assez bien formées ({score}, il faut {enough})"
    ),
    "too few name a carrier that looks like one ({share})": ("trop peu ont un porteur qui en a l'air ({share})"),
    "{name} (lacks {cues})": "{name} (il manque {cues})",
    "profile {profile} was used, but nothing begins a record as it says; check its `record` or `table`, "
    "`dossier-extract explain` shows what came near": (
        "le profil {profile} a été employé, mais aucun projet ne commence comme il le dit ; "
        "vérifiez son `record` ou son `table`, "
        "`dossier-extract explain` montre ce qui s'en approche"
    ),
    "fault of the program ({error}, {place}); report it, --verbose tells more": (
        "erreur du programme ({error}, {place}) ; signalez-la, --verbose en dit plus"
    ),
    "cannot be published: {problem}": "ne peut pas être publié : {problem}",
    "the file is empty (0 bytes); fetch it again": "le fichier est vide (0 octet) ; téléchargez-le de nouveau",
    "a password is needed to open it; save a copy without password": (
        "un mot de passe est nécessaire pour l'ouvrir ; enregistrez une copie sans mot de passe"
    ),
    "not a PDF; give a PDF file": "ce n'est pas un PDF ; donnez un fichier PDF",
    "the PDF is damaged or truncated; fetch it again": ("le PDF est endommagé ou tronqué ; téléchargez-le de nouveau"),
    "page {number} cannot be read; the PDF is damaged": "la page {number} est illisible ; le PDF est endommagé",
    "it is encrypted in a way that cannot be read; save a copy without encryption": (
        "il est chiffré d'une manière illisible ; enregistrez une copie sans chiffrement"
    ),
    "the PDF begins only after {count} bytes of something else; fetch it again": (
        "le PDF ne commence qu'après {count} octets étrangers ; téléchargez-le de nouveau"
    ),
    "no page can be found in it; the PDF is damaged": "aucune page n'y est trouvée ; le PDF est endommagé",
    "only {found} of its {stated} pages can be found; the PDF is damaged or truncated": (
        "seules {found} de ses {stated} pages sont trouvées ; le PDF est endommagé ou tronqué"
    ),
    # layouts that the program found
    "discovered": "découvert",
    "draft": "ébauche",
    "Drafts to confirm, {n} of {total}: {files}. The program found their layout and is not sure (confidence below "
    "{sure}). Compare the records with the pages; `dossier-extract profile draft FILE` writes the layout as a "
    "profile, to correct or to confirm": (
        "Ébauches à confirmer, {n} sur {total} : {files}. Le programme a trouvé leur mise en page et n'en est pas sûr "
        "(confiance de moins de {sure}). Comparez les fiches aux pages ; `dossier-extract profile draft FILE` écrit la "
        "mise en page comme profil, à corriger ou à confirmer"
    ),
    "no profile knows this layout": "aucun profil ne connaît cette mise en page",
    "the cues of profile {profile} stand in it, but {doubt}": "les indices du profil {profile} y sont, mais {doubt}",
    "nothing begins a record as it says": "rien ne commence une fiche comme il le dit",
    "hardly a record has what it tells of: {fields}": "presque aucune fiche n'a ce dont il parle : {fields}",
    "{lack}: the program found the layout by itself, confidence {confidence}; compare some records with "
    "the pages. `dossier-extract profile draft FILE` writes it as a profile, to correct or to confirm": (
        "{lack} : le programme a trouvé la mise en page lui-même, confiance {confidence} ; comparez quelques fiches "
        "aux pages. `dossier-extract profile draft FILE` l'écrit comme profil, à corriger ou à confirmer"
    ),
    "a draft to confirm: {lack}, the program found the layout by itself, and is not sure (confidence "
    "{confidence}, {sure} is wanted). Compare the records with the pages; `dossier-extract profile draft FILE` writes "
    "the layout as a profile, to correct or to confirm": (
        "ébauche à confirmer : {lack}, le programme a trouvé la mise en page lui-même et n'en est pas sûr (confiance "
        "{confidence}, il faut {sure}). Comparez les fiches aux pages ; `dossier-extract profile draft FILE` écrit la "
        "mise en page comme profil, à corriger ou à confirmer"
    ),
    "a draft to confirm: the program found the layout of profile {profile}, and nobody has confirmed it. Compare the "
    "records with the pages, correct the profile, then write `confirmed: true` under `found`": (
        "ébauche à confirmer : le programme a trouvé la mise en page du profil {profile}, et personne ne l'a confirmée."
        " Comparez les fiches aux pages, corrigez le profil, puis écrivez `confirmed: true` sous `found`"
    ),
    "{file}: no layout was found: {why}; write a profile by hand (docs/rules.md)": (
        "{file} : aucune mise en page trouvée : {why} ; écrivez un profil à la main (docs/regles.md)"
    ),
    "true once you have compared the records with the pages": "true quand vous avez comparé les fiches aux pages",
    "Found by the program in {file}: {n} records, confidence {confidence}": (
        "Trouvé par le programme dans {file} : {n} fiches, confiance {confidence}"
    ),
    "- {reason}": "- {reason}",
    "{n} of {total} records have a title, a carrier and a territory": (
        "{n} fiches sur {total} ont un titre, un porteur et un territoire"
    ),
    "{share} of the text among the records is in one of them": "{share} du texte parmi les fiches est dans une fiche",
    "the document states no figure to compare the records with": (
        "le document n'annonce aucun chiffre auquel comparer les fiches"
    ),
    "{n} of {total} figures that the document states agree": "{n} chiffres annoncés sur {total} concordent",
    "{n} fields are named by a label or a header": "{n} champs sont nommés par une étiquette ou un en-tête",
    "Records that have each field: {shares}": "Part des fiches qui ont chaque champ : {shares}",
    "Next: `dossier-extract extract {file} --profile THIS_FILE -o try`; compare some records with the pages; "
    "correct what is wrong here (docs/rules.md says how); then write `confirmed: true`. From the folder `profiles` "
    "of your rules, it reads all dossiers in which the words of `recognise` stand": (
        "Ensuite : `dossier-extract extract {file} --profile CE_FICHIER -o essai` ; comparez quelques fiches aux pages "
        "; corrigez ici ce qui est faux (docs/regles.md dit comment) ; puis écrivez `confirmed: true`. Dans le dossier "
        "`profiles` de vos règles, ce profil lit tous les dossiers où figurent les mots de `recognise`"
    ),
    "A layout was searched for, but {why}": "Une mise en page a été cherchée, mais {why}",
    "tried: {n} records by {begins}": "essayé : {n} fiches par {begins}",
    "lacks: {why}": "il manque : {why}",
    # results and gold
    "{file}: {reason}; give a JSON file that `extract` wrote": (
        "{file} : {reason} ; donnez un fichier JSON écrit par `extract`"
    ),
    "{file}: not a result of `extract` ({reason}); extract the dossier again": (
        "{file} : ce n'est pas un résultat de `extract` ({reason}) ; extrayez le dossier de nouveau"
    ),
    "{file}: no record: against an empty gold an empty result would be perfect": (
        "{file} : aucune fiche : face à une référence vide, un résultat vide serait parfait"
    ),
    "{place}: cannot be read: {reason}": "{place} : illisible : {reason}",
    "{file}: neither a result of `extract` nor scores of `evaluate --json` ({reason}); give one of them": (
        "{file} : ni un résultat de `extract`, ni des scores de `evaluate --json` ({reason}) ; donnez l'un des deux"
    ),
    "{file}: scores against another gold; evaluate that result again": (
        "{file} : scores calculés face à une autre référence ; évaluez ce résultat de nouveau"
    ),
    "{folder}: no gold.jsonl in it, nor in the folders in it": (
        "{folder} : pas de gold.jsonl dans ce dossier, ni dans ses sous-dossiers"
    ),
    "{folder}: no JSON file that `extract` wrote; give its output folder": (
        "{folder} : aucun fichier JSON écrit par `extract` ; donnez son dossier de sortie"
    ),
    # outputs
    "cannot write {path}: {reason}; check rights and free space of {root}, or choose another output folder": (
        "impossible d'écrire {path} : {reason} ; vérifiez les droits et l'espace libre de {root}, "
        "ou choisissez un autre dossier de sortie"
    ),
    "{folder}: not an empty folder; choose a new one": (
        "{folder} : ce n'est pas un dossier vide ; choisissez-en un nouveau"
    ),
    "{folder}: cannot be written ({reason}); check its permissions": (
        "{folder} : écriture impossible ({reason}) ; vérifiez ses droits d'accès"
    ),
    "{folder}: {n} files": "{folder} : {n} fichiers",
    # why the system refused
    "no such file or folder": "ni fichier ni dossier de ce nom",
    "no permission": "accès refusé",
    "it is a folder": "c'est un dossier",
    "a part of its path is no folder": "une partie du chemin n'est pas un dossier",
    "the disk is full": "le disque est plein",
    "the disk quota is used up": "le quota du disque est épuisé",
    "the disk is read-only": "le disque est en lecture seule",
    "there is a file of that name": "un fichier porte déjà ce nom",
    "the name is too long": "le nom est trop long",
    "its symbolic links lead in a circle": "ses liens symboliques forment une boucle",
    "the file is too large": "le fichier est trop gros",
    # rule files
    "{files} files, {profiles} profiles, {patterns} patterns, {examples} examples": (
        "fichiers : {files} ; profils : {profiles} ; motifs : {patterns} ; exemples : {examples}"
    ),
    "cannot be read: {reason}": "illisible : {reason}",
    "larger than {most} bytes; no rule file needs that": (
        "plus de {most} octets ; aucun fichier de règles n'en demande tant"
    ),
    "not UTF-8; save it as UTF-8": "le fichier n'est pas en UTF-8 ; enregistrez-le en UTF-8",
    "line {number}": "ligne {number}",
    "not YAML: {problem}": "ce n'est pas du YAML : {problem}",
    "nested too deeply": "trop de niveaux imbriqués",
    "YAML aliases (*name) are not allowed; write the value out": (
        "les alias YAML (*nom) ne sont pas admis ; écrivez la valeur en entier"
    ),
    "expected keys and values at the top": "des clés et des valeurs sont attendues au premier niveau",
    "{problem}": "{problem}",
    "{reason}; did you mean `{near}`?": "{reason} ; vouliez-vous dire `{near}` ?",
    "unknown key": "clé inconnue",
    "this key is missing": "cette clé manque",
    "no such profile": "aucun profil de ce nom",
    "no such profile; known are {names}": "aucun profil de ce nom ; connus : {names}",
    "not a folder; `dossier-extract rules export DIR` writes one": (
        "ce n'est pas un dossier ; `dossier-extract rules export DIR` en écrit un"
    ),
    "not a rule file; known are {names}": "ce n'est pas un fichier de règles ; connus : {names}",
    "rule files end in .yml; rename it": "un fichier de règles se termine par .yml ; renommez-le",
    "no row of it has a name and a valid {kind} code": "aucune ligne n'a un nom et un code {kind} valable",
    "more than {most} rows; keep those of the départements that you need": (
        "plus de {most} lignes ; gardez celles des départements qu'il vous faut"
    ),
    "no column for the {role}; it may be called {names}": (
        "pas de colonne pour `{role}` ; elle peut s'appeler {names}"
    ),
    "not CSV: {problem}": "pas du CSV : {problem}",
    "not Parquet: {problem}": "pas du Parquet : {problem}",
    "leads out of the folder of rules; copy the file there": "mène hors du dossier des règles ; copiez-y le fichier",
    "the file is missing from the rules": "le fichier manque dans les règles",
    "unknown part {name}": "fragment inconnu {name}",
    "its parts name each other in a circle": "ses fragments se renvoient l'un à l'autre en boucle",
    "unknown finding `{name}`": "constat inconnu `{name}`",
    "unknown pattern `{name}`": "motif inconnu `{name}`",
    "value: {problem}": "value : {problem}",
    "value names no group of its pattern: {name}": "`value` nomme un groupe que le motif n'a pas : {name}",
    "no list `{name}` in vocabulary/labels.yml (a label itself takes a capital)": (
        "pas de liste `{name}` dans vocabulary/labels.yml (une étiquette elle-même prend une majuscule)"
    ),
    "not a regular expression: {problem}": "ce n'est pas une expression régulière : {problem}",
    "took more than {seconds} s on a text of {length} characters; make it more specific": (
        "plus de {seconds} s sur un texte de {length} caractères ; rendez-le plus précis"
    ),
    "example « {text} »: takes {got}": "exemple « {text} » : il prend {got}",
    "example « {text} »: {group} is {got}": "exemple « {text} » : {group} vaut {got}",
    "nothing": "rien",
    # pictures
    "page {page}: no such page; the document ends with page {last}": (
        "page {page} : cette page n'existe pas ; le document s'arrête à la page {last}"
    ),
    "page {number} cannot be painted; the PDF is damaged": (
        "la page {number} ne peut pas être dessinée ; le PDF est endommagé"
    ),
    # explanations
    "there is no record {record}; {file} has {n}": "il n'y a pas de fiche {record} ; {file} en a {n}",
    "missing: {cue}; nearest is {text}, page {page}": "manque : {cue} ; le plus proche est {text}, page {page}",
    "{cue} page {page}": "{cue} page {page}",
    "missing: {cue}": "manque : {cue}",
    "found: {cues}": "trouvé : {cues}",
    "{key} is {has}, wanted {wanted}": "{key} vaut {has}, il faut {wanted}",
    "other fields took all of it": "d'autres champs ont tout pris",
    "its slot `{slot}` is empty; {text} on page {page}: {why}": (
        "son emplacement `{slot}` est vide ; {text} page {page} : {why}"
    ),
    "its slot `{slot}` is empty": "son emplacement `{slot}` est vide",
    "it stands in a box of its own": "il se trouve dans un encadré à part",
    "no record without a badge stands beside it (side: {side})": (
        "aucune fiche sans pastille ne se trouve à côté (side: {side})"
    ),
    "the profile says nothing of a badge": "le profil ne dit rien d'une pastille",
    "there is no slot `{slot}` here, only {known}": "il n'y a pas d'emplacement `{slot}` ici, seulement {known}",
    "no part of `body`: {why}": "hors de `body` : {why}",
    "{pattern} wants `{wanted}` after {before}, not {after}": (
        "{pattern} attend `{wanted}` après {before}, et non {after}"
    ),
    "{pattern} wants `{wanted}` where {text} ends": "{pattern} attend `{wanted}` là où {text} finit",
    "{pattern} does not even begin in {text}": "{pattern} ne commence même pas dans {text}",
    "{pattern} does not match {text}": "{pattern} ne reconnaît pas {text}",
    "{pattern} matches, but its group `{group}` is empty or missing": (
        "{pattern} convient, mais son groupe `{group}` est vide ou absent"
    ),
    "{label} stands on page {page}, but no value follows": "{label} se trouve page {page}, mais aucune valeur ne suit",
    "{label} stands on page {page}, but {wanted} does not follow": (
        "{label} se trouve page {page}, mais {wanted} ne suit pas"
    ),
    "{label} stands on page {page}, but in slot `{slot}`": (
        "{label} se trouve page {page}, mais dans l'emplacement `{slot}`"
    ),
    "{label} stands on page {page} inside a paragraph: `where: anywhere`": (
        "{label} se trouve page {page} dans un paragraphe : `where: anywhere`"
    ),
    "{label} stands on page {page}, in unclaimed text": (
        "{label} se trouve page {page}, dans un texte que rien n'explique"
    ),
    "{label} on page {page} does not stand alone on its line: {rest}": (
        "{label} page {page} n'est pas seul sur sa ligne : {rest}"
    ),
    "{text} on page {page} resembles the label {label}": "{text} page {page} ressemble à l'étiquette {label}",
    "the label {label} does not stand in it": "l'étiquette {label} n'y figure pas",
    "none of the {n} labels stands in it ({label}, …)": "aucune des {n} étiquettes n'y figure ({label}, …)",
    "nearest is {text}: {why}": "le plus proche est {text} : {why}",
    "it took {text}, which cannot be read as a value": "la règle a pris {text}, qui ne se lit pas comme une valeur",
    "the record has no zone to infer it from": "la fiche n'a pas de zone dont la déduire",
    "the zone {text} names no territory": "la zone {text} ne nomme aucun territoire",
    "the heading {text} names no territory": "le titre {text} ne nomme aucun territoire",
    "no section's heading stands above the record": "aucun titre de section ne se trouve au-dessus de la fiche",
    "{file}: {n} records, read with {profile} as --profile says": (
        "{file} : {n} fiches, lues avec {profile} comme le dit --profile"
    ),
    "{file}: {n} records, read with a layout that the program found": (
        "{file} : {n} fiches, lues avec une mise en page que le programme a trouvée"
    ),
    "{file}: {n} records, read with {profile}, whose cues stand in it": (
        "{file} : {n} fiches, lues avec {profile}, dont les indices s'y trouvent"
    ),
    "layout {number}, pages {pages}: {n} records begin by {begins}": (
        "mise en page {number}, pages {pages} : {n} fiches commencent par {begins}"
    ),
    "layout {number}, pages {pages}: {n} rows with `{key}` filled": (
        "mise en page {number}, pages {pages} : {n} lignes où `{key}` est rempli"
    ),
    "nearly:": "presque :",
    "it looks so, but is taken for: {kind}": "il en a l'aspect, mais il est pris pour : {kind}",
    "column `{slot}` wants the header {words}": "la colonne `{slot}` attend l'en-tête {words}",
    "{field}: {n} of {total}; none in {records}": "{field} : {n} sur {total} ; rien dans {records}",
    "{field}: {n} of {total}": "{field} : {n} sur {total}",
    "{n} by {pattern}": "{n} grâce à {pattern}",
    "failed in records {records}; in record {n}: {why}": "échoue dans les fiches {records} ; dans la fiche {n} : {why}",
    "failed in record {n}: {why}": "échoue dans la fiche {n} : {why}",
    "unclaimed, {n} characters:": "inexpliqués, {n} caractères :",
    "no field of its record takes it": "aucun champ de sa fiche ne le prend",
    "it stands beside the column of text": "il se trouve à côté de la colonne de texte",
    "no layout says how to read its page": "aucune mise en page ne dit comment lire sa page",
    "it stands outside the table": "il se trouve hors du tableau",
    "its column has no name in `table`, or no record is open": (
        "sa colonne n'a pas de nom dans `table`, ou aucune fiche n'est ouverte"
    ),
    "it stands between a section's heading and its first record": (
        "il se trouve entre le titre d'une section et sa première fiche"
    ),
    "page {page}, {text}: {why}": "page {page}, {text} : {why}",
    "page {page}, {text} and {n} more: {why}": "page {page}, {text} et {n} de plus : {why}",
    "… and {n} more": "… et {n} de plus",
    "record {n} of {total}, page {pages}, layout {layout}, under {heading}": (
        "fiche {n} sur {total}, page {pages}, mise en page {layout}, sous {heading}"
    ),
    "slot `{slot}`: {text}": "emplacement `{slot}` : {text}",
    "none": "aucune valeur",
    "page {page}, on the line {text}": "page {page}, à la ligne {text}",
    "a line that no rule took; a model of names ({label}) knows it": (
        "une ligne qu'aucune règle n'a prise ; un modèle de noms ({label}) la connaît"
    ),
    "inferred from {text}, page {page}": "déduit de {text}, page {page}",
    "{file}: no profile fits; tried, the nearest first:": (
        "{file} : aucun profil ne convient ; essayés, le plus proche d'abord :"
    ),
    "{profile}: {n} of {total} cues missing": "{profile} : {n} indices sur {total} manquent",
    "Next: write a profile (docs/rules.md), and try it with --profile my.yml.": (
        "Ensuite : écrire un profil (docs/regles.md), et l'essayer avec --profile mon.yml."
    ),
    "Looks of its lines, those that may begin a record or a section first (lines, look, sample):": (
        "Aspects de ses lignes, d'abord ceux qui peuvent commencer une fiche ou une section (lignes, aspect, exemple) :"
    ),
    "{text}, page {page}": "{text}, page {page}",
    "Beginnings of lines that may be labels: {labels}": "Débuts de lignes qui peuvent être des étiquettes : {labels}",
    "page {number} holds {what}; no dossier does, so it is not read": (
        "la page {number} contient {what} ; aucun dossier n'en a autant, elle n'est pas lue"
    ),
    "more than {most} objects": "plus de {most} objets",
    "more than {most} characters": "plus de {most} caractères",
    "it has {count} pages; more than {most} are not read": "il a {count} pages ; au-delà de {most}, rien n'est lu",
    # corpora
    "{folder}: no dossiers there; give a folder that `extract` or `corpus run` wrote": (
        "{folder} : aucun dossier ; donnez un répertoire écrit par `extract` ou `corpus run`"
    ),
    "{folder}: written with schema {theirs}, this program reads {ours}; extract the dossiers again": (
        "{folder} : écrit avec le schéma {theirs}, ce programme lit {ours} ; extrayez les dossiers de nouveau"
    ),
    "{folder}: written with schema {theirs}, newer than {ours}, which this program reads; bring it up to date": (
        "{folder} : écrit avec le schéma {theirs}, plus récent que {ours}, que lit ce programme ; mettez-le à jour"
    ),
    "{what}: {same} the same, {changed} changed, {added} added, {lost} lost": (
        "{what} : {same} identiques, {changed} changés, {added} ajoutés, {lost} perdus"
    ),
    "{path} cannot be read: {reason}": "{path} ne peut pas être lu : {reason}",
    "{path}: damaged; restore it, or extract into a new folder": (
        "{path} : endommagé ; restaurez-le, ou extrayez dans un nouveau répertoire"
    ),
    "its bytes have changed since it was written": "ses octets ont changé depuis son écriture",
    "dossier {dossier}: {found} rows, its row in dossiers/ says {said}": (
        "dossier {dossier} : {found} lignes, sa ligne dans dossiers/ en annonce {said}"
    ),
    "no such dossier, though {path} ended well": "aucun dossier de ce nom, alors que {path} a bien fini",
    "{path}: {reason}; `corpus verify` tells more": "{path} : {reason} ; `corpus verify` en dit plus",
    "packages need bagit; install dossier-extract[archive]": (
        "les paquets d'archive demandent bagit ; installez dossier-extract[archive]"
    ),
    "{folder}: where the source of {dossier} lies is not known; package it --without-sources": (
        "{folder} : on ne sait pas où est la source de {dossier} ; faites le paquet avec --without-sources"
    ),
    "{path}: {reason}; package it --without-sources, or bring the file back": (
        "{path} : {reason} ; faites le paquet avec --without-sources, ou remettez le fichier"
    ),
    "its bytes have changed since it was extracted": "ses octets ont changé depuis l'extraction",
    "{folder}: packed and checked, {n} files of sources": "{folder} : mis en paquet et vérifié, {n} fichiers sources",
    "{folder}: the package is whole": "{folder} : le paquet est complet",
    "{path}: belongs to no dossier": "{path} : n'appartient à aucun dossier",
    "{n} dossiers are of an older version, which did not note hashes: only counted": (
        "{n} dossiers viennent d'une version plus ancienne, sans empreintes : seulement comptés"
    ),
    "{dossiers} dossiers, {files} files: {wrong} wrong, {orphans} that belong to no dossier": (
        "{dossiers} dossiers, {files} fichiers : {wrong} fautifs, {orphans} qui n'appartiennent à aucun dossier"
    ),
    "{dossier}: its files are not as its row says, so it stays apart; `corpus verify` tells more": (
        "{dossier} : ses fichiers ne sont pas ce qu'en dit sa ligne, il reste à part ; `corpus verify` en dit plus"
    ),
    "{n} dossiers merged, {shards} shards now": "{n} dossiers réunis, {shards} lots maintenant",
    "dossiers": "dossiers",
    "records": "fiches",
    "field": "champ",
    "rule": "règle",
    "added": "ajouts",
    "changed": "changés",
    "lost": "pertes",
}
