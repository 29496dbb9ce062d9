import { matchPattern, tokenizeValue } from "../../../trust/conditions";
import { escapePolicyVariables, isNearlyIssuer, refTypes, splitSubject } from "../../../trust/gitlab";
import type { Advice, StatementEdit } from "./advice";
import type { ConditionMiss } from "./conditionAdvice";

/** What a job can do so that a claim has another value; claims that are not here stand for who the job is. */
const jobSide: Readonly<Record<string, (got: string, wanted: string) => { reason: string; fix: string }>> = {
    ref_protected: (_, wanted) =>
        wanted === "true"
            ? {
                  reason: "the ref is not protected; this statement requires protected refs only",
                  fix: "Protect the branch or Git tag in GitLab (Settings, Repository), or run on one that is protected.",
              }
            : {
                  reason: "the ref is protected; this statement requires unprotected refs only",
                  fix: "Run on a ref that is not protected, if that is really meant.",
              },
    pipeline_source: (got, wanted) => ({
        reason: `the pipeline was started by "${got}"; this statement requires "${wanted}"`,
        fix: `Start it so: pipeline_source "${wanted}", or let the role take "${got}" too.`,
    }),
    runner_environment: (got, wanted) => ({
        reason: `the job ran on a ${got} runner; this statement requires ${wanted} ones`,
        fix: `Give the job tags of a ${wanted} runner.`,
    }),
    user_access_level: (got, wanted) => ({
        reason: `the user who started the job is ${got}; this statement requires ${wanted}`,
        fix: `Let a user with that access level start it.`,
    }),
};

/** What to do where a key other than `sub` and `aud` has a value that a statement does not take. */
export function claimAdvice(miss: ConditionMiss, name: string): Advice {
    const [got = ""] = miss.got ?? [];
    const wanted = miss.wanted.find((value) => !/[*?]/.test(value));
    const described = wanted === undefined ? undefined : jobSide[name]?.(got, wanted);
    if (described !== undefined && wanted !== undefined)
        return { path: miss.path, ...described, change: { on: "claims", claim: name, value: wanted } };
    const values = miss.wanted.map((value) => `"${value}"`).join(" or ");
    return wantAdvice(
        miss,
        name === "project_id" || name === "namespace_id"
            ? `the token's ${name} is "${got}"; this statement requires ${values}: another project or group, or one that was created again under an old path`
            : `${name} is "${got}"; this statement requires ${values}`,
        `Run a job that the role takes, or add "${got}" to this condition.`,
        [...miss.wanted, got],
    );
}

/** What to do where a condition on `aud` is not met: mostly the job asks for the wrong audience. */
export function audienceAdvice(miss: ConditionMiss, isPattern: boolean): Advice {
    const [audience = ""] = miss.got ?? [];
    const registered = miss.provider?.audiences;
    const usable = miss.wanted.filter((value) => isPattern || !/[*?]/.test(value));
    const target = usable.find((value) => !/[*?]/.test(value) && (registered?.includes(value) ?? true));
    const reason = audienceReason(audience, miss.wanted, miss.issuer);
    if (target !== undefined)
        return {
            path: miss.path,
            reason,
            fix: `Write "aud: ${target}" under id_tokens in the job.`,
            change: { on: "claims", claim: "aud", value: target },
        };
    return wantAdvice(
        miss,
        miss.wanted.some((value) => /[*?]/.test(value)) && !isPattern
            ? `"*" and "?" are plain characters under ${miss.operator}, so no audience ever matches`
            : reason,
        `Let the statement take exactly one audience that the provider registers, such as "${audience}".`,
        [...miss.wanted, audience],
    );
}

