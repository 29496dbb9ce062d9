import assert from "node:assert/strict";
import { allow, gitlabComArn, selfManagedArn } from "../../../policy-pack/cases";
import {
    allowanceFinder,
    analyzeRole,
    concernsGitlab,
    isGitlab,
    trustStatementsOf,
} from "../../../policy-pack/engine";

const organisation = { issuers: [], otherIssuers: [] };
const web = "project_path:acme/web:ref_type:branch:ref:main";

/** A role of which these paths within the trust policy are not known yet. */
const roleOf = (statements: unknown[], unknown: string[] = []) => ({
    documentKey: "assumeRolePolicy",
    document: {
        value: { Version: "2012-10-17", Statement: statements },
        unknownPaths: unknown.map((path) => `assumeRolePolicy.${path}`),
    },
    scope: {},
});

/** A statement that takes this pattern, and asks for more where told so. */
const like = (pattern: string, more: Record<string, unknown> = {}) =>
    allow({
        StringEquals: { "gitlab.com:aud": "https://gitlab.com", ...more },
        StringLike: { "gitlab.com:sub": pattern },
    });

const denyAllBut = (pattern: string) => ({
    Effect: "Deny",
    Principal: { Federated: gitlabComArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringNotLike: { "gitlab.com:sub": pattern } },
});

const codesOf = (role: ReturnType<typeof roleOf>) =>
    (analyzeRole(role, organisation)?.findings ?? []).map(({ code }) => code);

describe("the verdict on a role", () => {
    it("is made once for all policies, and again where the settings differ", () => {
        const first = analyzeRole(roleOf([like("project_path:acme/*")]), organisation);
        assert.equal(analyzeRole(roleOf([like("project_path:acme/*")]), organisation), first);
        assert.notEqual(analyzeRole(roleOf([like("project_path:acme/*")]), organisation, ["x"]), first);
        const unknown = roleOf([like("project_path:acme/*")], ["Statement[0].Condition"]);
        assert.notEqual(analyzeRole(unknown, organisation), first);
    });

    it("gives a known Deny its credit beside an unknown statement", () => {
        const group = like("project_path:acme/*:ref_type:branch:ref:main");
        const withDeny = roleOf([group, denyAllBut(web), undefined], ["Statement[2]"]);
        assert.ok(codesOf(roleOf([group, undefined], ["Statement[1]"])).includes("subject-several-projects"));
        assert.ok(!codesOf(withDeny).includes("subject-several-projects"));
    });

    it("says nothing of what is not known", () => {
        const statement = allow(undefined);
        assert.deepEqual(codesOf(roleOf([statement], ["Statement[0].Condition"])), []);
        const withoutPrincipal = allow(
            { StringEquals: { "gitlab.com:aud": "aws" } },
            { Principal: { Federated: undefined } },
        );
        assert.deepEqual(codesOf(roleOf([withoutPrincipal], ["Statement[0].Principal.Federated"])), []);
    });

    it("says nothing of an issuer that the config knows to be another", () => {
        const subject = { StringLike: { "gitlab.example.com:sub": "*" } };
        const statements = [like(web), allow(subject, { Principal: { Federated: selfManagedArn } })];
        const about = (otherIssuers: string[]) =>
            (analyzeRole(roleOf(statements), { issuers: [], otherIssuers })?.findings ?? []).map(
                ({ issuer }) => issuer,
            );
        assert.ok(about([]).includes("gitlab.example.com"));
        assert.ok(!about(["gitlab.example.com"]).includes("gitlab.example.com"));
    });

    it("knows what a partly unknown role is about", () => {
        const condition = { StringEquals: { "gitlab.com:sub": web } };
        const hidden = allow(condition, { Principal: { Federated: undefined } });
        assert.ok(concernsGitlab(roleOf([hidden], ["Statement[0].Principal.Federated"]), organisation));
        const github = allow(undefined, {
            Principal: {
                Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
        });
        assert.ok(!concernsGitlab(roleOf([github], ["Statement[0].Condition"]), organisation));
        assert.equal(trustStatementsOf(roleOf([hidden, undefined], ["Statement[1]"])).statements.length, 1);
    });
});

describe("a subject that the config allows", () => {
    const allowedIn = (statements: unknown[], pattern: string, issuer = "https://gitlab.com") => {
        const role = roleOf(statements);
        const allowanceOf = allowanceFinder([{ issuer, pattern, reason: "wanted" }], role, organisation);
        const findings = analyzeRole(role, organisation)?.findings ?? [];
        return findings.filter((finding) => allowanceOf(finding) !== undefined).map(({ code }) => code);
    };
    const group = "project_path:acme/*:ref_type:branch:ref:main";
    const several = "subject-several-projects";

    it("is the text of the pattern, or lies within it", () => {
        assert.ok(allowedIn([like(group)], group).includes(several));
        assert.ok(allowedIn([like(group)], "project_path:acme/*").includes(several));
        assert.deepEqual(allowedIn([like(group)], "project_path:acme/web*"), []);
        assert.deepEqual(allowedIn([like(group)], "project_path:acm?/web:*"), []);
    });

    it("lies within it after all other conditions and every Deny", () => {
        const shop = "project_path:acme/shop/*:ref_type:branch:ref:main";
        assert.ok(allowedIn([like(group), denyAllBut(shop)], "project_path:acme/shop/*").includes(several));
        assert.deepEqual(allowedIn([like(group)], "project_path:acme/shop/*"), []);
    });

    it("is one of the same issuer", () => {
        assert.deepEqual(allowedIn([like(group)], group, "https://gitlab.example.com"), []);
        assert.deepEqual(allowedIn([like(group)], "project_path:acme/*", "https://gitlab.example.com"), []);
    });

    it("lets somebody in: what lets nobody in is a mistake all the same", () => {
        const dead = like("repo:acme/web:*");
        assert.notDeepEqual(codesOf(roleOf([dead])), []);
        assert.deepEqual(allowedIn([dead], "*"), []);
    });
});

describe("whose issuer it is", () => {
    it("is the vendor's where a tenant is called gitlab", () => {
        for (const host of ["gitlab.eu.auth0.com", "gitlab.zitadel.cloud", "gitlab.authkit.app"])
            assert.ok(!isGitlab(`https://${host}`, organisation), host);
    });

    it("is GitLab's on a machine in a cloud", () => {
        assert.ok(isGitlab("https://gitlab.westeurope.cloudapp.azure.com", organisation));
    });
});
