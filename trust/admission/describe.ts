import { parseOperator, type ConditionBlock, type PolicyValue } from "../conditions";
import { assumeRoleWithWebIdentity } from "../decision";
import type { TrustDocument, TrustStatement } from "../document";
import type { Witness } from "../finding";
import { findSubjectComponent, splitSubject } from "../gitlab";
import type { CallerGain } from "./accountWays";
import { admissionOf, type Admission, type AdmissionContext } from "./admission";
import { issuerKeys } from "./issuers";
import {
    isVacuous,
    projectsOf,
    refsOf,
    type ProjectReach,
    type Reach,
    type RefReach,
    type RefsReach,
} from "./reach";
import { isProven, type Way } from "./way";

/** Who may assume a role by one value of one Allow statement, in words for a table. */
export interface AccessEntry {
    /** JSON path of the value, or of the statement where no subject is asked for. */
    path: string;
    /** The issuer, as host and path; `*` where no token of a certain issuer is needed. */
    issuer: string;
    /** The audiences that are accepted, as they are written. Empty where none is asked for. */
    audiences: string[];
    /** The subject or pattern. Left out where none is asked for. */
    subject?: string;
    /** How many it lets in. */
    reach: Reach;
    /** `project my-group/app`, `every project below my-group, subgroups included`. */
    projects: string;
    /** `branch main`, `any branch or Git tag`. */
    refs: string;
    /** What else must hold: `project_id is 42`. */
    conditions: string[];
    /** What is not restricted beyond one project and one ref: `any branch`, `any Git tag that begins with v`. */
    open: string[];
    /** A token that gets in; of a stranger or another project where the reach is wider than one project. */
    witness?: Witness;
    /** Whether it hangs on conditions that no document settles. */
    isUncertain?: true;
}

/**
 * Who may assume the role with this trust policy, as far as GitLab's jobs go: an entry for every value of every Allow
 * statement by which somebody gets in, after all other conditions and every Deny; and one for each statement by which
 * callers of any account get in without a token. Empty where nobody does, and for a document that is others'.
 */
export function describeAccess(document: TrustDocument, context: AdmissionContext = {}): AccessEntry[] {
    return document.refusal === undefined ? describeAdmission(admissionOf(document, context)) : [];
}

/** The same of an admission that is at hand. */
export function describeAdmission(admission: Admission): AccessEntry[] {
    const everybody = new Set(
        admission.ways
            .filter(({ issuer }) => issuer === admission.strangeIssuer)
            .map(({ statement }) => statement),
    );
    const entries = admission.gitlabWays.flatMap((way) => {
        if (way.example === undefined) return [];
        return [
            everybody.has(way.statement) && projectsOf(way).reach === "instance"
                ? forEverybody(way)
                : describeWay(way),
        ];
    });
    const accounts = admission.accountWays.map(({ statement, met }): AccessEntry => ({
        path: statement.path,
        issuer: "*",
        audiences: [],
        reach: "anyone",
        projects: "anyone with credentials of any AWS account, without a token",
        refs: "any",
        conditions: statement.conditions.map(conditionWords),
        open: ["anyone with credentials of any AWS account"],
        ...(met === true ? {} : { isUncertain: true as const }),
    }));
    return unique([...entries, ...accounts]);
}

/** A way of tokens of another issuer than GitLab's, which the table of GitLab's jobs leaves out. */
export function describeOtherWay(way: Way): AccessEntry {
    const { value, statement, issuer, example } = way;
    const { reach, found = example } = projectsOf(way);
    const subject = value === undefined ? "" : ` whose subject matches ${value.text}`;
    const words = `tokens of ${issuer}${subject}`;
    return {
        path: value?.path ?? statement.path,
        issuer,
        audiences: audiencesOf(way),
        ...(value === undefined ? {} : { subject: value.text }),
        reach,
        projects: words,
        refs: "any",
        conditions: otherConditions(way).map(conditionWords),
        open: reach === "project" ? [] : [words],
        ...(isProven(found) && { witness: found.witness }),
        ...(found?.isCertain === true ? {} : { isUncertain: true as const }),
    };
}

/** Callers with credentials that a statement names. */
export function describeCaller({ statement, principal }: CallerGain): AccessEntry {
    return {
        path: principal.path,
        issuer: "*",
        audiences: [],
        reach: "project",
        projects: `the ${principal.kind} principal ${principal.text}, without a token`,
        refs: "any",
        conditions: statement.conditions.map(conditionWords),
        open: [],
    };
}

/** Two pairs of patterns can come to the same words. */
function unique(entries: readonly AccessEntry[]): AccessEntry[] {
    return [
        ...new Map(
            entries.map((entry) => [JSON.stringify({ ...entry, witness: undefined }), entry]),
        ).values(),
    ];
}

function forEverybody(way: Way): AccessEntry {
    const projects =
        "tokens of every provider in the account, every project of every GitLab instance among them";
    return {
        ...describeWay(way),
        issuer: "*",
        reach: "anyone",
        projects,
        open: [projects, "any branch or Git tag"],
    };
}

