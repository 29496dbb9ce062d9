import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessGroups } from "../../../../cli/commands/access/accessGroups";
import { accessHtml } from "../../../../cli/commands/access/accessPage";
import {
    accessMarkdown,
    accessText,
    changeMarkdown,
    changeText,
} from "../../../../cli/commands/access/accessText";
import { compareAccess, readAccessDocument } from "../../../../cli/commands/access/compareAccess";
import { readRolesFile } from "../../../../cli/estate/roles";
import type { TrustedRole } from "../../../../cli/estate/roles";
import { evaluate } from "../../../../trust/decision";
import { readTrustDocument } from "../../../../trust/document";
import { type Condition, policy, statement } from "../../../trust/decision/specimens";
import { accessOf, judged, onBranch, roleFor } from "./specimenRoles";

const plain = { style: (_: unknown, text: string) => text, width: 120 };
const folder = mkdtempSync(join(tmpdir(), "access-"));
const fileWith = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
};

describe("access --against", () => {
    it("says who gains and who loses", () => {
        const before = accessOf([
            roleFor("a", onBranch("g/p")),
            roleFor("b", onBranch("g/p")),
            roleFor("gone", onBranch("g/z")),
        ]);
        const now = judged([
            roleFor("a", onBranch("g/p"), onBranch("g/*")),
            roleFor("b", onBranch("g/p")),
            roleFor("new", onBranch("n/n")),
        ]);
        const change = compareAccess(readAccessDocument(fileWith("before.json", before)), now);
        assert.deepEqual(
            change.gained.map(({ role, entry }) => [role, entry.subject]),
            [
                ["a", onBranch("g/*")],
                ["new", onBranch("n/n")],
            ],
        );
        assert.deepEqual(
            change.lost.map(({ role }) => role),
            ["gone"],
        );
        assert.match(
            changeText(change, plain),
            /\+ a: every project below g[^]*for example project_path:g\/[^]*- gone: [^]*2 access paths gained, 1 lost\.$/,
        );
        assert.match(changeMarkdown(change), /### Gains access[^]*\| a \| every project below g/);
    });
    it("does not mind another order, nor another spelling", () => {
        const one = accessOf([
            roleFor("a", onBranch("g/p"), onBranch("g/q")),
            roleFor("same", onBranch("g/p")),
        ]);
        const other = judged([
            roleFor("a", onBranch("g/q"), onBranch("g/p")),
            roleFor("same", onBranch("g/p")),
        ]);
        const change = compareAccess(one, other);
        assert.deepEqual(change, {
            gained: [],
            lost: [],
            rewritten: ["a"],
            added: [],
            removed: [],
            unclear: [],
        });
        assert.match(changeText(change, plain), /= a\n[^]*Nobody gains or loses access\.$/);
    });
    it("shows whom another issuer, an account or a service gains, not only GitLab's jobs", () => {
        const wide = {
            StringEquals: { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": onBranch("g/p") },
        };
        const at = (...more: object[]) => [
            { urn: "a", label: "a", path: "/", trustPolicy: policy(statement(wide), ...more) },
        ];
        const github = "token.actions.githubusercontent.com";
        const caller = (Principal: object | string, more: object = {}): object => ({
            Effect: "Allow",
            Principal,
            Action: "sts:AssumeRole",
            ...more,
        });
        const root = { AWS: "arn:aws:iam::999999999999:root" };
        const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
        const added: [what: string, statement: object, issuer: string, words: RegExp][] = [
            [
                "another issuer",
                statement({ StringLike: { [`${github}:sub`]: "repo:acme/*" } }, {}, github),
                github,
                /tokens of token\.actions\.githubusercontent\.com whose subject matches repo:acme\/\*/,
            ],
            ["an account", caller(root, mfa), "*", /AWS principal arn:aws:iam::999999999999:root/],
            ["a service", caller({ Service: "ec2.amazonaws.com" }), "*", /Service principal ec2/],
            [
                "SAML",
                caller(
                    { Federated: "arn:aws:iam::123456789012:saml-provider/x" },
                    { Action: "sts:AssumeRoleWithSAML" },
                ),
                "*",
                /saml-provider\/x/,
            ],
            ["every account", caller({ AWS: "*" }), "*", /any AWS account/],
            [
                "every account but one",
                { Effect: "Allow", NotPrincipal: root, Action: "sts:AssumeRole" },
                "*",
                /any AWS account/,
            ],
        ];
        for (const [what, more, issuer, words] of added) {
            const change = compareAccess(accessOf(at()), judged(at(more)));
            assert.deepEqual(
                change.gained.map(({ entry, proof }) => [entry.issuer, proof]),
                [[issuer, "certain"]],
                what,
            );
            assert.match(change.gained[0]?.entry.projects ?? "", words);
            assert.equal(change.lost.length, 0);
            const back = compareAccess(accessOf(at(more)), judged(at()));
            assert.deepEqual([back.gained.length, back.lost.length], [0, 1], what);
            const same = compareAccess(accessOf(at(more)), judged(at({ ...more, Sid: "Renamed" })));
            assert.deepEqual([same.gained, same.lost, same.rewritten], [[], [], ["a"]], what);
        }
        // Of a principal that stays, a condition that is dropped is possibly a gain, and one that is added is none.
        const dropped = compareAccess(accessOf(at(caller(root, mfa))), judged(at(caller(root))));
        assert.deepEqual(
            dropped.gained.map(({ proof }) => proof),
            ["if"],
        );
        assert.equal(
            compareAccess(accessOf(at(caller(root))), judged(at(caller(root, mfa)))).gained.length,
            0,
        );
    });

    it("does not say nobody of a role that callers of any account assume", () => {
        const trustPolicy = policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
        const [role] = accessOf([{ urn: "a", label: "a", path: "/", trustPolicy }]).roles;
        assert.deepEqual(
            role?.entries.map(({ issuer, reach }) => [issuer, reach]),
            [["*", "anyone"]],
        );
    });

    it("hardening is no gain: a pattern narrowed, a condition added, a Deny added", () => {
        const wide = { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } };
        const at = (conditions: Condition, ...more: object[]) => [
            { urn: "a", label: "a", path: "/", trustPolicy: policy(statement(conditions), ...more) },
        ];
        const open = at({ ...wide, StringLike: { "gitlab.com:sub": onBranch("g/p", "*") } });
        const harder = [
            [roleFor("a", onBranch("g/p"))],
            at({
                ...wide,
                StringLike: { "gitlab.com:sub": onBranch("g/p", "*") },
                Bool: { "gitlab.com:ref_protected": "true" },
            }),
            at(
                { ...wide, StringLike: { "gitlab.com:sub": onBranch("g/p", "*") } },
                statement({ StringLike: { "gitlab.com:sub": onBranch("g/p", "wip-*") } }, { Effect: "Deny" }),
            ),
            at({
                ...wide,
                StringLike: { "gitlab.com:sub": onBranch("g/p", "*") },
                IpAddress: { "aws:SourceIp": "192.0.2.0/24" },
            }),
        ];
        for (const roles of harder) {
            const { gained, lost } = compareAccess(accessOf(open), judged(roles));
            assert.deepEqual([gained.length, lost.length], [0, 1]);
            const back = compareAccess(accessOf(roles), judged(open));
            assert.deepEqual([back.gained.length, back.lost.length], [1, 0]);
            const { proof, witness } = back.gained[0] ?? {};
            assert.equal(proof, "certain");
            // The witness is what it says: a token of the wider document that the narrower one refuses.
            const outcome = (role: TrustedRole | undefined): string =>
                evaluate(readTrustDocument(role?.trustPolicy), witness?.claims, undefined, {
                    keys: witness?.request ?? {},
                }).outcome;
            assert.deepEqual([outcome(open[0]), outcome(roles[0])], ["allowed", "denied"]);
        }
    });
    it("callers without a token are a gain", () => {
        const trusted = roleFor("a", onBranch("g/p"));
        const { Statement } = trusted.trustPolicy as { Statement: object[] };
        const everybody = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
        const now = { ...trusted, trustPolicy: policy(...Statement, everybody) };
        const { gained } = compareAccess(accessOf([trusted]), judged([now]));
        assert.deepEqual(
            gained.map(({ entry, proof }) => [entry.issuer, proof]),
            [["*", "certain"]],
        );
    });
    it("compares no role that is not known before the deployment", () => {
        const change = compareAccess(
            accessOf([{ urn: "a", label: "a", path: "/" }]),
            judged([roleFor("a", onBranch("g/p"))]),
        );
        assert.deepEqual([change.gained, change.lost, change.unclear], [[], [], ["a"]]);
    });
    it("refuses any other file, and names the place that is wrong", () => {
        const good = { role: "a", urn: "u", isKnown: true, entries: [], trustPolicy: {} };
        const whole = { format: 2, issuers: [], roles: [good] };
        const files: [document: unknown, place: RegExp][] = [
            [{ roles: [] }, /format/],
            [{ ...whole, format: 1 }, /format is 1/],
            [{ ...whole, roles: undefined }, /roles is not a list/],
            [{ ...whole, issuers: [1] }, /issuers/],
            [{ ...whole, only: "a job" }, /only/],
            [{ ...whole, roles: [good, null] }, /roles\[1\]/],
            [{ ...whole, roles: [good, { ...good, isKnown: "yes" }] }, /roles\[1\]\.isKnown/],
            [{ ...whole, roles: [{ ...good, trustPolicy: undefined }] }, /roles\[0\]\.trustPolicy/],
        ];
        for (const [document, message] of files)
            assert.throws(() => readAccessDocument(fileWith("else.json", document)), {
                name: "CommandError",
                message,
            });
        readAccessDocument(fileWith("good.json", whole));
    });
});

describe("access of an account", () => {
    it("reads what the AWS CLI prints, decoded or not, and leaves other roles out", () => {
        const document = policy(statement({ StringEquals: { "gitlab.com:sub": onBranch("g/p") } }));
        const other = {
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
        };
        const Roles = [
            {
                RoleName: "one",
                Arn: "arn:aws:iam::123456789012:role/one",
                AssumeRolePolicyDocument: document,
            },
            {
                RoleName: "two",
                Arn: "arn:aws:iam::123456789012:role/two",
                AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(document)),
            },
            { RoleName: "ec2", AssumeRolePolicyDocument: other },
        ];
        const access = accessOf(readRolesFile(fileWith("roles.json", { Roles })));
        assert.deepEqual(
            access.roles.map(({ role, entries }) => [role, entries.length]),
            [
                ["one", 1],
                ["two", 1],
            ],
        );
        assert.throws(() => readRolesFile(fileWith("none.json", {})), { name: "CommandError" });
    });

    it("reads the bare list of --query Roles, in natural order", () => {
        const role = (RoleName: string) => ({ RoleName, AssumeRolePolicyDocument: policy() });
        const names = ["role-10", "role-2", "Role-1"];
        const read = readRolesFile(fileWith("query.json", names.map(role)));
        assert.deepEqual(
            read.map(({ label }) => label),
            ["Role-1", "role-2", "role-10"],
        );
    });

    it("skips no entry: each that is not a role is named", () => {
        const good = { RoleName: "good", AssumeRolePolicyDocument: policy() };
        const wrong: [list: unknown, place: RegExp][] = [
            [{ Roles: [good, { ...good, AssumeRolePolicyDocument: "{" }] }, /Roles\[1\].*good/],
            [{ Roles: [{ RoleName: "bare" }] }, /Roles\[0\]\.AssumeRolePolicyDocument.*bare/],
            [{ RoleDetailList: [good, {}] }, /RoleDetailList\[1\]\.RoleName/],
            [[["web", "arn"]], /\[0\] is a list/],
            [["web", good, null], /\[0\] is a string[^]*\[2\] is null/],
        ];
        for (const [list, message] of wrong)
            assert.throws(() => readRolesFile(fileWith("wrong.json", list)), {
                name: "CommandError",
                message,
            });
    });
});

