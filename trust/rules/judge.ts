import { admissionOf, describeWitness, isOtherIssuer, isProven, type Found } from "../admission";
import { providerArn } from "../aws";
import { findUnknownMarker, type TrustDocument, type TrustStatement } from "../document";
import type { Finding } from "../finding";
import { gitlabIssuersOf, judgeStatements, strangerBy, type JudgedStatement } from "./judgedStatement";
import { finished, type TrustAnalysis, type TrustContext, type VerdictFinding } from "./model";
import { rules } from "./rules";

/**
 * The verdict on a trust policy document. Every Allow statement that concerns a GitLab issuer is judged, and every value
 * in it: the weakest counts. What fails open has a whole token that gets in, after every other condition and every Deny;
 * what fails closed lets nobody in. Documents without such a statement have no findings, but those that nobody can read
 * have.
 *
 * Every document gives a verdict, never an exception, within an amount of work that is the same on every machine.
 */
export function analyzeTrustPolicy(document: TrustDocument, context: TrustContext = {}): TrustAnalysis {
    // No role can hold it, so that there is nothing more to say, and much that could be.
    if (document.refusal?.code === "document-too-long") {
        const issuers = gitlabIssuersOf(document, context);
        return { findings: sorted(document.findings), isGitlab: issuers.length > 0, issuers };
    }
    const { statements, atLeast } = knownAtLeast(document);
    const judged = judgeStatements(atLeast.size === 0 ? document : { ...document, statements }, context);
    const found = judged.flatMap((each) => {
        const own = rules.flatMap(({ name, judge }) =>
            judge(each).map((finding) => finished(name, finding, each.statement.index, each.issuer)),
        );
        const all = settled(each, own);
        // What is not known yet lets further jobs in; it keeps nobody out who gets in by the rest.
        return atLeast.has(each.statement) ? all.filter(({ effect }) => effect === "open") : all;
    });
    // IAM refuses the document, so nobody gets in by it until it is mended.
    const standing = document.refusal === undefined ? found : found.filter(({ effect }) => effect !== "open");
    const readable = judged.length > 0 ? document.findings : hiddenStatements(document);
    return {
        findings: sorted([...readable, ...standing]),
        isGitlab: judged.length > 0,
        issuers: [...new Set(judged.flatMap(({ issuer }) => (issuer === undefined ? [] : [issuer])))],
    };
}

/**
 * The statements of a document, and among them those Allow statements of which only alternatives are not known yet (a
 * value of a list, a principal beside others, the Sid): these count as if they ended there, since they let in at least as
 * many.
 */
function knownAtLeast({ statements }: TrustDocument): {
    statements: readonly TrustStatement[];
    atLeast: ReadonlySet<TrustStatement>;
} {
    const atLeast = new Set<TrustStatement>();
    const all = statements.map((statement) => {
        const { effect, partlyUnknown } = statement;
        if (effect !== "Allow" || partlyUnknown.length === 0) return statement;
        if (!partlyUnknown.every((path) => isOneOfSeveral(path, statement))) return statement;
        const known = { ...statement, partlyUnknown: [] };
        atLeast.add(known);
        return known;
    });
    return { statements: all, atLeast };
}

function isOneOfSeveral(unknown: string, { path, principals, actions, conditions }: TrustStatement): boolean {
    const place = unknown.slice(path.length);
    if (/^\.Sid$/i.test(place)) return true;
    if (/^\.Principal\.\w+(?:\[\d+\])?$/i.test(place)) return principals.length > 0;
    if (/^\.Action\[\d+\]$/i.test(place)) return actions.length > 0;
    const block = conditions.find((each) => unknown.startsWith(`${each.path}[`));
    return (
        block !== undefined &&
        block.values.length > 0 &&
        block.operator?.negated === false &&
        /^\[\d+\]$/.test(unknown.slice(block.path.length))
    );
}

/** The findings on one statement, with what no rule has a word for: strangers who get in, or that nobody does. */
function settled(judged: JudgedStatement, found: readonly Finding[]): Finding[] {
    const { statement, open, account, ways, issuer } = judged;
    // By one provider nobody may get in, and by another one of the same statement everybody.
    const isForSeveral = judged.anyone || judged.providers.length > 1;
    const others = isForSeveral && ways.some((way) => way.example !== undefined);
    if (open.length === 0 && account === undefined && !others) return withWhatWouldBe(judged, found);
    const stranger = strangerBy(ways);
    const isSaid = found.some(({ exposes }) => exposes === "outsiders");
    const isDoubted = found.some(({ code }) => code === "subject-not-followed");
    const further: Finding[] = [];
    if (stranger !== undefined && !isSaid && (isProven(stranger) || !isDoubted))
        further.push(
            finished("trust-subject-required", strangersGetIn(judged, stranger), statement.index, issuer),
        );
    for (const dead of deadValues(judged, found))
        further.push(finished("trust-operators-effective", dead, statement.index, issuer));
    return [...found, ...further];
}

function strangersGetIn({ statement, shared }: JudgedStatement, found: Found): VerdictFinding {
    return {
        code: "subject-open",
        severity: shared ? "critical" : "high",
        effect: isProven(found) ? "open" : "mixed",
        path: `${statement.path}.Condition`,
        what: "the conditions do not confine the subject to the projects of one top-level group",
        then: isProven(found)
            ? "projects of strangers can assume this role"
            : "who can assume this role is not proven, so nothing is known to keep strangers out",
        fix: 'Add "StringEquals": {"HOST:sub": "project_path:GROUP/PROJECT:ref_type:branch:ref:main"}.',
        found,
        exposes: "outsiders",
    };
}

