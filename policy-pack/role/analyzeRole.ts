import { analyzeTrustPolicy } from "../../trust/rules";
import { readTrustDocument } from "../../trust/document";
import type { KnownIssuer, TrustAnalysis } from "../../trust/rules";
import type { Organisation } from "../config/organisation";
import type { TrustedRole } from "../resources/trustedRole";

/** A verdict, and all that it depends on. */
interface KnownAnalysis {
    document: string;
    account: string;
    keys: string;
    issuers: readonly KnownIssuer[];
    analysis: TrustAnalysis;
}

// A dozen policies look at the same role one after the other, and the engine shows a few roles at a time.
const kept = 16;
const analyses: KnownAnalysis[] = [];

/** The verdict on a role's trust policy; undefined where there is none, or a part of it is not known yet. */
export function analyzeRole(
    { document: { value, unknownPaths }, scope }: TrustedRole,
    { issuers }: Organisation,
    additionalConditionKeys: string[] = [],
): TrustAnalysis | undefined {
    if (value === undefined || value === null || unknownPaths.length > 0) return undefined;
    // Of an object in its text form: the SDK makes a copy for each policy. A text that looks like one means the same.
    const document = typeof value === "string" ? value : JSON.stringify(value);
    const account = `${scope.accountId ?? ""} ${scope.partition ?? ""}`;
    const keys = additionalConditionKeys.join("\n");
    const found = analyses.find(
        (each) =>
            each.document === document &&
            each.account === account &&
            each.keys === keys &&
            areSame(each.issuers, issuers),
    );
    if (found) return found.analysis;
    const analysis = analyzeTrustPolicy(readTrustDocument(value), { issuers, additionalConditionKeys, ...scope });
    analyses.unshift({ document, account, keys, issuers, analysis });
    analyses.length = Math.min(analyses.length, kept);
    return analysis;
}

function areSame(left: readonly KnownIssuer[], right: readonly KnownIssuer[]): boolean {
    return left === right || JSON.stringify(left) === JSON.stringify(right);
}
