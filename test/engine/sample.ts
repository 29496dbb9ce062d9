import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "../..");

/** The config of the sample stack: what Pulumi.dev.yaml has. */
export const sampleConfig = (
    parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> }
).config;

/** The policy config that allows what the sample stack has on purpose. */
export const samplePolicyConfig = join(root, "policy-config.json");

/** A role as the config writes it. */
export interface RoleConfig {
    subjects: Record<string, unknown>[];
    [key: string]: unknown;
}

/** The sample's roles by key. */
export const sampleRoles = sampleConfig["gitlab-aws-oidc:roles"] as Record<string, RoleConfig>;

/** A config with these keys of the program, and roles; `web` alone where none are given. */
export function federationConfig(
    keys: Record<string, unknown> = {},
    roles: Record<string, RoleConfig> = { web: webRole },
): Record<string, unknown> {
    const own = Object.entries({ ...keys, roles }).map(([key, value]) => [`gitlab-aws-oidc:${key}`, value]);
    return Object.fromEntries(own) as Record<string, unknown>;
}

/** The smallest role with one policy of each kind, which fits every issuer. */
export const webRole: RoleConfig = {
    subjects: [{ project: "acme/web", branches: ["main"] }],
    managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    inlinePolicies: {
        bucket: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-web/*" }],
        }),
    },
};
