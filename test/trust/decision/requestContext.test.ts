import assert from "node:assert/strict";
import { conditionKeyTable } from "../../../trust/conditions";
import { requestContext } from "../../../trust/decision/requestContext";
import { claims } from "./specimens";

const selfManaged = { ...claims, iss: "https://gitlab.example.com/gitlab" };

function look(token: Record<string, unknown>, key: string): unknown {
    const state = requestContext(token).lookUp(key);
    return state.state === "present" ? state.values : state.state;
}

describe("requestContext", () => {
    const cases: [what: string, claims: Record<string, unknown>, key: string, found: unknown][] = [
        ["a claim that is a key", claims, "gitlab.com:sub", [claims.sub]],
        ["whatever the case of the key", claims, "GitLab.com:SUB", [claims.sub]],
        ["a claim that is no key", claims, "gitlab.com:ref", "absent"],
        ["a claim that is no key and not there", claims, "gitlab.com:environment", "absent"],
        ["a key with a scheme", claims, "https://gitlab.com:sub", "absent"],
        ["a key with a slash", claims, "gitlab.com/:sub", "absent"],
        ["a key of another issuer", claims, "gitlab.example.com:sub", "absent"],
        ["a key without an issuer", claims, "sub", "absent"],
        ["a key of Object", claims, "gitlab.com:constructor", "absent"],
        ["the prefix includes the path", selfManaged, "gitlab.example.com/gitlab:sub", [claims.sub]],
        ["and not the host alone", selfManaged, "gitlab.example.com:sub", "absent"],
        [
            "a key of gitlab.com only, elsewhere",
            selfManaged,
            "gitlab.example.com/gitlab:project_id",
            "absent",
        ],
        ["a claim that nobody here knows", { ...claims, newer: "x" }, "gitlab.com:newer", "unknown"],
        ["a claim without a value", { ...claims, newer: undefined }, "gitlab.com:newer", "absent"],
        ["a key that only ends like one of AWS", claims, "xaws:SourceIp", "absent"],
        ["aud", claims, "gitlab.com:aud", ["https://gitlab.com"]],
        ["aud of a token with azp", { ...claims, azp: "app" }, "gitlab.com:aud", ["app"]],
        ["oaud of a token with azp", { ...claims, azp: "app" }, "gitlab.com:oaud", ["https://gitlab.com"]],
        ["azp itself", { ...claims, azp: "app" }, "gitlab.com:azp", "absent"],
        ["several audiences", { ...claims, aud: ["a", "b"] }, "gitlab.com:aud", ["a", "b"]],
        ["no audience in the list", { ...claims, aud: [] }, "gitlab.com:aud", "absent"],
        ["amr, which GitLab never sends", claims, "gitlab.com:amr", "absent"],
        ["null", { ...claims, user_email: null }, "gitlab.com:user_email", "absent"],
        ["a number", { ...claims, project_id: 42 }, "gitlab.com:project_id", ["42"]],
        ["a boolean", { ...claims, ref_protected: true }, "gitlab.com:ref_protected", ["true"]],
        ["an object", { ...claims, sub: {} }, "gitlab.com:sub", "unknown"],
        ["the caller's address", claims, "aws:SourceIp", "unknown"],
        ["the session's name", claims, "sts:RoleSessionName", "unknown"],
        ["a roles claim that GitLab never sends", claims, "sts:RoleAuthorizedByIdp", "absent"],
        ["a principal, of whom there is none", claims, "aws:PrincipalArn", "absent"],
        ["a tag of a principal", claims, "aws:PrincipalTag/team", "absent"],
        ["multi-factor authentication", claims, "aws:MultiFactorAuthPresent", "absent"],
        ["a session tag", claims, "aws:RequestTag/team", "absent"],
        [
            "a session tag of a token that has some",
            { ...claims, "https://aws.amazon.com/tags": {} },
            "aws:RequestTag/x",
            "unknown",
        ],
        [
            "a session tag of a token with a claim of a similar name",
            { ...claims, "x-https://aws.amazon.com/tags": {}, "https://aws.amazon.com/tagsx": {} },
            "aws:RequestTag/x",
            "absent",
        ],
        ["the source identity", claims, "sts:SourceIdentity", "absent"],
        [
            "a source identity that is there",
            { ...claims, "https://aws.amazon.com/source_identity": "me" },
            "sts:SourceIdentity",
            ["me"],
        ],
        ["no issuer", { sub: "x" }, ":sub", "absent"],
    ];
    for (const [what, token, key, found] of cases) {
        it(`${what}: ${key} is ${JSON.stringify(found)}`, () => {
            assert.deepEqual(look(token, key), found);
        });
    }

    it("offers every key of the table for gitlab.com", () => {
        for (const key of conditionKeyTable.gitlabCom)
            assert.deepEqual(look({ ...claims, [key]: "v" }, `gitlab.com:${key}`), ["v"]);
    });

    it("offers further keys where the caller says so, with or without prefix", () => {
        for (const key of ["newKey", "GitLab.com:newKey"]) {
            const context = requestContext({ ...claims, newKey: "x" }, { additionalConditionKeys: [key] });
            assert.deepEqual(context.lookUp("gitlab.com:newkey"), {
                state: "present",
                values: ["x"],
                type: "String",
            });
        }
    });

    it("takes keys of the request from the caller, also as an empty list", () => {
        const context = requestContext(claims, {
            keys: { "aws:SourceIp": "10.0.0.1", "aws:TagKeys": [], "x:y": ["a", "b"] },
        });
        assert.deepEqual(context.lookUp("aws:sourceip"), {
            state: "present",
            values: ["10.0.0.1"],
            type: "other",
        });
        assert.equal(context.lookUp("aws:tagkeys").state, "absent");
        assert.deepEqual(context.lookUp("x:y"), { state: "present", values: ["a", "b"], type: "other" });
    });
});
