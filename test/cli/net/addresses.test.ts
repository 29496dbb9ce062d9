import assert from "node:assert/strict";
import fc from "fast-check";
import { readTypedAddress, withoutUserInfo } from "../../../cli/net";

describe("an address that was typed", () => {
    const cases: [typed: string, port: "kept" | "refused", meant: string, problems: number][] = [
        ["https://gitlab.example.com", "refused", "https://gitlab.example.com", 0],
        ["gitlab.example.com", "refused", "https://gitlab.example.com", 0],
        ["https://gitlab.example.com/gitlab", "refused", "https://gitlab.example.com/gitlab", 0],
        ["https://gitlab.example.com:8443", "kept", "https://gitlab.example.com:8443", 0],
        ["https://gitlab.example.com:8443/", "kept", "https://gitlab.example.com:8443", 1],
        ["http://gitlab.example.com:8443/a/", "kept", "https://gitlab.example.com:8443/a", 2],
        ["https://GitLab.example.com:8443", "kept", "https://gitlab.example.com:8443", 1],
        ["https://gitlab.example.com:8443/", "refused", "https://gitlab.example.com", 2],
        ["https://gitlab.example.com/oauth/discovery/keys", "refused", "https://gitlab.example.com", 1],
        ["https://jane:secret@gitlab.example.com", "refused", "https://gitlab.example.com", 1],
        ["https://[2001:DB8::1]:8443", "kept", "https://[2001:db8::1]:8443", 0],
    ];
    for (const [typed, port, meant, problems] of cases) {
        it(`${typed} means ${meant}, port ${port}`, () => {
            const read = readTypedAddress(typed, port);
            assert.equal(read?.meant, meant);
            assert.equal(read?.problems.length, problems);
            for (const { fix } of read?.problems ?? []) assert.ok(fix.includes(`"${meant}"`), fix);
        });
    }

    it("is none without a host", () => {
        for (const text of ["", "https://", "https:///path", "https://a b", "https://u:a/b@host"])
            assert.equal(readTypedAddress(text, "kept"), undefined, text);
    });

    it("does not take a user name for a scheme", () => {
        assert.equal(withoutUserInfo("jane://secret@host.example.com"), "***@host.example.com");
        assert.equal(readTypedAddress("jane://secret@host.example.com", "kept"), undefined);
    });

    it("never shows a user name or password, whatever they consist of", () => {
        fc.assert(
            fc.property(fc.string(), fc.constantFrom("https://", "//", ""), (part, scheme) => {
                const text = `${scheme}jane-marker:${part}secret-marker@host.example.com`;
                assert.doesNotMatch(withoutUserInfo(text), /marker/);
                assert.doesNotMatch(JSON.stringify(readTypedAddress(text, "kept") ?? ""), /marker/);
            }),
        );
    });
});
