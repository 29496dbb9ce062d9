import { parseUrn } from "../../estate";
import type { Report, ReportedFinding } from "../../report";
import type { PreviewDocument } from "./previewStack";
import { shortType } from "./resourceTree";

/** The policies' verdicts as the machine-readable formats have them. */
export function previewReport({ project, stack, policies }: PreviewDocument, file: string): Report {
    return {
        command: "preview",
        of: `${project}, stack ${stack}`,
        checks: policies.ran.map((rule) => ({ rule, description: `Policy ${rule} of ${policies.pack}` })),
        findings: policies.violations.map(({ policy, level, message, url, urn }): ReportedFinding => {
            const subject = urn === undefined || urn === "" ? `${project}/${stack}` : urn;
            return {
                rule: policy,
                ruleDescription: `Policy ${policy} of ${policies.pack}`,
                ...(url === "" ? {} : { ruleUrl: url }),
                level: level === "mandatory" ? "error" : "warning",
                message,
                subject,
                subjectName: nameOf(urn),
                place: { file, line: 1 },
            };
        }),
    };
}

function nameOf(urn: string | undefined): string {
    if (urn === undefined || urn === "") return "the stack";
    const { typeChain, name } = parseUrn(urn);
    return `${shortType(typeChain.at(-1) ?? "")} ${name}`;
}
