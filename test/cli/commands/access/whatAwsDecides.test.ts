import assert from "node:assert/strict";
import { accessText } from "../../../../cli/commands/access/accessText";
import type { RoleAccess } from "../../../../cli/commands/access/roleAccess";
import { evaluate } from "../../../../trust/decision";
import { readTrustDocument } from "../../../../trust/document";
import { type Condition, policy, statement } from "../../../trust/decision/specimens";
import { accessOf } from "./specimenRoles";

const aud = { "gitlab.com:aud": "https://gitlab.com" };
const main = (project: string) => `project_path:${project}:ref_type:branch:ref:main`;
const host = "git.example.net";
const onHost = (condition: Condition) => statement(condition, {}, host);
const accessOfDocument = (trustPolicy: unknown): RoleAccess | undefined =>
    accessOf([{ urn: "r", label: "r", path: "/", trustPolicy }]).roles[0];

/** A document and how many it lets in by its widest way, as AWS decides; undefined for nobody. */
const documents: [what: string, document: object, reach: string | undefined][] = [
    [
        "claims that are no keys keep everybody out",
        policy(
            statement({
                StringEquals: { ...aud, "gitlab.com:ref": "main", "gitlab.com:project_path": "acme/shop" },
            }),
        ),
        undefined,
    ],
    [
        "a key that no token has beside an exact subject",
        policy(
            statement({
                StringEquals: {
                    ...aud,
                    "gitlab.com:sub": main("acme/shop"),
                    "gitlab.com:environment": "production",
                },
            }),
        ),
        undefined,
    ],
    [
        "a Deny for everything but one subject",
        policy(
            statement({ StringEquals: aud, StringLike: { "gitlab.com:sub": "project_path:acme/*" } }),
            statement({ StringNotEquals: { "gitlab.com:sub": main("acme/shop") } }, { Effect: "Deny" }),
        ),
        "project",
    ],
    ...["sts:AssumeRole*", "sts:*", "*"].map((Action): [string, object, string] => [
        `everybody as principal, with ${Action}`,
        policy({ Effect: "Allow", Principal: "*", Action }),
        "anyone",
    ]),
    [
        "everybody as principal, with NotAction",
        policy({ Effect: "Allow", Principal: "*", NotAction: "iam:*" }),
        "anyone",
    ],
    [
        "everybody, guarded by another issuer's key under IfExists only",
        policy({
            Effect: "Allow",
            Principal: "*",
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEqualsIfExists: { "login.example.org:sub": "x" } },
        }),
        "anyone",
    ],
    ...[["false", "no"], "0", []].map((values): [string, object, string | undefined] => [
        `Null on sub with ${JSON.stringify(values)}`,
        policy(statement({ StringEquals: aud, Null: { "gitlab.com:sub": values } })),
        "instance",
    ]),
    [
        "a host that its first statement shows to be GitLab, and any subject in the second",
        policy(
            onHost({ StringEquals: { [`${host}:sub`]: main("acme/shop") } }),
            onHost({ StringLike: { [`${host}:sub`]: "*" } }),
        ),
        "instance",
    ],
    [
        "the same, and no subject in the second",
        policy(
            onHost({ StringEquals: { [`${host}:sub`]: main("acme/shop") } }),
            onHost({ StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" } }),
        ),
        "instance",
    ],
    [
        "two providers in one principal, with a key of one under IfExists",
        policy({
            Effect: "Allow",
            Principal: {
                Federated: ["gitlab.com", "gitlab.example.com"].map(
                    (issuer) => `arn:aws:iam::123456789012:oidc-provider/${issuer}`,
                ),
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEqualsIfExists: { "gitlab.com:sub": main("acme/shop") } },
        }),
        "instance",
    ],
    ...["YOUR_GROUP/app", "undefined/web"].map((project): [string, object, string] => [
        `a placeholder that anybody can register: ${project}`,
        policy(statement({ StringEquals: { ...aud, "gitlab.com:sub": main(project) } })),
        "project",
    ]),
    [
        "a placeholder that anybody can push",
        policy(
            statement({
                StringEquals: {
                    ...aud,
                    "gitlab.com:sub": "project_path:acme/shop:ref_type:branch:ref:$CI_DEFAULT_BRANCH",
                },
            }),
        ),
        "project",
    ],
];

const order = ["nobody", "project", "projects", "groups", "instance", "anyone"];

describe("access says what AWS decides", () => {
    for (const [what, document, reach] of documents) {
        it(what, () => {
            const access = accessOfDocument(document);
            const widest = (access?.entries ?? []).reduce(
                (most, entry) => Math.max(most, order.indexOf(entry.reach)),
                0,
            );
            assert.equal(order[widest], reach ?? "nobody", JSON.stringify(access));
            // Each way has a token, and the evaluator lets it in.
            for (const { witness, issuer, isUncertain } of access?.entries ?? []) {
                if (witness === undefined) {
                    assert.equal(issuer, "*");
                    continue;
                }
                const { outcome } = evaluate(readTrustDocument(document), witness.claims, undefined, {
                    keys: witness.request,
                });
                assert.ok(isUncertain ? outcome !== "denied" : outcome === "allowed", outcome);
            }
        });
    }

    it("nobody is said where nobody gets in", () => {
        const document = accessOf([
            {
                urn: "r",
                label: "dead",
                path: "/",
                trustPolicy: policy(statement({ StringEquals: { "gitlab.com:ref": "main" } })),
            },
        ]);
        assert.match(accessText(document, { style: (_, text) => text, width: 120 }), /dead +nobody/);
    });

    it("a policy that cannot be read is shown as such", () => {
        const trustPolicy = { Version: "2012-10-17", Statement: [{ Effect: "Perhaps" }] };
        const access = accessOfDocument(trustPolicy);
        assert.ok(access?.unreadable?.code);
        assert.match(access.unreadable.path, /^Statement/);
        const text = accessText(accessOf([{ urn: "r", label: "odd", path: "/", trustPolicy }]), {
            style: (_, one) => one,
            width: 160,
        });
        assert.match(text, /odd +cannot be read/);
    });

    it("a host that one role shows to be GitLab is GitLab in the others", () => {
        const roles = [
            onHost({ StringEquals: { [`${host}:sub`]: main("acme/shop") } }),
            onHost({ StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" } }),
        ].map((one, index) => ({
            urn: String(index),
            label: `role-${String(index)}`,
            path: "/",
            trustPolicy: policy(one),
        }));
        assert.deepEqual(
            accessOf(roles).roles.map(({ entries }) => entries.map(({ reach }) => reach)),
            [["project"], ["instance"]],
        );
    });
});