function audienceReason(audience: string, wanted: readonly string[], issuer: string): string {
    const values = wanted.map((value) => `"${value}"`).join(" or ");
    const bare = (text: string): string =>
        text
            .toLowerCase()
            .replace(/^https?:\/\//, "")
            .replace(/\/+$/, "");
    const near = wanted.find((value) => bare(value) === bare(audience));
    const takes = `the token's audience is "${audience}"; this statement requires ${values}`;
    if (near === undefined) return takes;
    if (near.toLowerCase() === audience.toLowerCase()) return `${takes}: they differ in letter case`;
    if (near.replace(/\/+$/, "") === audience.replace(/\/+$/, ""))
        return `${takes}: ${near.endsWith("/") ? "the statement's" : "the token's"} audience ends in a slash`;
    return `${takes}: they differ in how they begin${isNearlyIssuer(near, issuer) ? `; the issuer is https://${issuer}` : ""}`;
}

/** What to do where a condition on `sub` is not met: name what differs from the nearest value. */
export function subjectAdvice(miss: ConditionMiss, isPattern: boolean): Advice {
    const [subject = ""] = miss.got ?? [];
    const { wanted } = miss;
    const exact = miss.policyVariables ? escapePolicyVariables(subject) : subject;
    const starred = isPattern
        ? undefined
        : wanted.find((value) => matchesLike(value, subject) && value !== subject);
    if (starred !== undefined)
        return wantAdvice(
            miss,
            `"*" and "?" are plain characters under ${miss.operator}, so "${starred}" never matches any job's subject`,
            `List the subjects exactly, such as "${exact}". Only where all that the wildcard would take in is meant: put it under StringLike, in a statement of its own.`,
            [...wanted, exact],
        );
    const nearest = wanted
        .map((value) => ({ value, ...subjectMiss(subject, value) }))
        .sort((a, b) => a.distance - b.distance)[0];
    const others = wanted.length > 1 ? ` (of ${String(wanted.length)} values the nearest)` : "";
    return wantAdvice(
        miss,
        `${nearest?.reason ?? `no subject is listed; the job's is "${subject}"`}${others}`,
        `Run a job that the role takes, or add this one to the role's subjects: "${exact}" under ${miss.operator}.`,
        [...wanted, exact],
    );
}

/** How far a subject is from one that a statement wants. */
interface SubjectMiss {
    /** Components that differ; the least is the nearest. */
    distance: number;
    /** What differs, as a sentence without full stop. */
    reason: string;
}

/** The least distance that says that two subjects have nothing to do with each other. */
const unrelated = 100;

/** Whether a value of a StringLike condition matches a text. */
export function matchesLike(pattern: string, text: string): boolean {
    const tokens = tokenizeValue(pattern, { wildcards: true, variables: false });
    return matchPattern(
        tokens.filter((token) => token.kind !== "variable" && token.kind !== "malformed"),
        text,
    ).matched;
}

/** Compares a job's subject with one value of a condition on `sub`, component by component. */
export function subjectMiss(subject: string, wanted: string): SubjectMiss {
    if (/^repo:/.test(wanted))
        return {
            distance: unrelated,
            reason: `"${wanted}" is a subject of GitHub's; GitLab's begins with project_path`,
        };
    const parts = new Map(splitSubject(subject)?.map(({ name, value }) => [name, value]));
    const asked = splitSubject(wanted);
    if (asked === undefined || parts.size === 0)
        return {
            distance: unrelated,
            reason: `the job's subject is "${subject}"; this statement requires "${wanted}"`,
        };
    const missing = asked.filter(({ name }) => !parts.has(name)).map(({ name }) => name);
    if (missing.length > 0)
        return {
            distance: unrelated,
            reason: `this statement requires subjects with ${missing.join(" and ")}, and the job's has ${[...parts.keys()].join(", ")}: the project's ci_id_token_sub_claim_components say which`,
        };
    const reasons = asked.flatMap(({ name, value }) => {
        const got = parts.get(name) ?? "";
        return matchesLike(value, got) ? [] : [componentMiss(name, got, value, parts)];
    });
    const rest = [...parts.keys()].filter((name) => !asked.some((part) => part.name === name));
    if (reasons.length === 0 && rest.length > 0)
        reasons.push(
            `"${wanted}" ends before ${rest.join(" and ")}, which every subject of this project has`,
        );
    if (reasons.length === 0)
        reasons.push(`the components of "${wanted}" stand in another order than in the job's subject`);
    return { distance: reasons.length, reason: reasons.join("; ") };
}

function componentMiss(
    name: string,
    got: string,
    wanted: string,
    parts: ReadonlyMap<string, string>,
): string {
    if (got.toLowerCase() === wanted.toLowerCase())
        return `"${got}" and "${wanted}" differ in letter case, which AWS looks at`;
    switch (name) {
        case "project_path":
        case "job_project_path":
        case "source_project_path":
            return projectMiss(got, wanted);
        case "ref_type":
            return refTypes.some((type) => type === wanted)
                ? `the job runs for a ${kindOfRef(got)} (${parts.get("ref") ?? ""}); this statement requires a ${kindOfRef(wanted)}`
                : `"ref_type:${wanted}" is in no subject: GitLab has only branch and tag, and a merge request's jobs run on its source branch`;
        case "ref":
            return /^refs\/(heads|tags)\//.test(wanted)
                ? `"${wanted}" is a full ref; GitLab's subject has the short name, "${got}"`
                : `the ${kindOfRef(parts.get("ref_type") ?? "branch")} is "${got}"; this statement requires "${wanted}"`;
        case "ref_protected":
            return got === "false"
                ? "the ref is not protected; this statement requires protected refs only"
                : "the ref is protected; this statement requires unprotected refs only";
        default:
            return `${name} is "${got}"; this statement requires "${wanted}"`;
    }
}

function projectMiss(got: string, wanted: string): string {
    if (got.startsWith(`${wanted}/`))
        return `"${wanted}" is a group, and "${got}" a project in it: a group's path matches no project`;
    const name = got.slice(got.lastIndexOf("/"));
    if (wanted.endsWith(name) && !/[*?]/.test(wanted))
        return `the project is "${got}"; this statement requires "${wanted}": was it moved to another group, or is it a fork?`;
    return `the project is "${got}"; this statement requires "${wanted}"`;
}

function kindOfRef(type: string): string {
    return type === "tag" ? "Git tag" : "branch";
}

/** Advice to edit the statement of a condition. */
export function editAdvice(
    { path, index }: Pick<ConditionMiss, "path" | "index">,
    reason: string,
    fix: string,
    edit: StatementEdit,
): Advice {
    return { path, reason, fix, change: { on: "statement", index, edit } };
}

/** Advice to let a condition want something else; an empty list takes it away. */
export function wantAdvice(
    miss: ConditionMiss,
    reason: string,
    fix: string,
    values: readonly string[],
): Advice {
    const { operator, key } = miss;
    return editAdvice(miss, reason, fix, { kind: "want", operator, key, values });
}