describe("access: the forms", () => {
    const document = accessOf([
        roleFor("a", onBranch("g/p")),
        roleFor("wide", "project_path:*"),
        { urn: "later", label: "later", path: "/" },
    ]);

    it("text", () => {
        assert.match(
            accessText(document, plain),
            /project g\/p[^]*every project of the instance[^]*3 roles, 3 access paths\.$/,
        );
    });
    it("Markdown shows hostile names as they are", () => {
        const hostile = { ...document, of: "a|b @all <script> [x](y) _z_ a_b `c`" };
        const [title = ""] = accessMarkdown(hostile).split("\n");
        assert.doesNotMatch(title.slice(4), /[|@<>[\]`]|_z/);
        assert.match(title, /a_b/);
    });
    it("the picture: groups, in them projects, at them roles; what is open to all comes first", () => {
        const groups = accessGroups(
            accessOf([
                roleFor("r1", onBranch("g-10/a/b")),
                roleFor("r2", onBranch("g-2/a"), onBranch("g-2/*")),
                roleFor("r3", "*:ref:main"),
            ]),
        );
        assert.deepEqual(
            groups.map(({ name, isOpen, projects }) => [
                name,
                isOpen,
                projects.map((project) => project.name),
            ]),
            [
                ["anywhere on gitlab.com", true, ["every project of the instance"]],
                ["g-2", false, ["every project below g-2, subgroups included", "g-2/a"]],
                ["g-10", false, ["g-10/a/b"]],
            ],
        );
    });
    it("the page holds nothing from elsewhere, and no text of others as markup", () => {
        const html = accessHtml({ ...document, of: `"><script>alert(1)</script>` });
        assert.equal(html.match(/<script/g)?.length, 1);
        assert.doesNotMatch(html, /(?:src|href)="(?!data:)|url\(|@import/);
        assert.match(html, /default-src 'none'/);
    });
});
