import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ArgsError } from "../components";
import { readConfig } from "../config";
import { registerResources } from "./components/registerResources";

const roles = JSON.stringify({ web: { subjects: [{ project: "g/p", branches: ["main"] }] } });

async function read(config: Record<string, string>) {
    return await registerResources(() => {
        pulumi.runtime.setAllConfig(
            Object.fromEntries(
                Object.entries(config).map(([key, value]) => [`gitlab-aws-oidc:${key}`, value]),
            ),
        );
        return readConfig();
    });
}

describe("the stack's config", () => {
    it("is read as the engine hands it over: texts, flags and JSON", async () => {
        const { built, errors } = await read({
            gitlabUrl: "https://gitlab.com",
            useExistingProvider: "false",
            accountId: "123456789012",
            roles,
        });
        assert.deepEqual(errors, []);
        assert.equal(built?.useExistingProvider, false);
        assert.equal(built.accountId, "123456789012");
        assert.deepEqual(Object.keys(built.roles), ["web"]);
    });

    it("leaves other projects' and the provider's keys alone", async () => {
        const { errors } = await registerResources(() => {
            pulumi.runtime.setAllConfig({ "aws:region": "eu-central-1", "gitlab-aws-oidc:roles": roles });
            return readConfig();
        });
        assert.deepEqual(errors, []);
    });

    it("gives eight messages for eight mistakes, each with path, value and fix, and registers nothing", async () => {
        const { errors, resources } = await read({
            gitlabUrl: "http://gitlab.example.com",
            audiense: "x",
            accountId: "12345",
            useExistingProvider: "maybe",
            roles: JSON.stringify({
                Web: { subjects: [{ project: "g/p", branches: ["refs/heads/main"] }] },
                api: { subjects: [{ project: "g/*", branches: ["main"] }], maxSessionDuration: 60 },
            }),
        });
        assert.deepEqual(resources, []);
        const [error] = errors;
        assert.ok(error instanceof ArgsError);
        assert.ok(pulumi.RunError.isInstance(error));
        assert.deepEqual(error.problems.map(({ path }) => path).sort(), [
            "accountId",
            "audiense",
            "gitlabUrl",
            "roles.Web",
            "roles.Web.subjects[0].branches[0]",
            "roles.api.maxSessionDuration",
            "roles.api.subjects[0].project",
            "useExistingProvider",
        ]);
        for (const { path, value, fix } of error.problems) {
            assert.notEqual(value, undefined, path);
            assert.ok(error.message.includes(path) && error.message.includes(fix), path);
        }
    });
});
