import assert from "node:assert/strict";
import { admissionOf, isProven } from "../../../trust/admission";
import { readTrustDocument } from "../../../trust/document";
import { analyzeTrustPolicy } from "../../../trust/rules";

const provider = "arn:aws:iam::123456789012:oidc-provider/";
const main = "project_path:acme/web:ref_type:branch:ref:main";
const own = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };

function statement(condition: unknown, principal: unknown = { Federated: `${provider}gitlab.com` }): object {
    return {
        Effect: "Allow",
        Principal: principal,
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
    };
}

function policy(...statements: object[]): object {
    return { Version: "2012-10-17", Statement: statements };
}

describe("the verdict on a whole document", () => {
    it("names the GitLab issuers of its statements, each once", () => {
        const on = (host: string): object =>
            statement({ StringEquals: { [`${host}:sub`]: main } }, { Federated: provider + host });
        const document = policy(
            on("gitlab.com"),
            on("gitlab.example.com"),
            on("gitlab.com"),
            on("accounts.google.com"),
        );
        const { issuers, isGitlab } = analyzeTrustPolicy(readTrustDocument(document));
        assert.deepEqual([issuers, isGitlab], [["gitlab.com", "gitlab.example.com"], true]);
        const others = analyzeTrustPolicy(readTrustDocument(policy(on("accounts.google.com"))));
        assert.deepEqual([others.issuers, others.isGitlab], [[], false]);
    });

    it("says who would get in if what is dead were taken out, once, and only where a stranger would", () => {
        const would = (condition: unknown, federated = "gitlab.com"): (string | undefined)[] =>
            analyzeTrustPolicy(
                readTrustDocument(policy(statement(condition, { Federated: provider + federated }))),
            ).findings.map(({ message }) => /If that were removed, (\w+):/.exec(message)?.[1]);
        const dead = { "gitlab.com:ref": "main" };
        assert.deepEqual(would({ StringEquals: dead }), ["project_path"]);
        assert.deepEqual(would({ StringEquals: { ...dead, "gitlab.com:environment": "x" } }).sort(), [
            "project_path",
            undefined,
        ]);
        assert.deepEqual(would({ StringEquals: { ...dead, ...own } }), [undefined]);
        assert.deepEqual(would({ StringEquals: { "gitlab.example.com:ref": "x" } }, "gitlab.example.com"), [
            "project_path",
        ]);
    });

    it("shows another project's token where a project is known by its path", () => {
        const document = readTrustDocument(
            policy(
                statement({
                    StringEquals: { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": main },
                }),
            ),
        );
        const [finding] = analyzeTrustPolicy(document).findings;
        const [way] = admissionOf(document).gitlabWays;
        assert.ok(isProven(way?.example));
        assert.deepEqual([finding?.code, finding?.witness?.claims["sub"]], ["identity-by-path", main]);
        assert.notEqual(finding?.witness?.claims["project_id"], way.example.witness.claims["project_id"]);
    });

    it("shows a Git tag's token where any Git tag gets in, and of the branches the one that was meant", () => {
        const keptOut = {
            ...statement({
                StringLike: { "gitlab.com:sub": "*:ref_type:branch:*" },
                StringNotEquals: { "gitlab.com:sub": main },
            }),
            Effect: "Deny",
        };
        const letIn = statement({
            StringEquals: own,
            StringLike: { "gitlab.com:sub": "project_path:acme/web:*" },
        });
        const [finding] = analyzeTrustPolicy(readTrustDocument(policy(letIn, keptOut))).findings;
        assert.deepEqual([finding?.code, finding?.witness?.claims["ref_type"]], ["refs-any", "tag"]);
    });
});

describe("what is unreadable in a document that shows nothing of GitLab", () => {
    const marker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const someKey = { StringEquals: { "accounts.google.com:aud": "x" } };
    const table: [what: string, document: object, codes: string[]][] = [
        ["is nothing of a service's", { Statement: [statement({}, { Service: "ec2.amazonaws.com" })] }, []],
        [
            "is nothing of another provider's",
            { Statement: [statement(someKey, { Federated: `${provider}accounts.google.com` })] },
            [],
        ],
        [
            "is nothing of a cluster's, whatever its provider",
            policy(
                statement(
                    { StringEquals: { [`${marker}:sub`]: "system:serviceaccount:a:b" } },
                    { Federated: marker },
                ),
            ),
            [],
        ],
        [
            "is nothing of GitHub's, whatever its provider",
            policy(
                statement(
                    { StringLike: { [`${marker}:sub`]: ["x", "repo:acme/web:*"] } },
                    { Federated: marker },
                ),
            ),
            [],
        ],
        [
            "is the issuer that is not known yet",
            { Statement: [statement({}, { Federated: `${provider}${marker}` })] },
            ["unknown-marker"],
        ],
        [
            "is all of a document without a statement",
            { Version: "2012-10-17", Statement: [] },
            ["statement-missing"],
        ],
        [
            "is all of a document that names a project",
            {
                Statement: [
                    statement(
                        { StringLike: { "x:sub": "project_path:acme/web:*" } },
                        { Service: "ec2.amazonaws.com" },
                    ),
                ],
            },
            ["version-missing"],
        ],
    ];
    for (const [what, document, codes] of table) {
        it(what, () => {
            const { findings } = analyzeTrustPolicy(readTrustDocument(document));
            assert.deepEqual([...new Set(findings.map(({ code }) => code))], codes);
        });
    }
});

describe("what to write instead of a subject that no job has", () => {
    const table: [subject: string, instead: string][] = [
        ["project_path:acme/web", main],
        ["project_id:42", "project_id:42:ref_type:branch:ref:main"],
        ["project_path:acme/web:ref:dev", "project_path:acme/web:ref_type:branch:ref:dev"],
        ["project_path:acme/web:ref_type:tag", "project_path:acme/web:ref_type:tag:ref:main"],
        ["acme/group/web", "project_path:acme/group/web:ref_type:branch:ref:main"],
        ["acme", "project_path:GROUP/PROJECT:ref_type:branch:ref:main"],
        ["projectpath:acme/web:ref_type:branch:ref:dev", "project_path:acme/web:ref_type:branch:ref:dev"],
        ["quarterdeck:acme/web", "project_path:GROUP/PROJECT:ref_type:branch:ref:main"],
        ["project_path:https://gitlab.com/acme/web", "project_path:GROUP/PROJECT:ref_type:branch:ref:main"],
        ["project_path:http://gitlab.com/acme/web", "project_path:GROUP/PROJECT:ref_type:branch:ref:main"],
        [
            "project_path:acme/web:ref_type:branch:ref:refs/heads/dev",
            "project_path:acme/web:ref_type:branch:ref:dev",
        ],
        ["project_path:acme/web:ref_type:mr:ref:1", "ref_type:branch"],
        [
            "project_path:acme/web:ref_type:branch:ref:a:ref_protected:maybe",
            "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
        ],
        ["project_id:acme/web:ref_type:branch:ref:a", "project_id:42:ref_type:branch:ref:main"],
    ];
    for (const [subject, instead] of table) {
        it(subject, () => {
            const document = policy(statement({ StringEquals: { ...own, "gitlab.com:sub": subject } }));
            const { findings } = analyzeTrustPolicy(readTrustDocument(document));
            const fixes = findings.map(({ fix }) => /"([^"]+)"/.exec(fix)?.[1]);
            assert.ok(fixes.includes(instead), JSON.stringify(findings, null, 1));
        });
    }
});
