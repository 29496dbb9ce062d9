import assert from "node:assert/strict";
import { scopeOfProvider } from "../../../policy-pack/engine/scope";

describe("scopeOfProvider", () => {
    it("reads partition and account", () => {
        const props = { region: "cn-north-1", allowedAccountIds: ["123456789012"] };
        assert.deepEqual(scopeOfProvider(props), { partition: "aws-cn", accountId: "123456789012" });
    });

    it("reads a list that travels as JSON text", () => {
        assert.deepEqual(scopeOfProvider({ allowedAccountIds: '["123456789012"]' }), {
            accountId: "123456789012",
        });
    });

    it("knows nothing where the environment decides, or several accounts are allowed", () => {
        assert.deepEqual(scopeOfProvider(undefined), {});
        assert.deepEqual(scopeOfProvider({}), {});
        assert.deepEqual(scopeOfProvider({ allowedAccountIds: ["123456789012", "210987654321"] }), {});
        assert.deepEqual(scopeOfProvider({ allowedAccountIds: "not JSON" }), {});
    });

    it("tells the partitions with similar prefixes apart", () => {
        const partitionOf = (region: string) => scopeOfProvider({ region }).partition;
        assert.equal(partitionOf("us-iso-east-1"), "aws-iso");
        assert.equal(partitionOf("us-isob-east-1"), "aws-iso-b");
        assert.equal(partitionOf("us-gov-west-1"), "aws-us-gov");
        assert.equal(partitionOf("eu-west-1"), "aws");
    });
});
