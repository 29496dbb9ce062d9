import assert from "node:assert/strict";
import { formatViolation, withoutKeyMaterial } from "../../../policy-pack/engine/report";

const role = { noun: "Role", name: "web" };

describe("formatViolation", () => {
    it("says first what is wrong with which role and how it fails, then where, who, what instead and the page", () => {
        const text = formatViolation(
            role,
            {
                effect: "open",
                path: "Statement[0]",
                value: "*",
                message: "lets everybody in",
                fix: "Remove it.",
                witness: "a:b",
            },
            "docs/policies.md#x",
        );
        assert.equal(
            text,
            [
                'Role "web" FAILS OPEN: "*" lets everybody in',
                "  at       Statement[0]",
                "  gets in  a:b",
                "  instead  Remove it.",
                "  see      docs/policies.md#x",
            ].join("\n"),
        );
    });

    it("names the place where there is no value", () => {
        const violation = {
            effect: "closed",
            path: "Version",
            message: "is missing",
            fix: "Add it.",
        } as const;
        assert.match(formatViolation(role, violation, "p"), /^Role "web" FAILS CLOSED: Version is missing\n/);
        assert.match(
            formatViolation(role, { ...violation, path: "" }, "p"),
            /: the document is missing\n {2}instead/,
        );
    });

    it("leaves a sentence as it is", () => {
        const violation = {
            effect: "open",
            path: "Statement[0]",
            value: "*",
            message: "no condition. FAILS OPEN: all get in.",
            fix: "",
            isSentence: true,
        } as const;
        assert.match(
            formatViolation(role, violation, "p"),
            /^Role "web": no condition\. FAILS OPEN: all get in\.\n/,
        );
    });

    it("cannot be broken into more lines by a role's name", () => {
        const violation = { effect: "open", path: "", message: "is bad", fix: "" } as const;
        assert.equal(formatViolation({ noun: "Role", name: 'a\nb"' }, violation, "p").split("\n").length, 2);
    });
});

describe("withoutKeyMaterial", () => {
    const secrets = {
        "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
        "a private key that is cut off": "-----BEGIN PRIVATE KEY-----\nMIIEow",
        "an ID token": "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.c2lnbmF0dXJl",
        "a GitLab token": "glpat-AAAAbbbbCCCCdddd1234",
        "an access key id": "AKIAIOSFODNN7EXAMPLE",
    };
    for (const [what, secret] of Object.entries(secrets)) {
        it(`does not quote ${what}`, () => {
            assert.equal(withoutKeyMaterial(`before ${secret}`), "before (not shown)");
        });
    }

    it("quotes subjects and ARNs", () => {
        const text =
            "project_path:acme/web:ref_type:branch:ref:main arn:aws:iam::123456789012:oidc-provider/gitlab.com";
        assert.equal(withoutKeyMaterial(text), text);
    });
});