function describeWay(way: Way): AccessEntry {
    const { value, statement } = way;
    const projects = projectsOf(way);
    const refs = refsOf(way);
    const direct = way.space.hasGitlabComKeys && way.exactValues("namespace_id") !== undefined;
    const isProtected = way.space.hasGitlabComKeys && isExactly(way.exactValues("ref_protected"), "true");
    const pattern = value?.text ?? "";
    const words =
        value === undefined || isVacuous(way)
            ? projectsWithoutSubject(way, projects, direct)
            : projectWords(projects, pattern, direct);
    const audiences = audiencesOf(way);
    const found = projects.found ?? way.example;
    return {
        path: value?.path ?? statement.path,
        issuer: way.issuer,
        audiences,
        ...(value === undefined ? {} : { subject: value.text }),
        reach: projects.reach,
        projects: words,
        refs: refWords(refs, pattern, isProtected),
        conditions: otherConditions(way).map(conditionWords),
        open: [
            ...(audiences.length === 0 ? ["any audience that the provider registers"] : []),
            ...(projects.reach === "project" ? [] : [words]),
            ...openRefs(refs, pattern).map((open) => (isProtected ? `${open}, if it is protected` : open)),
        ],
        ...(isProven(found) && { witness: found.witness }),
        ...(found?.isCertain === true ? {} : { isUncertain: true as const }),
    };
}

function isExactly(values: readonly string[] | undefined, wanted: string): boolean {
    return values?.every((value) => value === wanted) ?? false;
}

function projectsWithoutSubject(way: Way, scope: ProjectReach, direct: boolean): string {
    const ids = way.space.hasGitlabComKeys ? way.exactValues("project_id") : undefined;
    if (ids !== undefined) return `the project${ids.length === 1 ? "" : "s"} with the id ${ids.join(" or ")}`;
    if (scope.reach !== "instance" && scope.reach !== "groups") return projectWords(scope, "", direct);
    return `every project on ${way.issuer}${direct ? ", directly in a group with that namespace_id" : ""}`;
}

function isPositive({ operator }: ConditionBlock): boolean {
    return operator?.kind === "string" && !operator.negated;
}

function isOwn(way: Way, { keyName }: ConditionBlock, name: string): boolean {
    return keyName === `${way.issuer.toLowerCase()}:${name}`;
}

function otherConditions(way: Way): ConditionBlock[] {
    return way.statement.conditions.filter(
        (block) => !(isPositive(block) && (isOwn(way, block, "sub") || isOwn(way, block, "aud"))),
    );
}

function audiencesOf(way: Way): string[] {
    return way.statement.conditions
        .filter((block) => isOwn(way, block, "aud") && isPositive(block))
        .flatMap(({ values }) => values.map(({ text }) => text));
}

/** How an operator reads between a key and its values; others are shown by their name. */
const operatorWords: Readonly<Record<string, string>> = {
    StringEquals: "is",
    StringLike: "matches",
    StringNotEquals: "is not",
    StringNotLike: "does not match",
    StringEqualsIgnoreCase: "is, in any letter case,",
    IpAddress: "is in",
    NotIpAddress: "is not in",
    Bool: "is",
};

/** One further condition of a statement in words: `project_id is 42`, `aws:SourceIp is in 192.0.2.0/24`. */
export function conditionWords(block: ConditionBlock): string {
    const [key] = issuerKeys([block]);
    const name = key?.name ?? block.key;
    const values = block.values.map(({ text }) => text).join(" or ");
    if (block.operator?.kind === "null")
        return `${name} ${values === "true" ? "must be absent" : "must be present"}`;
    return `${name} ${operatorWords[block.operatorText] ?? block.operatorText} ${values}`;
}

/**
 * Which projects a scope reaches, in words that go on from "jobs of": `project my-group/app`. With `direct` a condition
 * on namespace_id keeps out whatever is not directly in a named group.
 */
function projectWords(scope: ProjectReach, pattern: string, direct: boolean): string {
    const directly = ", directly in a group with that namespace_id";
    const asked = valueAfter(pattern, scope.project?.component);
    switch (scope.reach) {
        case "nobody":
            return "no project: GitLab issues no such subject";
        case "project":
            return isId(scope)
                ? `the project with the id ${scope.project?.value ?? ""}`
                : `project ${scope.project?.value ?? ""}`;
        case "projects": {
            const group = scope.group ?? scope.topGroup ?? "";
            const matching = asked === undefined || asked === `${group}/*` ? "" : ` that matches ${asked}`;
            return `every project below ${group}${matching}${direct ? directly : ", subgroups included"}`;
        }
        case "groups":
        case "instance": {
            const rest = direct ? directly : "";
            if (asked === undefined || /^\*+(?:\/\*+)*$/.test(asked))
                return `every project of the instance${rest}`;
            return isId(scope)
                ? `every project whose id matches ${asked}${rest}`
                : `every project of the instance that matches ${asked}${rest}`;
        }
    }
}

function isId({ project }: ProjectReach): boolean {
    return project !== undefined && findSubjectComponent(project.component)?.kind === "id";
}

