import * as sdk from "@pulumi/policy";
import assert from "node:assert/strict";
import { isUnknownValueError, known } from "../../../policy-pack/engine/known";
import { unknownMarkers } from "../../../trust/document";

const { unknownCheckingProxy } = sdk as unknown as {
    unknownCheckingProxy: (props: object) => Record<string, unknown>;
};

describe("known", () => {
    it("copies a known value out of the SDK's proxies", () => {
        const value = { Statement: [{ Effect: "Allow", Condition: { Bool: { a: true, b: null, c: 3 } } }] };
        const props = unknownCheckingProxy({ document: structuredClone(value) });
        assert.deepEqual(
            known(() => props.document, "document"),
            { value, unknownPaths: [] },
        );
    });

    for (const { type, marker } of unknownMarkers) {
        it(`recognises an unknown ${type}`, () => {
            const props = unknownCheckingProxy({ document: marker });
            assert.deepEqual(
                known(() => props.document, "document"),
                { value: undefined, unknownPaths: ["document"] },
            );
        });
    }

    it("keeps what is known beside unknowns, and says where those are", () => {
        const [marker] = unknownMarkers.map((each) => each.marker);
        const props = unknownCheckingProxy({
            document: { Statement: [marker, { Sid: "a", "b c": marker }] },
        });
        assert.deepEqual(
            known(() => props.document, "document"),
            {
                value: { Statement: [undefined, { Sid: "a", "b c": undefined }] },
                unknownPaths: ["document.Statement[0]", 'document.Statement[1]["b c"]'],
            },
        );
    });

    it("keeps a member called __proto__ as data", () => {
        const props = unknownCheckingProxy(
            JSON.parse('{"document": {"__proto__": {"polluted": true}}}') as object,
        );
        const { value } = known(() => props.document, "document");
        assert.deepEqual(Object.keys(value as object), ["__proto__"]);
        assert.equal((value as { polluted?: boolean }).polluted, undefined);
    });

    it("lets other exceptions through", () => {
        const boom = new Error("boom");
        assert.throws(
            () =>
                known(() => {
                    throw boom;
                }, "document"),
            boom,
        );
        assert.equal(isUnknownValueError(boom), false);
        assert.equal(isUnknownValueError({ unknownTypeSentinel: "x", props: [] }), false);
    });
});
