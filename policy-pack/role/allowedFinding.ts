import type { Finding } from "../../trust/finding";
import { readTrustDocument } from "../../trust/document";
import { allowanceFor, type AllowedSubject } from "../config/allowedSubjects";
import type { Violation } from "../sdk/violation";

/** Finds the entry of a config that allows the subject of a finding, for the trust policy that the finding is about. */
export function allowanceFinder(
    document: unknown,
    allowed: readonly AllowedSubject[],
): (finding: Finding) => AllowedSubject | undefined {
    if (allowed.length === 0) return () => undefined;
    const issuers = issuersByPath(document);
    return ({ path, value }) => {
        const issuer = issuers.get(path);
        return issuer !== undefined && typeof value === "string"
            ? allowanceFor(allowed, issuer, value)
            : undefined;
    };
}

/** A violation that a config allows: shown, with the reason, but for information only. */
export function allowedViolation(violation: Violation, { reason }: AllowedSubject): Violation {
    return {
        ...violation,
        severity: "low",
        level: "advisory",
        label: "IS ALLOWED BY THE CONFIG",
        fix: `Nothing: the config allows this subject. Reason: ${reason}`,
    };
}

/** The issuer, as host and path, of each value of a `sub` condition, by the value's JSON path. */
function issuersByPath(document: unknown): Map<string, string> {
    const blocks = readTrustDocument(document).statements.flatMap(({ conditions }) => conditions) ?? [];
    return new Map(
        blocks
            .filter(({ keyName }) => keyName.endsWith(":sub"))
            .flatMap(({ keyName, values }) =>
                values.map(({ path }): [string, string] => [path, keyName.slice(0, -":sub".length)]),
            ),
    );
}
