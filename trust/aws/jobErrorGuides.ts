import type { AwsErrorGuide } from "./awsErrorGuides";

const where = "In the job's request";

/**
 * What STS says of the rest of the request, and what GitLab says before it. Sources:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
 * app/presenters/commit_status_presenter.rb of the GitLab repository. Read 2026-11.
 */
export const jobErrorGuides: readonly AwsErrorGuide[] = [
    {
        where,
        error: {
            code: "ValidationError",
            message:
                "Value at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern",
        },
        causes: [
            {
                cause: "The session's name comes from a branch or a path: it has a slash, a space, or more than 64 characters.",
                fix: "Use ids, as the components and `snippet` do, or let the component `aws-credentials` clean it: `session-name`.",
            },
        ],
    },
    {
        where,
        error: {
            code: "ValidationError",
            message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        },
        causes: [
            {
                cause: "The job asks for more seconds than the role allows; 3600 by default.",
                fix: "Ask for less, or raise the role's `maxSessionDuration`. A chained role never gets more than 3600.",
            },
        ],
    },
    {
        where,
        error: { code: "IDPCommunicationError", message: "the identity provider could not be reached" },
        causes: [
            {
                cause: "A fault on the way, mostly short.",
                fix: "Retry; then as for the verification key above.",
            },
        ],
    },
    {
        where,
        error: {
            code: "IDPRejectedClaim",
            message: "the identity provider reported that authentication failed",
        },
        causes: [{ cause: "The token was revoked or is not valid any more.", fix: "Run the job again." }],
    },
    {
        where,
        error: {
            code: "RegionDisabledException",
            message: "STS is not activated in this region for your account",
        },
        causes: [
            {
                cause: "The job's region is switched off in the account.",
                fix: "Use another region, or let an administrator activate it.",
            },
        ],
    },
    {
        where,
        error: {
            code: "GitLab, id_token_burned_project_path",
            message:
                "ID token issuance is disabled in CI because this project's path was previously used by a different project",
        },
        note: "GitLab says it, before the job starts: a token for that path would let this project into the other one's roles.",
        causes: [
            {
                cause: "Another project had this path before. gitlab.com always refuses it.",
                fix: "Make `project_id` the first component of the project's subject, and say the same in the role: `projectId`, `subjectComponents: [project_id, ref_type, ref]`.",
            },
        ],
    },
];
