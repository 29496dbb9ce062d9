import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { CaseResource, CaseRole, PolicyCase } from "../cases";
import type { PackPolicy } from "../engine";
import { packPolicies } from "../policies";

const root = join(__dirname, "..", "..");

/** Where the README's table of policies begins and ends. */
const [tableBegin, tableEnd] = ["<!-- policies: begin -->", "<!-- policies: end -->"] as const;

/**
 * Every page about policies, by its path in the repository, with its text as it is committed (formatted as all Markdown
 * here is): the index `docs/policies.md`, one page a policy in `docs/policies/`, and the pack's README with its table.
 */
export async function policyPages(): Promise<Map<string, string>> {
    const readme = "policy-pack/README.md";
    const pages: [string, string][] = [
        ["docs/policies.md", indexPage()],
        ...packPolicies.map((policy): [string, string] => [
            `docs/policies/${policy.name}.md`,
            policyPage(policy),
        ]),
        [readme, withTable(readFileSync(join(root, readme), "utf8"))],
    ];
    const formatted = pages.map(async ([path, text]): Promise<[string, string]> => {
        const filepath = join(root, path);
        return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })];
    });
    return new Map(await Promise.all(formatted));
}

/** The README with the table of policies as it is now, between its two marks. */
function withTable(readme: string): string {
    const [before, rest = ""] = readme.split(tableBegin, 2);
    const after = rest.split(tableEnd, 2)[1];
    if (before === undefined || after === undefined) {
        throw new Error(`policy-pack/README.md has no "${tableBegin}" followed by "${tableEnd}"`);
    }
    const rows = packPolicies.map(({ name, finds, level }) => `| \`${name}\` | ${finds} | ${level} |`);
    const table = ["| name | finds | default |", "|---|---|---|", ...rows].join("\n");
    return `${before}${tableBegin}\n\n${table}\n\n${tableEnd}${after}`;
}

const generated = (from: string) =>
    `<!-- Written by \`npm run generate\` from ${from}. Do not edit: a change here is lost. -->`;

function indexPage(): string {
    const rows = packPolicies.map((policy) => {
        const { name, displayName, effect, level, otherFinders } = policy;
        const finders = otherFinders.map(({ tool }) => tool).join(", ") || "nobody was found";
        return `| [\`${name}\`](policies/${name}.md) | ${displayName} | ${shortEffects[effect]} | ${level} | ${finders} |`;
    });
    return [
        "# Policies",
        generated("policy-pack/policies"),
        "How to install and configure the pack: [policy-pack/README.md](../policy-pack/README.md).",
        [
            "| policy | what it is about | in production | by default | who else finds it |",
            "|---|---|---|---|---|",
            ...rows,
        ].join("\n"),
        whenTheyRun,
        configuring,
    ].join("\n\n");
}

const whenTheyRun = `## When they run

A resource policy judges one resource before it is made or changed, at preview and on \`pulumi up\`, so that a mandatory one prevents
it. A stack policy sees all resources of a stack together: at preview before anything happens, on \`pulumi up\` after the update,
when what it reports exists already. What only the whole stack shows, for instance that a second role trusts a GitLab
instance which another role betrays, is therefore prevented only where a preview with the pack comes before the update.`;

const configuring = `## Configuring

A config is a JSON file: per policy an enforcement level (\`advisory\`, \`mandatory\`, \`disabled\`), or an object of the policy's keys
and, if wanted, \`enforcementLevel\`. The name \`all\` sets the level of every policy that has none of its own.

\`\`\`json
{
    "gitlab-issuers": { "allowedIssuers": ["gitlab.com"] },
    "trust-subject-refs": { "enforcementLevel": "mandatory", "allowedSubjects": [] },
    "trust-project-identity": "disabled"
}
\`\`\`

Two complete ones are in [examples/policy-config](../examples/policy-config). The engine silently ignores misspelled policy names
and keys; \`gitlab-aws-oidc policy-config FILE\` finds them, and so does the pack itself where it can see them.

What other tools find is as of 2026-11, from their documentation and sources.`;

const shortEffects: Record<PackPolicy["effect"], string> = {
    open: "fails open",
    closed: "fails closed",
    mixed: "fails open or closed",
    none: "works",
};

const effectLabels: Record<PackPolicy["effect"], string> = {
    open: "**FAILS OPEN**: somebody who was not meant to gets in",
    closed: "**FAILS CLOSED**: no job gets in",
    mixed: "**FAILS OPEN OR CLOSED**, depending on the rest",
    none: "**WORKS**: by itself it neither opens nor closes anything, but a mistake or a leak reaches further",
};

const kinds: Record<PackPolicy["kind"], string> = {
    resource: "resource policy: it runs before the resource is made",
    stack: "stack policy: on `pulumi up` it runs after the update",
};

