"""From drafts to published records, and the checks: what is missing or inferred, what the dossier claims of itself."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from dossier_extract.drafts import DossierDraft, Draft, Records, SectionBlock, SectionRole, Segmentation
from dossier_extract.headings import outline
from dossier_extract.profile import DossierRules
from dossier_extract.rules import Rules
from dossier_extract.schema import (
    Claim,
    Finding,
    Method,
    Origin,
    Project,
    Scope,
    Section,
    SectionKind,
    Severity,
    Subject,
    Verdict,
)
from dossier_extract.text import fold

_SEVERITY = {Verdict.PASS: Severity.INFO, Verdict.FAIL: Severity.ERROR, Verdict.NOT_APPLICABLE: Severity.INFO}


def validate_records(
    drafts: Sequence[Draft], described: DossierDraft, segmentation: Segmentation, sha256: str, rules: Rules
) -> Records:
    """Return the published projects and sections, and every finding about them."""
    ids = _ids(drafts)
    projects = tuple(_project(draft, id_, sha256) for draft, id_ in zip(drafts, ids, strict=True))
    sections = tuple(_sections(segmentation, rules))
    findings = (
        *_reconcile(described.claims, projects, sections),
        *(finding for draft, project in zip(drafts, projects, strict=True) for finding in _doubts(draft, project)),
        *_duplicates(projects),
    )
    return Records(projects, sections, findings)


def _ids(drafts: Sequence[Draft]) -> list[str]:
    """Stable ids: 12 hex digits over folded title, carrier and occurrence."""
    seen: Counter[str] = Counter()
    ids = []
    for draft in drafts:
        key = "\x1f".join(fold(_text(draft, name) or "") for name in ("title", "carrier"))
        seen[key] += 1
        ids.append(hashlib.sha256(f"{key}\x1f{seen[key]}".encode()).hexdigest()[:12])
    return ids


def _text(draft: Draft, name: str) -> str | None:
    value = draft.fields[name].value if name in draft.fields else None
    return value if isinstance(value, str) and value else None


def _project(draft: Draft, id_: str, sha256: str) -> Project:
    fields, block = draft.fields, draft.block
    territories = fields["territories"].value if "territories" in fields else ()
    amount = fields["amount_eur"].value if "amount_eur" in fields else None
    origins = {name: list(field.origins) for name, field in fields.items() if field.value != ""}
    if draft.theme_origin is not None:
        origins["theme"] = [draft.theme_origin]
    return Project(
        id=id_,
        anchor=f"{sha256[:8]}-p{block.page}-{block.top:.0f}",
        n=block.n,
        theme=draft.theme,
        title=_text(draft, "title"),
        carrier=_text(draft, "carrier"),
        carrier_printed=_text(draft, "carrier_printed"),
        carriers=list(draft.linked.carriers),
        carrier_id=draft.linked.carrier_id,
        carrier_siret=_text(draft, "carrier_siret"),
        carrier_siren=_text(draft, "carrier_siren"),
        carrier_rna=_text(draft, "carrier_rna"),
        carrier_person=draft.linked.carrier_person,
        departements=list(draft.linked.departements),
        departements_partial=draft.linked.partial,
        region=draft.linked.region,
        places=list(draft.linked.places),
        mentions=list(draft.mentions),
        territories=list(territories) if isinstance(territories, tuple) else [],
        territories_printed=_text(draft, "territories_printed"),
        zone=_text(draft, "zone"),
        zone_label=_text(draft, "zone_label"),
        description=_text(draft, "description"),
        amount_eur=amount if isinstance(amount, Decimal) else None,
        extra={
            name.removeprefix("extra."): None if field.value == "" else field.value
            for name, field in fields.items()
            if name.startswith("extra.") and not isinstance(field.value, tuple)
        },
        pages=sorted({stretch.line.page for text in block.slots.values() for stretch in text.stretches}),
        origins=origins,
    )


def _sections(segmentation: Segmentation, rules: Rules) -> Iterator[Section]:
    for section in outline(segmentation.sections, rules):
        title = section.heading.flat if section.heading is not None else None
        yield Section(
            kind=_kind(section, rules.dossier, rules),
            title=title,
            pages=list(section.pages),
            n_projects=section.n_projects,
            text="\n".join(text.repaired for text in section.texts) or None,
        )


def _kind(section: SectionBlock, words: DossierRules, rules: Rules) -> SectionKind:
    if section.n_projects:
        return SectionKind.PROJECTS
    heading = section.heading.folded if section.heading is not None else ""
    for patterns, kind in ((words.contents, SectionKind.CONTENTS), (words.contacts, SectionKind.CONTACTS)):
        if any(rules.pattern(pattern, "dossier.yml").search(heading) for pattern in patterns):
            return kind
    if section.role is SectionRole.PART:
        return SectionKind.PART
    return SectionKind.COVER if section.role is SectionRole.COVER else SectionKind.FRONT


def _doubts(draft: Draft, project: Project) -> Iterator[Finding]:
    page = project.pages[0] if project.pages else None
    title = f"n° {project.n} « {(project.title or '?')[:50]} »"

    def warn(code: str, message: str, origin: Origin | None = None) -> Finding:
        return Finding(
            code=code, severity=Severity.WARNING, message=message, page=page, project=project.id, origin=origin
        )

    for field in draft.fields.values():
        for finding in field.findings:
            yield finding.model_copy(update={"project": project.id, "message": f"{title}: {finding.message}"})
    for name in ("title", "carrier"):
        if getattr(project, name) is None:
            yield warn("field-missing", f"{title}: no {name} was found")
    if not project.territories:
        yield warn("territory-missing", f"{title}: no territory is printed, and the zone names none")
    elif (first := project.origins["territories"][0]).method is Method.INFERRED:
        codes = ", ".join(project.territories)
        whence = "heading above it" if first.source == "inferred:section" else "zone"
        yield warn("territory-inferred", f"{title}: no territory is printed; {codes} comes from the {whence}", first)
    named = [place for place in project.places if place.field == "zone" and place.departements and not place.excluded]
    if named and project.departements and not any(set(one.departements) & set(project.departements) for one in named):
        names = ", ".join(f"{one.name} ({'/'.join(one.departements)})" for one in named[:3])
        yield warn("place-elsewhere", f"{title}: {names} lies outside {', '.join(project.territories)}")


def _duplicates(projects: Sequence[Project]) -> Iterator[Finding]:
    """Records that say the same of title, carrier, territories and zone."""
    seen: dict[tuple[object, ...], Project] = {}
    for project in projects:
        key = tuple(fold(value or "") for value in (project.title, project.carrier, project.zone))
        if project.title and key in seen and seen[key].territories == project.territories:
            message = f"n° {project.n} says the same as n° {seen[key].n}"
            yield Finding(
                code="duplicate-record",
                severity=Severity.WARNING,
                message=message,
                page=project.pages[0],
                project=project.id,
            )
        seen.setdefault(key, project)


def _reconcile(claims: Sequence[Claim], projects: Sequence[Project], sections: Sequence[Section]) -> Iterator[Finding]:
    """Compare what is claimed of these awards with what was found; one finding a claim, one a section's sum."""
    summed: dict[str, Decimal] = {}
    for claim in claims:
        if claim.scope is Scope.SECTION and claim.section is not None:
            summed[claim.section] = summed.get(claim.section, Decimal(0)) + claim.quantity
        else:
            yield _checked(claim, *_found(claim, claims, projects))
    counts = Counter(project.theme for project in projects)
    for section in {section.title: section for section in sections if section.n_projects}.values():
        if section.title in summed:
            stated = [claim for claim in claims if claim.section == section.title]
            sums = " + ".join(_shown(claim.quantity) for claim in stated)
            found = Decimal(counts[section.title] or section.n_projects)
            verdict = Verdict.PASS if summed[section.title] == found else Verdict.FAIL
            yield _finding(
                "claim-section", verdict, f"« {section.title} » states {sums}, {found} found", stated[0].origins[0]
            )


