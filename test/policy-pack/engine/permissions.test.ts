import type { PolicyResource } from "@pulumi/policy";
import assert from "node:assert/strict";
import { administratorAccess, everything } from "../../../policy-pack/cases";
import { notKnown } from "../../../policy-pack/engine/known";
import { StackPermissions } from "../../../policy-pack/engine/permissions";

/** A resource as a stack policy sees it when nothing is unknown, or where its dependencies say what is. */
function resource(
    type: string,
    name: string,
    props: Record<string, unknown>,
    propertyDependencies: Record<string, PolicyResource[]> = {},
): PolicyResource {
    const opts = {} as PolicyResource["opts"];
    const dependencies = Object.values(propertyDependencies).flat();
    return {
        ...{ type, name, urn: `urn:pulumi:dev::acme::${type}::${name}`, props, opts, dependencies },
        ...{ propertyDependencies, isType: () => false, asType: () => undefined },
    };
}

const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const role = (props: Record<string, unknown> = {}) => resource("aws:iam/role:Role", "deploy", props);
const grants = (shown: PolicyResource, ...others: PolicyResource[]) =>
    new StackPermissions([shown, ...others]).powersOf(shown);

describe("what lets a role do everything", () => {
    it("is AdministratorAccess of any partition, and no policy whose name only begins so", () => {
        const withArn = (arn: string) => grants(role({ managedPolicyArns: [arn] })).length;
        assert.equal(withArn(administratorAccess), 1);
        assert.equal(withArn("arn:aws-cn:iam::aws:policy/AdministratorAccess"), 1);
        assert.equal(withArn("arn:aws:iam::aws:policy/AdministratorAccess-Amplify"), 0);
        assert.equal(withArn("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"), 0);
        assert.equal(withArn("arn:aws:iam::123456789012:policy/AdministratorAccess"), 0);
    });

    it("is found by the role's name, its ARN, or its state after an update", () => {
        const attach = (to: string) =>
            resource(attachmentType, "a", { role: to, policyArn: administratorAccess });
        const arn = "arn:aws:iam::123456789012:role/ci/web";
        assert.equal(grants(role({ name: "web" }), attach("web")).length, 1);
        assert.equal(grants(role({ name: "web" }), attach(arn)).length, 1);
        assert.equal(grants(role({ id: "web-1f2e3d", arn }), attach("web-1f2e3d")).length, 1);
        assert.equal(grants(role({ name: "web" }), attach("web-ci")).length, 0);
    });

    it("is a policy of the stack, by its ARN or by an ARN that was put together from its name", () => {
        const policy = resource("aws:iam/policy:Policy", "all", {
            name: "all",
            policy: JSON.stringify(everything),
        });
        const withArn = (arn: string) => grants(role({ managedPolicyArns: [arn] }), policy).length;
        assert.equal(withArn("arn:aws:iam::123456789012:policy/ci/all"), 1);
        assert.equal(withArn("arn:aws:iam::aws:policy/all"), 0);
        assert.equal(withArn("arn:aws:iam::123456789012:policy/small"), 0);
    });

    it("reaches every role that a policy names", () => {
        const [web, api] = [role({ name: "web" }), role({ name: "api" })];
        const attachment = resource("aws:iam/policyAttachment:PolicyAttachment", "a", {
            roles: ["web", "api"],
            policyArn: administratorAccess,
        });
        const exclusive = resource(
            "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
            "e",
            { roleName: "web", policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", administratorAccess] },
        );
        const native = resource("aws-native:iam:ManagedPolicy", "n", {
            policyDocument: everything,
            roles: ["api"],
        });
        assert.deepEqual([grants(web, api, attachment).length, grants(api, web, attachment).length], [1, 1]);
        assert.deepEqual([grants(web, api, exclusive).length, grants(api, web, exclusive).length], [1, 0]);
        assert.deepEqual([grants(web, api, native).length, grants(api, web, native).length], [0, 1]);
    });

    it("is said once, however often it is attached", () => {
        const attach = resource(attachmentType, "a", { role: "web", policyArn: administratorAccess });
        const twice = grants(role({ name: "web", managedPolicyArns: [administratorAccess] }), attach);
        assert.deepEqual(twice, ["the managed policy AdministratorAccess"]);
    });
});

describe("by what a role undoes its own limits", () => {
    const account = "arn:aws:iam::123456789012";
    const allowing = (action: string, on: string) => ({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: action, Resource: on }],
    });
    const pipeline = (action: string, on: string, more: Record<string, unknown> = {}) =>
        role({
            name: "ci",
            path: "/p/",
            inlinePolicies: [{ name: "x", policy: allowing(action, on) }],
            ...more,
        });
    const changes = (shown: PolicyResource, ...others: PolicyResource[]) =>
        new StackPermissions([shown, ...others]).ownChanges(shown);
    const newVersion = "iam:CreatePolicyVersion";

    it("is a new version of a policy that is attached to it by a resource of its own", () => {
        const attach = (policyArn: string) => resource(attachmentType, "a", { role: "ci", policyArn });
        const any = `${account}:policy/p/*`;
        assert.equal(changes(pipeline(newVersion, any), attach(`${account}:policy/p/ci`)).length, 1);
        assert.equal(changes(pipeline(newVersion, any), attach(`${account}:policy/q/ci`)).length, 0);
        assert.equal(
            changes(pipeline(newVersion, any), attach("arn:aws:iam::aws:policy/p/ReadOnly")).length,
            0,
        );
    });

    it("is a new version of a policy of the stack whose ARN is not known yet", () => {
        const policy = resource("aws:iam/policy:Policy", "ci", {
            name: "ci-rights",
            path: "/p/",
            policy: allowing("s3:*", "*"),
        });
        const attached = resource(
            attachmentType,
            "a",
            { role: "ci", policyArn: notKnown },
            { policyArn: [policy] },
        );
        assert.equal(changes(pipeline(newVersion, `${account}:policy/p/*`), policy, attached).length, 1);
        assert.equal(changes(pipeline(newVersion, `${account}:policy/q/*`), policy, attached).length, 0);
    });
});
