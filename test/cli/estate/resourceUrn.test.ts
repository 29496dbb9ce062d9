import assert from "node:assert/strict";
import { parseUrn, resourceUrn } from "../../../cli/estate/plan";

const scope = { stack: "dev", project: "app" };

describe("a resource's URN", () => {
    it("has the types of all ancestors but the stack", () => {
        const stack = resourceUrn(scope, undefined, "pulumi:pulumi:Stack", "app-dev");
        assert.equal(stack, "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev");
        const outer = resourceUrn(scope, stack, "a:index:Outer", "x");
        assert.equal(outer, "urn:pulumi:dev::app::a:index:Outer::x");
        const inner = resourceUrn(scope, outer, "a:index:Inner", "y");
        assert.equal(
            resourceUrn(scope, inner, "aws:iam/role:Role", "z"),
            "urn:pulumi:dev::app::a:index:Outer$a:index:Inner$aws:iam/role:Role::z",
        );
    });

    it("is read back, with a name that holds what separates its parts", () => {
        assert.deepEqual(parseUrn("urn:pulumi:dev::app::a:index:A$aws:iam/role:Role::x::y$z"), {
            stack: "dev",
            project: "app",
            typeChain: ["a:index:A", "aws:iam/role:Role"],
            name: "x::y$z",
        });
    });
});
