import { type AwsErrorGuide, awsErrorGuides } from "../../trust/aws";

const introduction = `# AWS errors, their causes and fixes

Every AWS error that can prevent a GitLab job from assuming its role, with its causes and fixes. The messages are AWS's; in
the AWS CLI those of STS begin with \`An error occurred (CODE) when calling the AssumeRoleWithWebIdentity operation\`.

Two commands find the cause:

- \`gitlab-aws-oidc explain\` compares a token, or its claims, with a role and shows which condition is not met.
- \`gitlab-aws-oidc doctor\` checks an instance the way AWS does: documents, keys, certificates.

This page is generated from the table in trust/aws/: \`npm run generate\`.
`;

/** docs/errors.md: every error, where it comes from, and its causes with their fixes. */
export function errorPage(): string {
    const places = [...new Set(awsErrorGuides.map(({ where }) => where))];
    const sections = places.map((where) =>
        [`## ${where}`, ...awsErrorGuides.filter((guide) => guide.where === where).map(section)].join("\n\n"),
    );
    return `${[introduction, ...sections].join("\n\n")}\n`;
}

function section({ error, note, causes }: AwsErrorGuide): string {
    const rows = causes.map(({ cause, fix }) => `| ${cell(cause)} | ${cell(fix)} |`);
    return [
        `### ${error.code}: ${error.message}`,
        ...(note === undefined ? [] : [note]),
        ["| cause | fix |", "|---|---|", ...rows].join("\n"),
    ].join("\n\n");
}

function cell(text: string): string {
    return text.replaceAll("|", "\\|");
}
