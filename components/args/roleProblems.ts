import { limits, parseManagedPolicyArn } from "../../trust/aws";
import {
    type SubjectSelector,
    type TrustedIssuer,
    audienceProblems,
    buildTrustPolicy,
    selectSubjects,
    selectorProblems,
} from "../../trust/gitlab";
import { additionalConditionProblems } from "../../trust/conditions";
import { atPath, type Problem } from "../../trust/problem";
import {
    descriptionProblems,
    inlinePolicyNameProblems,
    inlinePolicyProblems,
    managedPolicyArnProblems,
    roleNameProblems,
    rolePathProblems,
    sessionDurationProblems,
    tagProblems,
    trustPolicyQuotaProblems,
} from "./iamProblems";
import type { RoleArgs } from "./roleArgs";

/**
 * What is wrong with a role that takes tokens of `issuers`, as far as it can be known before the deployment.
 * `args` is well typed; properties may be missing. `name` is the role's name in AWS; the partition counts for the policy's length and defaults to `aws`.
 */
export function roleProblems(
    args: Partial<RoleArgs>,
    issuers: readonly TrustedIssuer[],
    name: string | undefined,
    partition = "aws",
): Problem[] {
    const check = <T>(path: string, value: T | undefined, problemsOf: (value: T) => Problem[]) =>
        value === undefined ? [] : atPath(path, problemsOf(value));
    const list = (
        path: string,
        values: readonly string[] | undefined,
        problemsOf: (value: string) => Problem[],
    ) => (values ?? []).flatMap((value, index) => check(`${path}[${String(index)}]`, value, problemsOf));
    const selectors = args.subjects ?? [];
    const subjects = [...subjectProblems(args.subjects, issuers)];
    const conditions = check("additionalConditions", args.additionalConditions, (value) =>
        additionalConditionProblems(
            value,
            issuers.map(({ issuer }) => issuer),
            usedKeys(selectors, issuers),
        ),
    );
    return [
        ...subjects,
        ...conditions,
        ...(subjects.length + conditions.length === 0 ? lengthProblems(args, issuers, partition) : []),
        ...list("managedPolicyArns", args.managedPolicyArns, managedPolicyArnProblems),
        ...managedPolicyListProblems(args.managedPolicyArns ?? []),
        ...inlineProblems(args.inlinePolicies ?? {}),
        ...list("additionalAudiences", args.additionalAudiences, (value) =>
            audienceProblems(value, issuers[0]?.issuer),
        ),
        ...check("maxSessionDuration", args.maxSessionDuration, sessionDurationProblems),
        ...check("trustPolicyLengthQuota", args.trustPolicyLengthQuota, trustPolicyQuotaProblems),
        ...check("name", name, roleNameProblems),
        ...check("path", args.path, rolePathProblems),
        ...check("description", args.description, descriptionProblems),
        ...check("permissionsBoundary", args.permissionsBoundary, managedPolicyArnProblems),
        ...check("tags", args.tags, tagProblems),
    ];
}

/** A selector may be wrong for one of several issuers only; the same mistake is told once. */
function subjectProblems(
    subjects: SubjectSelector[] | undefined,
    issuers: readonly TrustedIssuer[],
): Problem[] {
    if (!subjects?.length) {
        const message = "no subject is named, so nobody could assume the role";
        return [
            {
                path: "subjects",
                ...(subjects && { value: subjects }),
                message,
                fix: 'Name at least one, with a "project" and "branches".',
            },
        ];
    }
    return subjects.flatMap((selector, index) => {
        const found = issuers.flatMap(({ issuer }) => selectorProblems(selector, issuer));
        const distinct = [
            ...new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem])).values(),
        ];
        return atPath(`subjects[${String(index)}]`, distinct);
    });
}

/** The condition keys that the role's subjects use, without prefix. */
function usedKeys(selectors: readonly SubjectSelector[], issuers: readonly TrustedIssuer[]): string[] {
    return issuers.flatMap(({ issuer }) =>
        selectors.flatMap((selector) =>
            selectSubjects(selector, issuer).flatMap(({ conditions }) => Object.keys(conditions)),
        ),
    );
}

function lengthProblems(
    args: Partial<RoleArgs>,
    issuers: readonly TrustedIssuer[],
    partition: string,
): Problem[] {
    const quota = args.trustPolicyLengthQuota ?? limits.trustPolicyLength;
    const document = buildTrustPolicy({
        // Every account id has the same length.
        accountId: "000000000000",
        partition,
        issuers,
        subjects: args.subjects ?? [],
        ...(args.additionalConditions && { additionalConditions: args.additionalConditions }),
    });
    if (document.length <= quota) return [];
    const request =
        document.length <= limits.trustPolicyLengthOnRequest
            ? `ask Service Quotas for "Role trust policy length" (up to ${String(limits.trustPolicyLengthOnRequest)}) and write the new quota under "trustPolicyLengthQuota"`
            : `no quota goes beyond ${String(limits.trustPolicyLengthOnRequest)}`;
    return [
        {
            path: "subjects",
            message: `the trust policy would have ${String(document.length)} characters; the account's quota is ${String(quota)}`,
            fix: `Split the role into several, name fewer refs, or use patterns; ${request}.`,
        },
    ];
}

function managedPolicyListProblems(arns: readonly string[]): Problem[] {
    const repeated = arns.flatMap((arn, index) =>
        arns.indexOf(arn) === index
            ? []
            : [
                  {
                      path: `managedPolicyArns[${String(index)}]`,
                      value: arn,
                      message: "is listed twice",
                      fix: "Name each policy once.",
                  },
              ],
    );
    const first = parseManagedPolicyArn(arns[0] ?? "")?.partition;
    const foreign = arns.findIndex(
        (arn) => first !== undefined && (parseManagedPolicyArn(arn)?.partition ?? first) !== first,
    );
    if (foreign >= 0) {
        const path = `managedPolicyArns[${String(foreign)}]`;
        repeated.push({
            path,
            value: arns[foreign] ?? "",
            message: "is of another partition than the first",
            fix: `Begin it with "arn:${first ?? ""}:".`,
        });
    }
    const { managedPoliciesPerRoleOnRequest: most, managedPoliciesPerRole: usual } = limits;
    if (arns.length <= most) return repeated;
    const message = `more policies than IAM attaches to a role: ${String(usual)} by default, ${String(most)} on request`;
    return [
        ...repeated,
        {
            path: "managedPolicyArns",
            value: arns.length,
            message,
            fix: "Merge some of them into one policy.",
        },
    ];
}

function inlineProblems(policies: NonNullable<RoleArgs["inlinePolicies"]>): Problem[] {
    const plain = Object.entries(policies).flatMap(([name, document]) =>
        typeof document === "string" ? [[name, document] as const] : [],
    );
    const length = plain.reduce((sum, [, document]) => sum + document.replace(/\s/g, "").length, 0);
    const tooLong =
        length <= limits.inlinePoliciesLength
            ? []
            : [
                  {
                      path: "inlinePolicies",
                      message: `have ${String(length)} characters together; IAM takes ${String(limits.inlinePoliciesLength)}`,
                      fix: "Move some into managed policies.",
                  },
              ];
    return [
        ...Object.keys(policies).flatMap((name) =>
            atPath(`inlinePolicies.${name}`, inlinePolicyNameProblems(name)),
        ),
        ...plain.flatMap(([name, document]) =>
            atPath(`inlinePolicies.${name}`, inlinePolicyProblems(document)),
        ),
        ...tooLong,
    ];
}
