import assert from "node:assert/strict";
import { secretSignature, unknownValue } from "../../../cli/estate/plan";
import { trustedRoles } from "../../../cli/estate/roles";
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
