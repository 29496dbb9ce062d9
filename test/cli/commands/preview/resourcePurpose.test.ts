import assert from "node:assert/strict";
import { grantedActions, resourcePurpose } from "../../../../cli/commands/preview/resourceTree";
import { type PlannedResource, unknownValue } from "../../../../cli/estate/plan";
import { plannedResource } from "../../estate/plannedResource";

const purposeOf = (type: string, inputs: PlannedResource["inputs"] = {}) =>
    resourcePurpose(plannedResource({ type, inputs }));

describe("what a resource is for", () => {
    it("is told with what tells it apart", () => {
        const purposes: [string, Record<string, unknown>, string][] = [
            [
                "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
                { url: "https://gitlab.com", clientIdLists: ["a", "b"] },
                "AWS accepts tokens of https://gitlab.com for a, b",
            ],
            [
                "aws:iam/role:Role",
                { name: "deploy", description: "Deploys\n the shop." },
                "deploy: Deploys the shop.",
            ],
            [
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                { role: "deploy", policyArn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess" },
                "gives role deploy the policy ViewOnlyAccess",
            ],
            [
                "aws:s3/bucketPolicy:BucketPolicy",
                { bucket: unknownValue },
                "who may do what with a bucket that AWS names",
            ],
            ["aws:s3/bucketObject:BucketObject", { bucket: "keys", key: "jwks" }, "jwks in bucket keys"],
        ];
        for (const [type, inputs, purpose] of purposes) assert.equal(purposeOf(type, inputs), purpose);
    });

    it("is the same for native resources", () => {
        const classic = purposeOf("aws:iam/role:Role", { name: "deploy" });
        assert.equal(purposeOf("aws-native:iam:Role", { roleName: "deploy" }), classic);
    });

    it("is what it is where nothing else is known", () => {
        assert.equal(purposeOf("aws:ec2/securityGroup:SecurityGroup"), "security group of ec2");
        assert.equal(purposeOf("pulumi:providers:aws"), "how aws is reached");
        assert.equal(purposeOf("random:index/randomPet:RandomPet"), "random pet");
    });
});

describe("what a policy document grants", () => {
    it("is its first actions, and how many more there are", () => {
        const statement = (actions: string | string[]) => ({
            Effect: "Allow",
            Action: actions,
            Resource: "*",
        });
        assert.equal(grantedActions({ Statement: statement("s3:*") }), "s3:*");
        const many = JSON.stringify({
            Statement: [statement(["a:A", "a:B", "a:C"]), statement(["a:C", "a:D", "a:E"])],
        });
        assert.equal(grantedActions(many), "a:A, a:B, a:C, a:D and 1 more");
        assert.equal(grantedActions({ Statement: { Effect: "Allow", NotAction: "iam:*" } }), "all but iam:*");
    });

    it("is nothing where all is denied, and unknown where the document is", () => {
        assert.equal(grantedActions({ Statement: [{ Effect: "Deny", Action: "*" }] }), "nothing");
        assert.equal(grantedActions("[unknown]"), "what is not known yet");
    });
});
