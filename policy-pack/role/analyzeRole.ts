import { analyzeTrustPolicy } from "../../trust/verdict/analyzeTrustPolicy";
import type { TrustAnalysis, TrustContext } from "../../trust/verdict/trustContext";
import type { Organisation } from "../config/organisation";
import type { TrustedRole } from "../resources/trustedRole";

// A dozen policies look at the same role one after the other, and the engine shows a few roles at a time.
const kept = 16;
const analyses = new Map<string, TrustAnalysis>();

/** The verdict on a role's trust policy; undefined where there is none, or a part of it is not known yet. */
export function analyzeRole(
    { document, scope }: TrustedRole,
    { issuers }: Organisation,
    additionalConditionKeys: string[] = [],
): TrustAnalysis | undefined {
    const { value, unknownPaths } = document;
    if (value === undefined || value === null || unknownPaths.length > 0) return undefined;
    const context: TrustContext = { issuers, additionalConditionKeys, ...scope };
    const question = JSON.stringify([value, context]);
    const found = analyses.get(question);
    if (found) return found;
    const analysis = analyzeTrustPolicy(value, context);
    analyses.set(question, analysis);
    if (analyses.size > kept) analyses.delete(analyses.keys().next().value ?? "");
    return analysis;
}
