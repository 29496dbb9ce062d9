import { createHash } from "node:crypto";
import { type Finding, nameOf, type Plan } from "./plan";

/** Where a finding is shown: a file of the repository, and a line of it from 1. */
export interface Place {
    path: string;
    line: number;
}

/** Finds the place of a resource, given by its URN. */
export type PlaceOf = (urn: string) => Place;

/**
 * The counts of GitLab's merge request widget for plans. A replacement is a creation and a deletion, as it is in Terraform.
 * Source: lib/gitlab/ci/parsers/terraform/tfplan.rb of the GitLab repository.
 */
export function planSummary({ counts }: Plan): { create: number; update: number; delete: number } {
    const { create = 0, update = 0, replace = 0, delete: deleted = 0 } = counts;
    return { create: create + replace, update, delete: deleted + replace };
}

/**
 * GitLab's Code Quality report. A fingerprint is made of the policy, the resource and the count of that pair, so that it
 * stays when lines move. Source: https://docs.gitlab.com/ci/testing/code_quality/.
 */
export function codeQuality({ findings }: Plan, placeOf: PlaceOf): object[] {
    return findings.map((finding, index) => {
        const { path, line } = placeOf(finding.urn);
        return {
            description: `${finding.policy}: ${finding.message}`,
            check_name: finding.policy,
            fingerprint: fingerprint(findings, index),
            severity: codeQualitySeverity(finding),
            location: { path, lines: { begin: line } },
        };
    });
}

/**
 * SARIF 2.1.0 with what GitLab needs: it drops results without a rule or a line, and messages above 1,024 characters.
 * Source: https://docs.gitlab.com/user/application_security/detect/ (SARIF reports).
 */
export function sarif({ findings }: Plan, placeOf: PlaceOf): object {
    const rules = [...new Map(findings.map((finding) => [finding.policy, finding])).values()];
    const ids = rules.map(({ policy }) => policy);
    return {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: {
                    driver: {
                        name: "pulumi policies",
                        rules: rules.map((finding) => ({
                            id: finding.policy,
                            name: finding.policy,
                            shortDescription: { text: cut(firstLine(finding.message), 255) },
                            defaultConfiguration: { level: sarifLevel(finding) },
                            properties: { "security-severity": securitySeverity(finding) },
                        })),
                    },
                },
                results: findings.map((finding, index) => {
                    const { path, line } = placeOf(finding.urn);
                    return {
                        ruleId: finding.policy,
                        ruleIndex: ids.indexOf(finding.policy),
                        level: sarifLevel(finding),
                        message: { text: cut(finding.message, 1024) },
                        locations: [
                            {
                                physicalLocation: {
                                    artifactLocation: {
                                        uri: path.split("/").map(encodeURIComponent).join("/"),
                                    },
                                    region: { startLine: line },
                                },
                            },
                        ],
                        partialFingerprints: { "gitlab-aws-oidc/v1": fingerprint(findings, index) },
                    };
                }),
            },
        ],
    };
}

/**
 * The line of a stack's config that a resource comes from: the one whose key ends the resource's name, as the role key
 * `web-deploy` ends `gitlab-dev-web-deploy`; the longest such key counts. Line 1 where there is none.
 */
export function placeInConfig(path: string, text: string): PlaceOf {
    const keys = text.split("\n").flatMap((line, index) => {
        const key = /^\s+"?([\w.-]+)"?:\s*(?:#.*)?$/.exec(line)?.[1];
        return key === undefined ? [] : [{ key, line: index + 1 }];
    });
    return (urn) => {
        const name = nameOf(urn);
        const [best] = keys
            .filter(({ key }) => name === key || name.endsWith(`-${key}`))
            .sort((one, other) => other.key.length - one.key.length);
        return { path, line: best?.line ?? 1 };
    };
}

/** A text of at most `length` characters; a longer one ends with an ellipsis. */
export function cut(text: string, length: number): string {
    return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function firstLine(text: string): string {
    return text.split("\n", 1)[0] ?? "";
}

function fingerprint(findings: readonly Finding[], index: number): string {
    const { policy = "", urn = "" } = findings[index] ?? {};
    const earlier = findings.slice(0, index).filter((one) => one.policy === policy && one.urn === urn).length;
    return createHash("sha256")
        .update([policy, urn, String(earlier)].join("\n"))
        .digest("hex");
}

function codeQualitySeverity({ level, severity }: Finding): string {
    if (level !== "mandatory") return level === "advisory" ? "minor" : "info";
    return severity === "critical" ? "blocker" : severity === "high" ? "critical" : "major";
}

function sarifLevel({ level }: Finding): string {
    return level === "mandatory" ? "error" : level === "advisory" ? "warning" : "note";
}

function securitySeverity({ level, severity }: Finding): string {
    const known: Record<string, string> = { critical: "9.5", high: "8.0", medium: "5.0", low: "2.0" };
    return known[severity] ?? (level === "mandatory" ? "8.0" : "5.0");
}
