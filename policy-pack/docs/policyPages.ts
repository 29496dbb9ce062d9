import type { Policy } from "@pulumi/policy";
import { examplesByPolicy } from "../examples/examplesByPolicy";
import type { ExampleResource, ExampleRole, PolicyExample } from "../examples/policyExample";
import { policies } from "../policies";
import { otherFinders } from "./otherFinders";

/** The page `docs/policies.md`: each policy with what it demands, how to configure it, and its cases. Markdown, not yet formatted. */
export function policyPages(): string {
    const rows = policies.map((policy) => {
        const { name, displayName, enforcementLevel, tags } = policy;
        const effect = tags?.flatMap((tag) => shortEffects[tag] ?? []).join() ?? "";
        const finders = finderNames(name) || "nobody was found";
        return `| [\`${name}\`](#${name}) | ${displayName ?? ""} | ${effect} | ${enforcementLevel ?? ""} | ${finders} |`;
    });
    return [
        "# Policies",
        "<!-- Written by policy-pack/docs/writePages.ts from the policies and their examples. Do not edit. -->",
        "How to install and configure the pack: [policy-pack/README.md](../policy-pack/README.md).",
        [
            "| policy | what it is about | in production | by default | who else finds it |",
            "|---|---|---|---|---|",
            ...rows,
        ].join("\n"),
        configuring,
        ...policies.flatMap(policyPage),
    ].join("\n\n");
}

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

Two whole ones are in [examples/policy-config](../examples/policy-config). The engine takes a misspelt policy or key without a
word; \`gitlab-aws-oidc policy-config FILE\` finds it, and so does the pack itself where it can see it.

What other tools find is told as of 2026-11, from their documentation and sources.`;

const shortEffects: Record<string, string> = {
    "fails-open": "fails open",
    "fails-closed": "fails closed",
    "fails-mixed": "fails open or closed",
    "fails-none": "works",
};

const effectLabels: Record<string, string> = {
    "fails-open": "**FAILS OPEN**: somebody who was not meant to gets in",
    "fails-closed": "**FAILS CLOSED**: no job gets in",
    "fails-mixed": "**FAILS OPEN OR CLOSED**, depending on the rest",
    "fails-none":
        "**WORKS**: by itself it neither opens nor closes anything, but a mistake or a leak reaches further",
};

function policyPage(policy: Policy): string[] {
    const examples = examplesByPolicy[policy.name] ?? [];
    const effect = policy.tags?.flatMap((tag) => effectLabels[tag] ?? []).join() ?? "";
    const kind =
        "validateStack" in policy
            ? "stack policy: on `pulumi up` it runs after the resources exist"
            : "resource policy: it runs before the resource is made";
    return [
        `## ${policy.name}`,
        policy.description,
        `${effect}. Severity ${policy.severity ?? ""}, ${policy.enforcementLevel ?? ""} by default; ${kind}.`,
        `**What to do.** ${policy.remediationSteps ?? ""}`,
        `**Who else finds it.** ${findersText(policy.name)}`,
        ...configTable(policy),
        "### Reported",
        ...examples.filter(({ passes }) => !passes).flatMap(exampleText),
        "### Passed",
        ...passedText(examples.filter(({ passes }) => passes)),
    ];
}

function finderNames(policy: string): string {
    return (otherFinders[policy] ?? []).map(({ tool }) => tool).join(", ");
}

function findersText(policy: string): string {
    const finders = otherFinders[policy] ?? [];
    if (finders.length === 0) return "No other tool was found that does.";
    return `In part: ${finders.map(({ tool, share }) => `${tool} (${share})`).join("; ")}.`;
}

function configTable(policy: Policy): string[] {
    const keys = Object.entries(policy.configSchema?.properties ?? {});
    if (keys.length === 0) return [];
    const rows = keys.map(([key, { type, description, default: value }]) => {
        const byDefault = value === undefined ? "none" : `\`${JSON.stringify(value)}\``;
        return `| \`${key}\` | ${String(type)} | ${byDefault} | ${description ?? ""} |`;
    });
    return ["### Config", ["| key | type | default | meaning |", "|---|---|---|---|", ...rows].join("\n")];
}

function exampleText({ title, resources, config }: PolicyExample): string[] {
    return [
        `**${title}**`,
        ...resources.flatMap((resource) => resourceText(resource)),
        ...(config ? [`with the config \`${JSON.stringify(config)}\``] : []),
    ];
}

/** The first case in full, since it is the form to write; of the others, what they are about. */
function passedText([first, ...others]: readonly PolicyExample[]): string[] {
    const titles = others.map(({ title, config }) => {
        const given = config ? `, with the config \`${JSON.stringify(config)}\`` : "";
        return `- ${title}${given}`;
    });
    return [...(first ? exampleText(first) : []), ...(titles.length > 0 ? ["And:", titles.join("\n")] : [])];
}

function resourceText(resource: ExampleResource): string[] {
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

function permissionsText(role: ExampleRole): string[] {
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
