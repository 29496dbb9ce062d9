import type { TrustContext } from "../../../trust/rules";
import audience from "../catalogue/audience.json";
import conditionKeys from "../catalogue/condition-keys.json";
import seenInTheWild from "../catalogue/seen-in-the-wild.json";
import sideBySide from "../catalogue/side-by-side.json";
import structure from "../catalogue/structure.json";
import subject from "../catalogue/subject.json";
import whoGetsIn from "../catalogue/who-gets-in.json";
import othersAndStrangers from "../catalogue/others-and-strangers.json";

/** One case of the catalogue: a document, what must be said of it, and who gets in by it. */
export interface CatalogueCase {
    /** The row of the catalogue of mis-configurations; `near` marks a look-alike that must stay silent about it. */
    id: string;
    title: string;
    document: unknown;
    context?: TrustContext;
    /** Places that are not known yet: members are left out of the document, elements of a list are null. Default: none. */
    unknownPaths?: string[];
    /** The codes of all findings, each once, sorted. */
    expect: string[];
    /** Of findings whose severity depends on the rest: code, severity, effect, and whom they let in besides, or "-". */
    says?: string[];
    /** Claims of tokens that assume the role. */
    letsIn: Record<string, unknown>[];
    /** Claims of tokens that do not. */
    keepsOut: Record<string, unknown>[];
}

/** Every case, by the part of the catalogue. */
export const catalogueCases: Readonly<Record<string, CatalogueCase[]>> = {
    structure,
    audience,
    subject,
    "condition keys": conditionKeys,
    "seen in the wild": seenInTheWild,
    "who gets in": whoGetsIn,
    "others and strangers": othersAndStrangers,
    "two things side by side": sideBySide,
};
