import type { Finding } from "../../trust/finding";

/** Who gets in by a flaw of a trust policy, beside those who were meant. */
export type ExposedTo = "outsiders" | "every project that matches" | "any ref";

/**
 * The findings on a trust policy that let more jobs in than one project's on a named ref, by their codes. Not among them:
 * a loose audience, an identity by path, Git tags by pattern (protected tags make them safe), and what fails closed.
 */
const exposedTo: Readonly<Record<string, ExposedTo>> = {
    "principal-anyone": "outsiders",
    "not-principal": "outsiders",
    "not-action": "outsiders",
    "subject-missing": "outsiders",
    "subject-wildcard-only": "outsiders",
    "subject-only-excluded": "outsiders",
    "subject-namespace-open": "outsiders",
    "subject-id-open": "outsiders",
    "keys-of-another-issuer": "outsiders",
    "key-misspelt": "outsiders",
    "subject-several-projects": "every project that matches",
    "refs-any": "any ref",
    "refs-any-type": "any ref",
    "refs-prefix-unguarded": "any ref",
};

/** A finding that lets more jobs in than were meant, with whom. */
export interface Exposure {
    finding: Finding;
    to: ExposedTo;
}

const order: ExposedTo[] = ["outsiders", "every project that matches", "any ref"];

/** The findings by which a role is exposed, the widest first. */
export function exposuresIn(findings: readonly Finding[]): Exposure[] {
    return findings
        .flatMap((finding): Exposure[] => {
            const to = Object.hasOwn(exposedTo, finding.code) ? exposedTo[finding.code] : undefined;
            return to && finding.effect === "open" ? [{ finding, to }] : [];
        })
        .sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to));
}
