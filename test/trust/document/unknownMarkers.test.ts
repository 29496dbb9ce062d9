import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findUnknownMarker, unknownMarkers } from "../../../trust/document/texts";

describe("unknownMarkers", () => {
    it("are exactly the markers that the installed policy SDK knows", () => {
        const sdk = dirname(require.resolve("@pulumi/policy/package.json"));
        const source = readFileSync(join(sdk, "proxy.js"), "utf8");
        const known = source.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
        assert.deepEqual(unknownMarkers.map(({ marker }) => marker).sort(), [...new Set(known)].sort());
    });

    it("are found inside a longer text, and not in another UUID", () => {
        for (const unknown of unknownMarkers) {
            assert.equal(findUnknownMarker(`arn:aws:iam::1:oidc-provider/${unknown.marker}/x`), unknown);
        }
        assert.equal(findUnknownMarker("04da6b54-80e4-46f7-96ec-b56ff0331ba8"), undefined);
    });
});
