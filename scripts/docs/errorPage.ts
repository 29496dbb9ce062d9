import { type AwsErrorGuide, awsErrorGuides } from "../../trust/aws";

const introduction = `# What AWS says, and why

Every answer of AWS that stands between a GitLab job and its role, with its causes and what to do. The texts are AWS's; in
the AWS CLI those of STS begin with \`An error occurred (CODE) when calling the AssumeRoleWithWebIdentity operation\`.

Two verbs find the cause for you:

- \`gitlab-aws-oidc explain\` takes a token, or its claims, and a role: which condition is not met.
- \`gitlab-aws-oidc doctor\` looks at an instance as AWS will: documents, keys, certificates.

This page is written from the table in trust/aws/: \`npm run generate\`.
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
