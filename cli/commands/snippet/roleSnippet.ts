import { Document, isMap, isScalar, Scalar } from "yaml";
import { describeAccess } from "../../../trust/admission";
import { readTrustDocument } from "../../../trust/document";
import { roleArn } from "../../../trust/aws";
import { placeholderAccount, type TrustedRole } from "../../estate";
import { becomeRole } from "../../jobScripts/becomeRole";
import { jobImages } from "../../jobScripts/jobImages";
import { tokenName } from "../../jobScripts/tokenName";
import { CommandError, wrapText } from "../../terminal";
import { accessWords } from "../access";
import { type Admission, admissionsOf, jobRule } from "./jobRule";

/** What a snippet is made of. */
interface SnippetSource {
    /** The Pulumi project, whose config names the account. */
    project: string;
    stack: string;
    role: TrustedRole;
    /** The issuer that the stack's jobs have today, host and path, where the stack's outputs tell it. */
    issuer?: string;
    /** The audience that the stack's jobs should ask for, where the outputs tell it. */
    audience?: string;
    region?: string;
}

/** A snippet and what its reader should know. */
interface RoleSnippet {
    /** `.gitlab-ci.yml` text. */
    yaml: string;
    roleArn: string;
    audience: string;
    issuer: string;
    warnings: string[];
}

/**
 * A job for `.gitlab-ci.yml` that becomes the role, with the audience that its trust policy checks. Throws CommandError
 * where the trust policy is unknown, takes no GitLab job, or says no audience or account.
 */
export function roleSnippet({ project, stack, role, issuer, audience, region }: SnippetSource): RoleSnippet {
    if (role.trustPolicy === undefined)
        throw new CommandError(
            `The trust policy of the role ${role.label} is not known before the deployment.`,
            "Make its provider ARN a plain text: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST",
        );
    const all = admissionsOf(role.trustPolicy);
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
    const comment = [
        `The role ${role.label} of the stack ${stack}. Who gets in:`,
        ...describeAccess(readTrustDocument(role.trustPolicy)).map((entry) => `  ${accessWords(entry)}`),
        ...refComments(admissions, rules),
        ...warnings,
    ];
    const yaml = awsJobYaml({
        name: `aws-${role.label}`,
        roleArn: arn,
        audience: checked,
        audiences,
        rules: [...new Set(rules.filter((rule) => rule !== undefined))],
        comment: comment.flatMap((line) => wrapText(line, 110, "    ")),
        ...(region === undefined ? {} : { region }),
    });
    return { yaml, roleArn: arn, audience: checked, issuer: first.issuer, warnings };
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
            "A merge request pipeline has the source branch as its ref, and can assume the role where that branch can; " +
                'it needs a rule of its own: $CI_PIPELINE_SOURCE == "merge_request_event"',
        );
    return comments;
}

/** What a job needs to become a role. */
interface AwsJob {
    /** The job's name. */
    name: string;
    roleArn: string;
    /** The audience that the job asks for, one that the role takes. */
    audience: string;
    /** All that the role takes. */
    audiences: readonly string[];
    /** `rules:if` texts; none: the job has no rules. */
    rules: readonly string[];
    /** Lines of the comment above the job. */
    comment: readonly string[];
    /** The region of the AWS APIs. Default: the tools' own. */
    region?: string;
}

/** The job as `.gitlab-ci.yml` text, with its comments. */
function awsJobYaml(job: AwsJob): string {
    const document = new Document({
        [job.name]: {
            image: { name: jobImages.awsCli, entrypoint: [""] },
            id_tokens: { [tokenName]: { aud: quoted(job.audience) } },
            variables: {
                AWS_ROLE_ARN: job.roleArn,
                ...(job.region === undefined ? {} : { AWS_REGION: job.region }),
            },
            ...(job.rules.length === 0 ? {} : { rules: job.rules.map((rule) => ({ if: rule })) }),
            before_script: [becomeRole],
            script: ["aws sts get-caller-identity"],
        },
    });
    document.commentBefore = job.comment.map((line) => ` ${line}`).join("\n");
    commentKey(
        document,
        [job.name, "id_tokens", tokenName, "aud"],
        ` The role accepts ${job.audiences.length === 1 ? "no other audience" : `any of ${job.audiences.join(", ")}`}.`,
    );
    commentKey(document, [job.name, "script"], " Your commands: the role's credentials are there.");
    // A folded rule or ARN could not be copied line by line.
    return document.toString({ lineWidth: 0 });
}

// GitLab reads YAML 1.1, where a text such as `=`, `yes` or `12:30` is something else unless it is quoted.
function quoted(text: string): Scalar<string> {
    const scalar = new Scalar(text);
    scalar.type = "QUOTE_DOUBLE";
    return scalar;
}

function commentKey(document: Document, path: readonly string[], comment: string): void {
    const parent = document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (pair !== undefined) (pair.key as Scalar).commentBefore = comment;
}
