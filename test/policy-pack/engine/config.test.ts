import assert from "node:assert/strict";
import { allowedSubjectsKey } from "../../../policy-pack/engine/trust";
import { organisationKeys } from "../../../policy-pack/engine/organisation";
import { readPolicyConfig } from "../../../policy-pack/engine/config";

const problemsOf = (given: Record<string, unknown>) =>
    readPolicyConfig(organisationKeys, given).problems.map(
        ({ path, message, fix }) => `${path} ${message} -> ${fix}`,
    );

describe("readPolicyConfig", () => {
    it("has the defaults without any config", () => {
        const { config, problems } = readPolicyConfig(organisationKeys, {});
        assert.deepEqual(problems, []);
        assert.deepEqual(config.issuers, []);
        assert.equal(config.allowedIssuers, undefined);
        assert.ok(config.trailingSlashIssuers.includes("*.auth0.com"));
    });

    it("tells an empty list of allowed issuers from none", () => {
        assert.deepEqual(
            readPolicyConfig(organisationKeys, { allowedIssuers: [] }).config.allowedIssuers,
            [],
        );
    });

    it("refuses keys that nobody reads, at any depth, and names the one that was meant", () => {
        assert.deepEqual(
            problemsOf({ allowedIsuers: [], issuers: [{ url: "https://gitlab.com", audience: "a" }] }),
            [
                'allowedIsuers is not a key that this policy reads -> Write "allowedIssuers".',
                'issuers[0].audience is not a key that this policy reads -> Write "audiences".',
            ],
        );
    });

    it("says what is missing and what has the wrong type, and goes on with the default", () => {
        const given = { issuers: [{ audiences: [1] }], allowedIssuers: "gitlab.com" };
        assert.deepEqual(problemsOf(given), [
            'issuers[0].url is missing -> Add "url".',
            "issuers[0].audiences[0] is of type number, not string -> Write a value of type string.",
            "allowedIssuers is of type string, not array -> Write a value of type array.",
        ]);
        assert.deepEqual(readPolicyConfig(organisationKeys, given).config.issuers, []);
    });

    it("reads issuers as AWS does", () => {
        assert.deepEqual(
            problemsOf({ issuers: [{ url: "https://gitlab.example.com" }, { url: "gitlab.example.org" }] }),
            [],
        );
        assert.match(
            problemsOf({ issuers: [{ url: "https://gitlab.com/" }] }).join(),
            /^issuers\[0\]\.url ends in a slash/,
        );
        assert.match(problemsOf({ allowedIssuers: ["https://gitlab.com"] }).join(), /Write "gitlab\.com"/);
    });

    it("wants a reason for each allowed subject", () => {
        const keys = { allowedSubjects: allowedSubjectsKey };
        const entry = { issuer: "https://gitlab.com", pattern: "project_path:a/*", reason: "" };
        const paths = (allowedSubjects: unknown) =>
            readPolicyConfig(keys, { allowedSubjects }).problems.map(({ path }) => path);
        assert.deepEqual(paths([{ ...entry, reason: "read-only" }]), []);
        assert.deepEqual(paths([entry]), ["allowedSubjects[0].reason"]);
        assert.deepEqual(paths([{ pattern: "x" }]), [
            "allowedSubjects[0].issuer",
            "allowedSubjects[0].reason",
        ]);
    });
});
