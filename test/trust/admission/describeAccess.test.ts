import assert from "node:assert/strict";
import { describeAccess } from "../../../trust/admission";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";

const main = "project_path:my-group/app:ref_type:branch:ref:main";

function policyOf(condition: unknown, issuer = "gitlab.com"): unknown {
    const principal = { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` };
    const statement = {
        Effect: "Allow",
        Principal: principal,
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
    };
    return { Version: "2012-10-17", Statement: [statement] };
}

const aud = { "gitlab.com:aud": "https://gitlab.com" };

describe("who may assume a role", () => {
    it("is one entry for every subject", () => {
        const subjects = [main, "project_path:my-group/app:ref_type:tag:ref:v1"];
        const document = readTrustDocument(
            policyOf({
                StringEquals: { ...aud, "gitlab.com:sub": subjects, "gitlab.com:project_id": "42" },
            }),
        );
        const entries = describeAccess(document);
        const [{ witness, ...first } = { witness: undefined }] = entries;
        assert.ok(witness !== undefined && evaluate(document, witness.claims).allowed);
        assert.deepEqual([witness.claims["sub"], witness.claims["project_id"]], [main, "42"]);
        assert.deepEqual(first, {
            path: 'Statement[0].Condition.StringEquals["gitlab.com:sub"][0]',
            issuer: "gitlab.com",
            audiences: ["https://gitlab.com"],
            subject: main,
            reach: "project",
            projects: "project my-group/app",
            refs: "branch main",
            conditions: ["project_id is 42"],
            open: [],
        });
        assert.deepEqual(
            entries.map(({ refs }) => refs),
            ["branch main", "Git tag v1"],
        );
    });

    it("says that a namespace_id keeps subgroups out", () => {
        const words = (subject: string) =>
            describeAccess(
                readTrustDocument(
                    policyOf({
                        StringEquals: { ...aud, "gitlab.com:namespace_id": "7" },
                        StringLike: { "gitlab.com:sub": subject },
                    }),
                ),
            ).map(({ projects, open }) => [projects, open[0]]);
        const direct = "every project below g, directly in a group with that namespace_id";
        assert.deepEqual(words("project_path:g/*:ref_type:branch:ref:main"), [[direct, direct]]);
    });

    const patterns: [pattern: string, projects: string, refs: string, open: string[]][] = [
        [
            "project_path:g/*:ref_type:branch:ref:main",
            "every project below g, subgroups included",
            "branch main",
            ["every project below g, subgroups included"],
        ],
        ["project_path:g/p:ref_type:branch:ref:*", "project g/p", "any branch", ["any branch"]],
        [
            "project_path:g/p:ref_type:tag:ref:v*",
            "project g/p",
            "any Git tag that begins with v",
            ["any Git tag that begins with v"],
        ],
        ["project_path:g/p:*", "project g/p", "any branch or Git tag", ["any branch", "any Git tag"]],
        [
            "project_path:g*:ref_type:branch:ref:main",
            "every project of the instance that matches g*",
            "branch main",
            ["every project of the instance that matches g*"],
        ],
        [
            "project_path:*",
            "every project of the instance",
            "any branch or Git tag",
            ["every project of the instance", "any branch", "any Git tag"],
        ],
        [
            "*",
            "every project on gitlab.com",
            "any branch or Git tag",
            ["every project on gitlab.com", "any branch", "any Git tag"],
        ],
    ];
    for (const [pattern, projects, refs, open] of patterns) {
        it(`is told in words for ${pattern}`, () => {
            const [entry] = describeAccess(
                readTrustDocument(policyOf({ StringEquals: aud, StringLike: { "gitlab.com:sub": pattern } })),
            );
            assert.deepEqual([entry?.projects, entry?.refs, entry?.open], [projects, refs, open]);
        });
    }

    it("is everybody, and every audience, where nothing is asked for", () => {
        const [entry] = describeAccess(readTrustDocument(policyOf({})));
        assert.equal(entry?.subject, undefined);
        assert.deepEqual(entry?.open, [
            "any audience that the provider registers",
            "every project on gitlab.com",
            "any branch",
            "any Git tag",
        ]);
    });

    it("is nobody where no token gets in", () => {
        const conditions = [
            { StringEquals: aud, StringLike: { "gitlab.com:sub": "repo:x/y:*" } },
            // The operator takes the wildcard literally.
            { StringEquals: { ...aud, "gitlab.com:sub": "project_path:g/p:*" } },
            { StringEquals: { ...aud, "gitlab.com:sub": main, "gitlab.com:environment": "production" } },
            { StringEquals: { "gitlab.com:ref": "main", "gitlab.com:project_path": "g/p" } },
        ];
        for (const condition of conditions)
            assert.deepEqual(
                describeAccess(readTrustDocument(policyOf(condition))),
                [],
                JSON.stringify(condition),
            );
    });

    it("credits protected refs and the project's id", () => {
        const condition = {
            StringEquals: { ...aud, "gitlab.com:ref_protected": "true", "gitlab.com:project_id": "42" },
            StringLike: { "gitlab.com:sub": "project_path:g/*:ref_type:branch:ref:*" },
        };
        const [entry] = describeAccess(readTrustDocument(policyOf(condition)));
        assert.equal(entry?.refs, "any branch, if it is protected");
        assert.deepEqual(entry.open, ["any branch, if it is protected"]);
        assert.deepEqual(entry.conditions, ["ref_protected is true", "project_id is 42"]);
    });

    it("shows exclusions and other keys among the conditions", () => {
        const condition = {
            StringEquals: { ...aud, "gitlab.com:sub": main },
            StringNotLike: { "gitlab.com:sub": "*:ref:old*" },
            IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"] },
            Null: { "gitlab.com:project_id": "false" },
        };
        const [entry] = describeAccess(readTrustDocument(policyOf(condition)));
        assert.deepEqual(entry?.conditions, [
            "sub does not match *:ref:old*",
            "aws:SourceIp is in 192.0.2.0/24 or 198.51.100.0/24",
            "project_id must be present",
        ]);
    });

    it("is nothing for other issuers, for Deny statements and for what is unreadable", () => {
        assert.deepEqual(
            describeAccess(readTrustDocument(policyOf({}, "token.actions.githubusercontent.com"))),
            [],
        );
        assert.deepEqual(describeAccess(readTrustDocument("{")), []);
        assert.deepEqual(describeAccess(readTrustDocument(undefined)), []);
    });
});
