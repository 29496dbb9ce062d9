import { policyFinding, type Place, type Report } from "../../report";
import type { PlacedFinding } from "../../estate";
import type { PreviewDocument } from "./previewStack";

/** The policies' verdicts as the machine-readable formats have them. */
export function previewReport(
    { project, stack, policies }: Pick<PreviewDocument, "project" | "stack" | "policies">,
    placeOf: (finding: PlacedFinding) => Place,
    baseline?: ReadonlySet<string>,
): Report {
    const descriptions = new Map(policies.violations.map(({ policy, description }) => [policy, description]));
    const describe = (policy: string): string =>
        descriptions.get(policy) ?? `Policy ${policy} of ${policies.pack}`;
    return {
        command: "preview",
        of: `${project}, stack ${stack}`,
        checks: policies.ran.map((rule) => ({ rule, description: describe(rule) })),
        findings: policies.violations.map((violation) =>
            policyFinding(violation, {
                stack: `${project}/${stack}`,
                ruleDescription: describe(violation.policy),
                place: placeOf(violation),
            }),
        ),
        ...(baseline === undefined ? {} : { baseline }),
    };
}