function policyPage(policy: PackPolicy): string {
    const cases = policy.cases();
    return [
        `# ${policy.name}`,
        generated(`the policy's definition`),
        policy.description,
        `${effectLabels[policy.effect]}. Severity ${policy.severity}, ${policy.level} by default; ${kinds[policy.kind]}.`,
        `**What to do.** ${policy.remediationSteps}`,
        `**Who else finds it.** ${findersText(policy)}`,
        ...configTable(policy),
        "## Reported",
        ...cases.filter(({ passes }) => !passes).flatMap(caseText),
        "## Passed",
        ...passedText(cases.filter(({ passes }) => passes)),
        "[All policies](../policies.md)",
    ].join("\n\n");
}

function findersText({ otherFinders }: PackPolicy): string {
    if (otherFinders.length === 0) return "No other tool was found that does.";
    return `In part: ${otherFinders.map(({ tool, share }) => `${tool} (${share})`).join("; ")}.`;
}

function configTable({ sdk }: PackPolicy): string[] {
    const keys = Object.entries(sdk.configSchema?.properties ?? {});
    if (keys.length === 0) return [];
    const rows = keys.map(([key, { type, description, default: value }]) => {
        const byDefault = value === undefined ? "none" : `\`${JSON.stringify(value)}\``;
        return `| \`${key}\` | ${String(type)} | ${byDefault} | ${description ?? ""} |`;
    });
    return ["## Config", ["| key | type | default | meaning |", "|---|---|---|---|", ...rows].join("\n")];
}

function caseText({ title, resources, config }: PolicyCase): string[] {
    return [
        `**${title}**`,
        ...resources.flatMap((resource) => resourceText(resource)),
        ...(config ? [`with the config \`${JSON.stringify(config)}\``] : []),
    ];
}

/** The first case in full, since it is the form to write; of the others, what they are about. */
function passedText([first, ...others]: readonly PolicyCase[]): string[] {
    const titles = others.map(({ title, config }) => {
        const given = config ? `, with the config \`${JSON.stringify(config)}\`` : "";
        return `- ${title}${given}`;
    });
    return [...(first ? caseText(first) : []), ...(titles.length > 0 ? ["And:", titles.join("\n")] : [])];
}

function resourceText(resource: CaseResource): string[] {
    switch (resource.kind) {
        case "role": {
            const { document, unknownFrom } = resource;
            if (unknownFrom)
                return [`- a role whose trust policy is unknown; it comes from ${namesOf(unknownFrom)}`];
            return [
                typeof document === "string"
                    ? codeBlock("text", document)
                    : codeBlock("json", JSON.stringify(document, null, 4)),
                ...permissionsText(resource),
            ];
        }
        case "role-policy":
            return [
                `and its role policy \`${resource.name}\``,
                codeBlock("json", JSON.stringify(resource.document, null, 4)),
            ];
        case "managed-policy":
            return [
                `and the managed policy \`${resource.name}\``,
                codeBlock("json", JSON.stringify(resource.document, null, 4)),
            ];
        case "organization-policy": {
            const { type, document, isUnknown } = resource;
            const what = `and an organization's policy ${type === undefined ? "without a type" : `of the type \`${type}\``}`;
            if (isUnknown) return [`- ${what} whose document is unknown`];
            return [what, codeBlock("json", JSON.stringify(document, null, 4))];
        }
        case "attachment": {
            const { policy } = resource;
            return [
                `- and an attachment of ${"arn" in policy ? `\`${policy.arn}\`` : namesOf([policy.from])} to it`,
            ];
        }
        case "provider": {
            const { name, url, audiences, urlFrom } = resource;
            const address =
                url === undefined ? `an unknown URL from ${namesOf(urlFrom ?? [])}` : `the URL \`${url}\``;
            const list = audiences?.map((audience) => `\`${audience}\``).join(", ") ?? "";
            return [
                `- the identity provider \`${name}\` with ${address} and ${list ? `the audience ${list}` : "no audience"}`,
            ];
        }
        case "other":
            return [
                `- \`${resource.name}\`, a resource of the type \`${resource.type}\`${resource.protect ? ", protected" : ""}${resource.props ? ", with" : ""}`,
                ...(resource.props ? [codeBlock("json", JSON.stringify(resource.props, null, 4))] : []),
            ];
    }
}

function permissionsText(role: CaseRole): string[] {
    const { roleName, managedPolicyArns, inlinePolicies, permissionsBoundary, maxSessionDuration } = role;
    const inputs = {
        name: roleName,
        managedPolicyArns,
        inlinePolicies,
        permissionsBoundary,
        maxSessionDuration,
    };
    const written = Object.entries(inputs).filter(([, value]) => value !== undefined);
    if (written.length === 0) return [];
    return ["with", written.map(([key, value]) => `- \`${key}\`: \`${JSON.stringify(value)}\``).join("\n")];
}

function namesOf(names: readonly string[]): string {
    return names.map((name) => `\`${name}\``).join(" and ") || "nothing in the stack";
}

function codeBlock(language: string, text: string): string {
    return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