def _found(claim: Claim, claims: Sequence[Claim], projects: Sequence[Project]) -> tuple[Decimal | None, str]:
    """The figure that a claim is held against, and how it came about; None where there is nothing to compare."""
    if claim.subject is not Subject.AWARDED:
        return None, f"{claim.subject.value}, not awarded here"
    if claim.unit == "euros":
        amounts = [project.amount_eur for project in projects if project.amount_eur is not None]
        if not amounts or len(amounts) < len(projects):
            return None, "the records print no amounts" if not amounts else "some records print no amount"
        return sum(amounts, Decimal(0)), "sum of the records' amounts"
    if claim.scope is Scope.DOSSIER:
        return Decimal(len(projects)), "records found"
    if claim.scope is Scope.WAVE:
        parts = [c.quantity for c in claims if c.scope is Scope.SECTION and c.wave == claim.wave]
        if not parts:
            return None, "no section states its share"
        return sum(parts, Decimal(0)), f"sections state {' + '.join(map(_shown, parts))}"
    return None, "nothing to compare it with"


def _checked(claim: Claim, found: Decimal | None, how: str) -> Finding:
    what = f"{_shown(claim.quantity)} {claim.unit}" + (f" in wave {claim.wave}" if claim.wave else "")
    code = "claim-amount" if claim.unit == "euros" else f"claim-{claim.scope.value}"
    if claim.subject is not Subject.AWARDED:
        code = f"claim-{claim.subject.value}"
    if found is None:
        return _finding(code, Verdict.NOT_APPLICABLE, f"states {what}: {how}", claim.origins[0])
    verdict = Verdict.PASS if abs(found - claim.quantity) <= claim.tolerance else Verdict.FAIL
    return _finding(code, verdict, f"states {what}, {how}: {_shown(found)}", claim.origins[0])


def _shown(figure: Decimal) -> str:
    """A figure for people: thousands apart, cents only where there are some."""
    return f"{figure:,.2f}".replace(",", "\u202f").removesuffix(".00")


def _finding(code: str, verdict: Verdict, message: str, origin: Origin) -> Finding:
    return Finding(
        code=code,
        severity=_SEVERITY[verdict],
        verdict=verdict,
        message=message,
        page=origin.boxes[0].page,
        origin=origin,
    )
