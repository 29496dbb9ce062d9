import { describeAccess } from "../../../trust/admission";
import { roleArn } from "../../../trust/aws";
import type { TrustDocument } from "../../../trust/document";
import { placeholderAccount, type TrustedRole } from "../../estate";
import { CommandError, wrapText } from "../../terminal";
import { accessWords } from "../access";
import { awsJobYaml } from "./awsJob";
import { type Admission, admissionsOf, jobRule } from "./jobRule";
import { type Purpose, purposeJob, type PurposeJob } from "./purpose";

/** What a snippet is made of. */
export interface SnippetSource {
    /** The Pulumi project, whose config names the account. */
    project: string;
    stack: string;
    role: TrustedRole;
    /** The role's trust policy, read. Absent where it is not known before the deployment. */
    document: TrustDocument | undefined;
    /** The issuer that the stack's jobs have today, host and path, where the stack's outputs tell it. */
    issuer?: string;
    /** The audience that the stack's jobs should ask for, where the outputs tell it. */
    audience?: string;
    region?: string;
    /** What the job is for: another job, and the least policy for the role. */
    purpose?: Purpose;
    /** The name of the resource that the purpose is about. Default: a placeholder. */
    resource?: string;
}

/** A snippet and what its reader should know. */
export interface RoleSnippet {
    /** `.gitlab-ci.yml` text. */
    yaml: string;
    roleArn: string;
    audience: string;
    issuer: string;
    warnings: string[];
    /** The least that the role must be allowed to do for the purpose. */
    policy?: PurposeJob["policy"];
}

/**
 * A job for `.gitlab-ci.yml` that becomes the role, with the audience that its trust policy checks. Throws CommandError
 * where the trust policy is unknown, takes no GitLab job, or says no audience or account.
 */
export function roleSnippet({
    project,
    stack,
    role,
    document,
    issuer,
    audience,
    region,
    purpose: use,
    resource,
}: SnippetSource): RoleSnippet {
    if (document === undefined)
        throw new CommandError(
            `The trust policy of the role ${role.label} is not known before the deployment.`,
            "Make its provider ARN a plain text: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST",
        );
    const all = admissionsOf(document);
    const current = all.filter((admission) => admission.issuer === (issuer ?? all[0]?.issuer));
    const admissions = current.length > 0 ? current : all.filter(({ issuer }) => issuer === all[0]?.issuer);
    const [first] = admissions;
    const audiences = first?.audiences ?? [];
    const checked = audience !== undefined && audiences.includes(audience) ? audience : audiences[0];
    if (first === undefined || checked === undefined)
        throw new CommandError(
            `The trust policy of the role ${role.label} names no ${first === undefined ? "GitLab job" : "audience"}.`,
            "See what it takes: gitlab-aws-oidc preview",
        );
    const arn =
        role.arn ??
        (role.name === undefined ? undefined : roleArn({ ...first.scope, path: role.path, name: role.name }));
    if (arn === undefined)
        throw new CommandError(
            `The ARN of the role ${role.label} is not known before the deployment: AWS will make up its name.`,
            "Give the role a name.",
        );
    const rules = admissions.map(jobRule);
    const warnings = arn.includes(`:${placeholderAccount}:`)
        ? [
              `The ARN holds the placeholder account ${placeholderAccount}: set ${project}:accountId, or write the real account.`,
          ]
        : [];
    const purpose =
        use === undefined
            ? undefined
            : purposeJob(use, {
                  ...(parseRoleScope(arn) ?? first.scope),
                  ...(region === undefined ? {} : { region }),
                  ...(resource === undefined ? {} : { resource }),
              });
    const comment = [
        `The role ${role.label} of the stack ${stack}. Who gets in:`,
        ...describeAccess(document).map((entry) => `  ${accessWords(entry)}`),
        ...refComments(admissions, rules),
        ...warnings,
        ...(purpose?.comment ?? []),
        ...(purpose === undefined ? [] : ["The least policy of the role for this job:"]),
    ];
    const yaml = awsJobYaml({
        name: `aws-${role.label}`,
        roleArn: arn,
        audience: checked,
        audiences,
        rules: [...new Set(rules.filter((rule) => rule !== undefined))],
        comment: [
            ...comment.flatMap((line) => wrapText(line, 110, "    ")),
            ...(purpose === undefined ? [] : JSON.stringify(purpose.policy, null, 4).split("\n")),
        ],
        ...(purpose === undefined ? {} : { purpose }),
        ...(region === undefined ? {} : { region }),
    });
    return {
        yaml,
        roleArn: arn,
        audience: checked,
        issuer: first.issuer,
        warnings,
        ...(purpose === undefined ? {} : { policy: purpose.policy }),
    };
}

function parseRoleScope(arn: string): { partition: string; accountId: string } | undefined {
    const [, partition, accountId] = /^arn:([\w-]+):iam::(\d{12}):/.exec(arn) ?? [];
    return partition === undefined || accountId === undefined ? undefined : { partition, accountId };
}

function refComments(admissions: readonly Admission[], rules: readonly (string | undefined)[]): string[] {
    const comments: string[] = [];
    if (rules.includes(undefined))
        comments.push(
            "Not every ref of the role can be written as a rule: add rules of your own for the others.",
        );
    const takesMergeRequests = admissions.some(
        ({ subject, claims }) =>
            subject.get("ref_type") === "branch" &&
            (claims.get("pipeline_source") ?? ["merge_request_event"]).includes("merge_request_event"),
    );
    // A job with both rules would run in two pipelines of one push, so that is the reader's decision.
    if (takesMergeRequests && rules.some((rule) => rule !== undefined))
        comments.push(
            "A merge request pipeline has the source branch as its ref, and gets in where that branch does; " +
                'it needs a rule of its own: $CI_PIPELINE_SOURCE == "merge_request_event"',
        );
    return comments;
}