/** Values that let nobody in although others of the statement do, and of which no rule knows why. */
function deadValues({ ways, statement }: JudgedStatement, found: readonly Finding[]): VerdictFinding[] {
    const own = ways.filter(({ space, value }) => space.isGitlab && value !== undefined);
    const alive = new Set(own.filter((way) => way.example !== undefined).map(({ value }) => value?.path));
    const dead = new Map(
        own.flatMap(({ value }) =>
            value === undefined || alive.has(value.path) ? [] : [[value.path, value]],
        ),
    );
    if (found.some(({ code }) => code === "conditions-exclude-values")) return [];
    const explained = new Set(found.filter(({ effect }) => effect === "closed").map(({ path }) => path));
    return [...dead.values()]
        .filter(({ path, text }) => !explained.has(path) && findUnknownMarker(text) === undefined)
        .slice(0, 20)
        .map((value) => ({
            code: "subject-excluded-again",
            severity: "high",
            effect: "closed",
            path: value.path,
            value: value.text,
            what: `no token that matches "${value.text}" meets the other conditions of ${statement.path}, or a Deny excludes all of them`,
            then: "no job can assume the role by this value",
            fix: "Remove the value, or what excludes it.",
        }));
}

/** Of a statement that lets nobody in: whom it would let in if what is dead in it were taken out. */
function withWhatWouldBe(judged: JudgedStatement, found: readonly Finding[]): Finding[] {
    const { statement, issuer } = judged;
    const standing = found.filter(({ effect }) => effect !== "open");
    const closed = standing.findIndex(({ effect }) => effect === "closed");
    if (closed < 0) {
        if (judged.ways.length === 0 || hasUnknownValue(statement)) return standing;
        const dead = deadValues(judged, found);
        if (dead.length > 0)
            return [
                ...standing,
                ...dead.map((each) => finished("trust-operators-effective", each, statement.index, issuer)),
            ];
        const nobody: VerdictFinding = {
            code: "admits-nobody",
            severity: "high",
            effect: "closed",
            path: statement.path,
            what: "no token meets all conditions of this statement, or a Deny excludes all that do",
            then: "no job can assume the role by it",
            fix: "Write the alternatives as statements of their own, or remove what excludes them.",
        };
        return [...standing, finished("trust-operators-effective", nobody, statement.index, issuer)];
    }
    const stranger = strangerWithout(judged);
    return standing.map((finding, index) =>
        index === closed && isProven(stranger)
            ? {
                  ...finding,
                  message: `${finding.message} If that were removed, ${describeWitness(stranger.witness)} could assume the role.`,
              }
            : finding,
    );
}

/** Whether a value of the statement is unknown at preview: what it is says nothing about who gets in. */
function hasUnknownValue({ conditions }: TrustStatement): boolean {
    return conditions.some(({ values }) => values.some(({ text }) => findUnknownMarker(text) !== undefined));
}

function strangerWithout({ statement, document, context, issuer }: JudgedStatement): Found | undefined {
    if (issuer === undefined) return undefined;
    const provider = { kind: "Federated", raw: "", path: `${statement.path}.Principal` };
    const text = providerArn({
        partition: context.partition ?? "aws",
        accountId: context.accountId ?? "123456789012",
        issuer,
    });
    const action = { text: "sts:AssumeRoleWithWebIdentity", raw: "", path: `${statement.path}.Action` };
    const { index, path, effect, raw, partlyUnknown } = statement;
    const rest = { index, path, effect, raw, partlyUnknown };
    const alone = (conditions: TrustStatement["conditions"]) =>
        admissionOf(
            {
                hasPolicyVariables: document.hasPolicyVariables,
                statements: [{ ...rest, principals: [{ ...provider, text }], actions: [action], conditions }],
            },
            context,
        ).gitlabWays;
    const living = statement.conditions.filter((block) =>
        alone([block]).some((way) => way.example !== undefined),
    );
    return strangerBy(alone(living));
}

/**
 * What is unreadable in a document that shows nothing of GitLab: only what may hide a statement of it counts. An unknown
 * in the place of the issuer may, unless the subjects or another provider tell whose document it is.
 */
function hiddenStatements({ statements, findings, raw, shadowed }: TrustDocument): readonly Finding[] {
    if (statements.length === 0 || mentionsGitlab(raw) || mentionsGitlab(shadowed)) return findings;
    const isOthers = statements.some(({ principals, conditions }) => {
        const values = conditions.flatMap(({ values }) => values);
        return (
            principals.some(
                ({ kind, text }) =>
                    kind !== "Federated" || isOtherIssuer(text.split("oidc-provider/", 2).at(-1) ?? ""),
            ) || values.some(({ text }) => /^(?:system:serviceaccount|repo):/.test(text))
        );
    });
    return isOthers ? [] : findings.filter(({ code }) => code === "unknown-marker");
}

/** Whether a document that cannot be read in full may be about GitLab. */
function mentionsGitlab(raw: unknown): boolean {
    const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? "");
    return /\bproject_(?:path|id):|oidc-provider\/[^"]*gitlab|gitlab[^"]*:sub\b/i.test(text);
}

/** By path, then by code; each finding once. */
function sorted(findings: readonly Finding[]): Finding[] {
    const unique = new Map<string, Finding>();
    for (const finding of findings) {
        const key = `${finding.path}\n${finding.code}`;
        if (!unique.has(key)) unique.set(key, finding);
    }
    return [...unique.values()].sort((a, b) => compare(a.path, b.path) || compare(a.code, b.code));
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
