import assert from "node:assert/strict";
import { secretSignature, unknownValue } from "../../../cli/estate/plan";
import { findRole, trustedRoles } from "../../../cli/estate/roles";
import { plannedResource } from "./plannedResource";

const secret = (value: unknown) => ({ [secretSignature.key]: secretSignature.value, value });

describe("the roles of a plan", () => {
    it("are called by their key, else by their name in AWS, else by the resource's name", () => {
        const resources = [
            plannedResource({
                name: "x",
                inputs: { name: "dev-web", path: "/gitlab/", assumeRolePolicy: "{}" },
            }),
            plannedResource({ name: "y", inputs: { name: "by-hand", assumeRolePolicy: "{}" } }),
            plannedResource({ name: "z", inputs: { name: unknownValue, assumeRolePolicy: "{}" } }),
            plannedResource({ type: "aws:iam/user:User" }),
        ];
        const outputs = { roleNames: { web: "dev-web" }, roleArns: { web: "arn:web" } };
        const roles = trustedRoles({ resources, outputs });
        assert.deepEqual(
            roles.map(({ label, name, path, arn }) => [label, name, path, arn]),
            [
                ["by-hand", "by-hand", "/", undefined],
                ["web", "dev-web", "/gitlab/", "arn:web"],
                ["z", undefined, "/", undefined],
            ],
        );
    });

    it("are found by their key where the program exports only their ARNs, with the ARN that it exports", () => {
        const resources = ["dev-web", "dev-api", "deploy"].map((name) =>
            plannedResource({ name, inputs: { name, assumeRolePolicy: "{}" } }),
        );
        const arn = "arn:aws-cn:iam::123456789012:role/gitlab/ci/dev-web";
        const roles = trustedRoles({
            resources,
            outputs: { roleArns: { web: arn, api: unknownValue, deploy: arn.replace("web", "api") } },
        });
        assert.deepEqual(
            [findRole(roles, "web"), findRole(roles, "dev-web"), findRole(roles, arn)].map((role) => [
                role.label,
                role.key,
                role.arn,
            ]),
            Array(3).fill(["dev-web", "web", arn]),
        );
        // A role of that name comes before another role's key.
        assert.equal(findRole(roles, "deploy").label, "deploy");
        assert.throws(() => findRole(roles, "api"), /has no role "api"/);
    });

    it("have a trust policy only where all of it is known; a secret one counts as known", () => {
        const trustPolicy = (assumeRolePolicy: unknown) => {
            const resources = [plannedResource({ inputs: { assumeRolePolicy } })];
            return trustedRoles({ resources, outputs: {} })[0]?.trustPolicy;
        };
        assert.deepEqual(trustPolicy({ Statement: [] }), { Statement: [] });
        assert.equal(trustPolicy(secret("{}")), "{}");
        assert.equal(trustPolicy(unknownValue), undefined);
        assert.equal(trustPolicy({ Statement: [{ Principal: unknownValue }] }), undefined);
    });

    it("are native ones as well, and none that are only looked up", () => {
        const native = plannedResource({
            type: "aws-native:iam:Role",
            inputs: { roleName: "n", assumeRolePolicyDocument: { Statement: [] } },
        });
        const roles = trustedRoles({ resources: [native, plannedResource({ read: true })], outputs: {} });
        assert.deepEqual(
            roles.map(({ label, trustPolicy }) => [label, trustPolicy]),
            [["n", { Statement: [] }]],
        );
    });
});
