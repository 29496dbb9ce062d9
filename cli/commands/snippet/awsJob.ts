import { Document, isMap, isScalar, Scalar } from "yaml";
import type { PurposeJob } from "./purpose";
import { becomeRole, jobImages, tokenName } from "../../../templates/source";

/** What a job needs to become a role. */
export interface AwsJob {
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
    /** What the job does with the role. Default: it asks AWS who it is. */
    purpose?: PurposeJob;
}

/** The name of the ID token that GitLab's runner looks for where a job has secrets of AWS. */
const secretsToken = "AWS_ID_TOKEN";

/** The job as `.gitlab-ci.yml` text, with its comments. */
export function awsJobYaml(job: AwsJob): string {
    const { purpose } = job;
    // The runner assumes the role by itself for secrets: the job has nothing to do.
    const isSecret = purpose?.secrets !== undefined;
    const token = isSecret ? secretsToken : tokenName;
    const document = new Document({
        [job.name]: {
            image: purpose?.image ?? { name: jobImages.awsCli, entrypoint: [""] },
            ...(purpose?.services === undefined ? {} : { services: purpose.services }),
            id_tokens: { [token]: { aud: quoted(job.audience) } },
            variables: {
                AWS_ROLE_ARN: job.roleArn,
                ...(job.region === undefined ? {} : { AWS_REGION: job.region }),
                ...purpose?.variables,
            },
            ...(isSecret ? { secrets: purpose.secrets } : {}),
            ...(job.rules.length === 0 ? {} : { rules: job.rules.map((rule) => ({ if: rule })) }),
            ...(isSecret ? {} : { before_script: [becomeRole] }),
            script: purpose?.script ?? ["aws sts get-caller-identity"],
        },
    });
    document.commentBefore = job.comment.map((line) => ` ${line}`).join("\n");
    commentKey(
        document,
        [job.name, "id_tokens", token, "aud"],
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
