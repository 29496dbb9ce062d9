import type { Policy } from "@pulumi/policy";
import { examplesByPolicy } from "../examples/examplesByPolicy";
import type { ExampleResource, ExampleRole, PolicyExample } from "../examples/policyExample";
import { policies } from "../policies";

/** The page `docs/policies.md`: each policy with what it demands, how to configure it, and its cases. Markdown, not yet formatted. */
export function policyPages(): string {
    const contents = policies.map(
        ({ name, displayName }) => `- [\`${name}\`](#${name}): ${displayName ?? ""}`,
    );
    return [
        "# Policies",
        "<!-- Written by policy-pack/docs/writePages.ts from the policies and their examples. Do not edit. -->",
        "How to install and configure the pack: [policy-pack/README.md](../policy-pack/README.md).",
        contents.join("\n"),
        ...policies.flatMap(policyPage),
    ].join("\n\n");
}

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
        ...configTable(policy),
        "### Reported",
        ...examples.filter(({ passes }) => !passes).flatMap(exampleText),
        "### Passed",
        ...passedText(examples.filter(({ passes }) => passes)),
    ];
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
