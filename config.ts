import * as pulumi from "@pulumi/pulumi";
import { readFederationArgs, type GitLabFederationArgs } from "./components";
import type { Problem } from "./trust/problem";

const namespace = "gitlab-aws-oidc";

/** How the engine hands over each key: as its text, or as JSON. Whoever adds a key adds it here. */
const configKeys: Record<keyof Required<GitLabFederationArgs>, "text" | "json"> = {
    gitlabUrl: "text",
    audience: "text",
    additionalAudiences: "json",
    previousIssuers: "json",
    useExistingProvider: "json",
    adoptProvider: "json",
    accountId: "text",
    partition: "text",
    thumbprints: "json",
    roleNamePrefix: "text",
    roleDefaults: "json",
    tags: "json",
    discovery: "json",
    roles: "json",
};

/**
 * The stack's config as arguments of a federation. Raises ArgsError, which a program prints without a stack trace, with
 * every mistake, its config path, its value and what to write instead; nothing has been registered by then.
 */
export function readConfig(): GitLabFederationArgs {
    const config = new pulumi.Config(namespace);
    const values: Record<string, unknown> = {};
    const problems: Problem[] = [];
    for (const fullKey of Object.keys(pulumi.runtime.allConfig())) {
        if (!fullKey.startsWith(`${namespace}:`)) continue;
        const key = fullKey.slice(namespace.length + 1);
        const text = config.get(key) ?? "";
        if (configKeys[key as keyof GitLabFederationArgs] === "json") {
            const parsed = parseJson(key, text);
            if (parsed.problem) problems.push(parsed.problem);
            else values[key] = parsed.value;
        } else {
            // An unknown key is kept: it is refused with the others.
            values[key] = text;
        }
    }
    return readFederationArgs(values, {
        what: `The config of stack "${pulumi.getStack()}"`,
        roleNamePrefix: `gitlab-${pulumi.getStack()}`,
        earlier: problems,
    });
}

function parseJson(key: string, text: string): { value?: unknown; problem?: Problem } {
    try {
        return { value: JSON.parse(text) as unknown };
    } catch {
        const fix = `Write it as YAML in Pulumi.${pulumi.getStack()}.yaml, or set it with: pulumi config set --path '${key}…' VALUE`;
        return { problem: { path: key, value: text, message: "is no object, list or flag", fix } };
    }
}
