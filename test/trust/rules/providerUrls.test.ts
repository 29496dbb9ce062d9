import assert from "node:assert/strict";
import { parseIssuer } from "../../../trust/gitlab";
import providerUrls from "../catalogue/provider-urls.json";

describe("the catalogue of provider URLs", () => {
    for (const { id, title, url, expect } of providerUrls) {
        it(`${id}: ${title}`, () => {
            assert.deepEqual(
                parseIssuer(url)
                    .problems.map(({ code }) => code)
                    .sort(),
                expect,
            );
        });
    }
});
