import assert from "node:assert/strict";
import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { ArgsError, GitLabFederation, ProjectRole, readFederationArgs } from "../../components";
import { readConfig } from "../../config";
import * as building from "../../trust/gitlab/buildTrustPolicy";
import * as selecting from "../../trust/gitlab/selectorProblems";
import { problemsOf } from "./federationConfigs";
import { registerResources } from "./registerResources";

const subjects = [{ project: "acme/web", branches: ["main"] }];
const roles = { web: { subjects }, api: { subjects }, "web-ci": { subjects } };
const account = { accountId: "123456789012", partition: "aws" };

describe("the plan of a federation", () => {
    const build = mock.method(building, "buildTrustPolicy");
    const check = mock.method(selecting, "selectorProblems");
    const counted = () => [build.mock.callCount(), check.mock.callCount()];
    beforeEach(() => {
        build.mock.resetCalls();
        check.mock.resetCalls();
    });
    after(() => mock.restoreAll());

    it("is made once a run: one trust policy and one check of each subject, from the config to the resources", async () => {
        const { errors, resources } = await registerResources(() => {
            pulumi.runtime.setAllConfig({ "gitlab-aws-oidc:roles": JSON.stringify(roles) });
            return new GitLabFederation("gitlab", readConfig());
        });
        assert.deepEqual(errors, []);
        assert.equal(resources.filter(({ type }) => type === "aws:iam/role:Role").length, 3);
        assert.deepEqual(counted(), [3, 3]);
    });

    it("is made once by each component that is used alone", async () => {
        await registerResources(() => new GitLabFederation("gitlab", { roles }));
        assert.deepEqual(counted(), [3, 3]);
        await registerResources(
            () => new ProjectRole("web", { ...account, issuer: "gitlab.com", audience: "x", subjects }),
        );
        assert.deepEqual(counted(), [4, 4]);
    });

    it("is frozen, and so are the arguments that it was made of", () => {
        const args = readFederationArgs({ roles }, { what: "x", roleNamePrefix: "p" });
        assert.ok(Object.isFrozen(args) && Object.isFrozen(args.roles["web"]?.subjects[0]?.branches));
        // What the caller wrote stays the caller's.
        assert.ok(!Object.isFrozen(roles.web));
    });

    it("judges a copy again: only the checked object itself is trusted", () => {
        const args = readFederationArgs({ roles }, { what: "x", roleNamePrefix: "p" });
        assert.throws(() => new GitLabFederation("gitlab", { ...args, gitlabUrl: "http://x" }), ArgsError);
    });

    it("counts a role's additional audiences in its trust policy's length", () => {
        const audiences = Array.from(
            { length: 80 },
            (_, index) => `an-audience-with-a-name-${String(index)}`,
        );
        const problems = problemsOf({
            additionalAudiences: audiences,
            roles: { web: { subjects, additionalAudiences: audiences } },
        });
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["roles.web.subjects"],
        );
    });

    it("reports a bad prefix once, where it is written", () => {
        const problems = problemsOf({ roleNamePrefix: "a b", roles });
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["roleNamePrefix"],
        );
    });
});

describe("permissions that are Outputs", () => {
    const later = pulumi.output("arn:aws:iam::123456789012:policy/later");

    it("are accepted where they have a name of their own", async () => {
        const { errors, resources } = await registerResources(
            () =>
                new GitLabFederation("gitlab", {
                    roleDefaults: { permissionsBoundary: later },
                    roles: {
                        web: {
                            subjects,
                            managedPolicies: { own: later },
                            inlinePolicies: { own: pulumi.output(`{"Statement":[]}`) },
                        },
                    },
                }),
        );
        assert.deepEqual(errors, []);
        const inputsOf = (type: string) =>
            resources.flatMap((each) => (each.type.endsWith(`:${type}`) ? [[each.name, each.inputs]] : []));
        assert.deepEqual(inputsOf("RolePolicyAttachment"), [
            [
                "gitlab:web:own",
                { role: "gitlab-dev-web", policyArn: "arn:aws:iam::123456789012:policy/later" },
            ],
        ]);
        const [[, role] = []] = inputsOf("Role");
        assert.equal(
            (role as Record<string, unknown>)["permissionsBoundary"],
            "arn:aws:iam::123456789012:policy/later",
        );
    });

    it("are refused where their value is the name, and no message blames the trust policy", () => {
        for (const role of [{ managedPolicyArns: [later] }, { tags: { a: later } }, { description: later }]) {
            const [problem] = problemsOf({ roles: { web: { subjects, ...role } } });
            assert.ok(problem);
            assert.doesNotMatch(`${problem.message} ${problem.fix}`, /trust polic/);
        }
        const [problem] = problemsOf({ roles: { web: { subjects, managedPolicyArns: [later] } } });
        assert.match(problem?.fix ?? "", /managedPolicies/);
    });
});