/** The string of one component in a pattern, where the pattern names the component; a wildcard may have run on past it. */
function valueAfter(pattern: string, component: string | undefined): string | undefined {
    if (component === undefined) return undefined;
    const start = `:${pattern}`.indexOf(`:${component}:`);
    if (start < 0) return undefined;
    return /^[^:]*/.exec(pattern.slice(start + component.length + 1))?.[0];
}

/** Which refs a scope reaches, in words: `branch main`, `any branch or Git tag`. `isProtected`: another condition asks for protected refs. */
function refWords(scope: RefsReach, pattern: string, isProtected: boolean): string {
    if (scope.isProtected && !isProtected) return `protected refs, as far as the subject says (${pattern})`;
    const kinds = [reachWords(scope.branches, "branch", pattern), reachWords(scope.tags, "Git tag", pattern)];
    const named = kinds.filter((words) => words !== undefined);
    if (named.length === 0) return "any ref, if the project leaves refs out of its subjects";
    const same =
        scope.branches.count === "any" && scope.tags.count === "any"
            ? "any branch or Git tag"
            : named.join(" or ");
    return isProtected ? `${same}, if it is protected` : same;
}

/** What of the refs is left open, in words, each on its own. */
function openRefs(scope: RefsReach, pattern: string): string[] {
    const wide = (["branches", "tags"] as const).filter(
        (kind) => scope[kind].count === "some" || scope[kind].count === "any",
    );
    return wide.flatMap(
        (kind) => reachWords(scope[kind], kind === "branches" ? "branch" : "Git tag", pattern) ?? [],
    );
}

function reachWords(reach: RefReach, kind: "branch" | "Git tag", pattern: string): string | undefined {
    switch (reach.count) {
        case "none":
            return undefined;
        case "one":
            return `${kind} ${reach.prefix ?? ""}`;
        case "any":
            return `any ${kind}`;
        case "some": {
            const asked = valueAfter(pattern, "ref");
            const begins = reach.prefix !== undefined && reach.prefix !== "";
            if (begins && (asked === undefined || asked === `${reach.prefix}*`))
                return `any ${kind} that begins with ${reach.prefix}`;
            return asked === undefined
                ? `several ${kind === "branch" ? "branches" : "Git tags"}`
                : `any ${kind} that matches ${asked}`;
        }
    }
}

/**
 * A subject, or a pattern as it is written under StringLike, in one sentence without full stop: `jobs of project
 * my-group/app for branch main`. One that matches no subject of GitLab's says so.
 */
export function explainSubject(patternOrSubject: string): string {
    const [way] = admissionOf({
        hasPolicyVariables: true,
        statements: [likeSubject(patternOrSubject)],
    }).gitlabWays;
    const projects: ProjectReach = way === undefined ? { reach: "nobody" } : projectsOf(way);
    if (way === undefined || projects.reach === "nobody")
        return `no job: GitLab issues no subject like ${patternOrSubject}`;
    const parts = new Map(splitSubject(patternOrSubject)?.map(({ name, value }) => [name, value]));
    const isProtected = parts.get("ref_protected") === "true";
    const refs = isProtected ? protectedRefs(parts) : refWords(refsOf(way), patternOrSubject, false);
    return `jobs of ${projectWords(projects, patternOrSubject, false)} for ${refs}${environment(parts)}`;
}

/** A statement for jobs of some instance whose subject matches a pattern. */
function likeSubject(pattern: string): TrustStatement {
    const issuer = "gitlab.example.com";
    const path = "Statement";
    const value = (text: string, at: string): PolicyValue => ({ text, raw: text, path: `${path}.${at}` });
    const operator = parseOperator("StringLike");
    const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
    return {
        index: 0,
        path,
        effect: "Allow",
        principals: [{ kind: "Federated", ...value(provider, "Principal.Federated") }],
        actions: [value(assumeRoleWithWebIdentity, "Action")],
        conditions: [
            {
                path: `${path}.Condition`,
                operatorText: "StringLike",
                ...(operator && { operator }),
                key: `${issuer}:sub`,
                keyName: `${issuer}:sub`,
                values: [value(pattern, "Condition")],
            },
        ],
        partlyUnknown: [],
        raw: {},
    };
}

/** The refs of a subject that says itself that they are protected. */
function protectedRefs(parts: ReadonlyMap<string, string>): string {
    const type = parts.get("ref_type");
    const kind = type === "branch" ? "branch" : type === "tag" ? "Git tag" : "branch or Git tag";
    const ref = parts.get("ref");
    return ref === undefined || ref === "*" ? `any protected ${kind}` : `the protected ${kind} ${ref}`;
}

function environment(parts: ReadonlyMap<string, string>): string {
    const tier = parts.get("deployment_tier");
    const isProtected = parts.get("environment_protected");
    const which =
        isProtected === "true"
            ? "a protected environment"
            : isProtected === "false"
              ? "an environment that is not protected"
              : "an environment";
    if (tier === undefined && isProtected === undefined) return "";
    return `, deploying to ${which}${tier === undefined ? "" : ` of the tier ${tier}`}`;
}
