import assert from "node:assert/strict";
import {
    boundaryArn,
    deployPolicy,
    managedRoleBoundary,
    pipelineBoundary,
    type PipelineScope,
    previewPolicy,
} from "../../examples/pipeline-bootstrap/policies";

const scope: PipelineScope = {
    partition: "aws-cn",
    accountId: "123456789012",
    issuer: "gitlab.com",
    stateBucket: "acme-state",
};

interface Statement {
    Sid: string;
    Effect: string;
    Action?: string | string[];
    NotAction?: string[];
    Resource: string | string[];
    Condition?: { StringEquals?: Record<string, string> };
}

const statementsOf = (policy: { Statement: object[] }) => policy.Statement as Statement[];
const actionsOf = ({ Action = [] }: Statement) => [Action].flat();

describe("the policies of a deployment pipeline", () => {
    it("let the preview role read, and nothing else", () => {
        for (const statement of statementsOf(previewPolicy(scope)))
            for (const action of actionsOf(statement))
                assert.match(action, /^(s3:(Get|List)|iam:(Get|List)|kms:Decrypt$)/, action);
    });

    it("let the deploy role give permissions only to roles that have the boundary, below one path", () => {
        const giving = [
            "iam:CreateRole",
            "iam:PutRolePolicy",
            "iam:AttachRolePolicy",
            "iam:PutRolePermissionsBoundary",
        ];
        for (const statement of statementsOf(deployPolicy(scope))) {
            const writes = actionsOf(statement).filter((action) => /^iam:(?!Get|List)/.test(action));
            if (writes.length > 0)
                assert.deepEqual([statement.Resource].flat(), ["arn:aws-cn:iam::123456789012:role/gitlab/*"]);
            if (writes.some((action) => giving.includes(action)))
                assert.equal(
                    statement.Condition?.StringEquals?.["iam:PermissionsBoundary"],
                    boundaryArn(scope, "managed"),
                );
        }
        const all = statementsOf(deployPolicy(scope)).flatMap(actionsOf);
        giving.forEach((action) => assert.ok(all.includes(action), action));
        assert.ok(!all.some((action) => action.includes("*") || action === "iam:PassRole"));
    });

    it("deny the pipeline every change of itself, of the boundaries and of the provider", () => {
        const deny = statementsOf(pipelineBoundary(scope)).find(
            ({ Sid }) => Sid === "NeverThePipelineItself",
        );
        assert.equal(deny?.Effect, "Deny");
        for (const resource of ["role/pipeline/*", "policy/pipeline/*", "oidc-provider/*"])
            assert.ok([deny?.Resource].flat().includes(`arn:aws-cn:iam::123456789012:${resource}`), resource);
        assert.ok(!(deny?.NotAction ?? []).some((action) => /^iam:(?!Get|List)/.test(action)));
        const denied = statementsOf(managedRoleBoundary(scope)).filter(({ Effect }) => Effect === "Deny");
        assert.ok(denied.flatMap(actionsOf).includes("iam:*"));
    });

    it("name the key of the state where there is one", () => {
        const stateKeyArn = "arn:aws-cn:kms:cn-north-1:123456789012:key/one";
        for (const policy of [previewPolicy, deployPolicy, pipelineBoundary]) {
            const withKey = statementsOf(policy({ ...scope, stateKeyArn }));
            assert.ok(withKey.some(({ Resource }) => Resource === stateKeyArn));
            assert.ok(!JSON.stringify(policy(scope)).includes('kms:Decrypt","Resource'));
        }
    });
});
