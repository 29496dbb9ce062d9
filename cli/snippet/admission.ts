import { type AccountScope, parseProviderArn } from "../../trust/aws";
import type { ConditionBlock } from "../../trust/conditions";
import { type TrustStatement, readTrustDocument } from "../../trust/document";
import { splitSubject, unescapePolicyVariables } from "../../trust/gitlab";

/** One way into a role: an Allow statement and one subject value of it. */
export interface Admission {
    /** Where the provider is. */
    scope: AccountScope;
    /** The issuer, host and path. */
    issuer: string;
    /** What `aud` may be, exactly; empty where the statement does not say. */
    audiences: string[];
    /** Subject component -> its value, a pattern where `isPattern`. Empty where the subject is not GitLab's. */
    subject: ReadonlyMap<string, string>;
    /** Whether `*` and `?` in the subject's values are wildcards. */
    isPattern: boolean;
    /** The issuer's further condition keys, without its prefix -> the exact values that they may have. */
    claims: ReadonlyMap<string, readonly string[]>;
}

/**
 * The ways into a role that can be told as a job: Allow statements for web identities of one issuer, with exact
 * conditions on the token. What else a statement asks for (networks, times, negations) is not in it.
 */
export function admissionsOf(trustPolicy: unknown): Admission[] {
    const statements = readTrustDocument(trustPolicy).statements;
    return statements.filter(({ effect }) => effect === "Allow").flatMap(statementAdmissions);
}

function statementAdmissions({ principals, conditions }: TrustStatement): Admission[] {
    return principals.flatMap(({ kind, text }): Admission[] => {
        const provider = kind === "Federated" ? parseProviderArn(text) : undefined;
        if (provider === undefined) return [];
        const { issuer, ...scope } = provider;
        const prefix = `${issuer.toLowerCase()}:`;
        const exact = conditions.filter(isExact);
        const own = (blocks: readonly ConditionBlock[], claim: string) =>
            blocks.filter(({ keyName }) => keyName === prefix + claim).flatMap(textsOf);
        const claims = new Map(
            exact
                .filter(({ keyName }) => keyName.startsWith(prefix))
                .map((block) => [block.keyName.slice(prefix.length), textsOf(block)] as const)
                .filter(([claim]) => claim !== "aud" && claim !== "sub"),
        );
        const common = { scope, issuer, audiences: own(exact, "aud"), claims };
        const subjects = (blocks: readonly ConditionBlock[], isPattern: boolean) =>
            own(blocks, "sub").map((subject) => ({ ...common, subject: subjectMap(subject), isPattern }));
        return [...subjects(exact, false), ...subjects(conditions.filter(isLike), true)];
    });
}

function isExact({ operator }: ConditionBlock): boolean {
    return operator?.base === "StringEquals";
}

function isLike({ operator }: ConditionBlock): boolean {
    return operator?.base === "StringLike";
}

function textsOf({ values }: ConditionBlock): string[] {
    return values.map(({ text }) => unescapePolicyVariables(text));
}

function subjectMap(subject: string): Map<string, string> {
    return new Map((splitSubject(subject) ?? []).map(({ name, value }) => [name, value]));
}
