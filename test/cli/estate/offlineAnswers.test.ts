import assert from "node:assert/strict";
import { offlineAnswer, type OfflineFacts } from "../../../cli/estate/offlineAnswers";

const identity = "aws:index/getCallerIdentity:getCallerIdentity";
const partition = "aws:index/getPartition:getPartition";
const region = "aws:index/getRegion:getRegion";
const provider = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";

function answer(
    token: string,
    config: Record<string, string>,
    more: { args?: object; region?: string; allowedAccountIds?: unknown } = {},
) {
    const facts: OfflineFacts = { project: "app", config, answers: {} };
    const { args = {}, ...inputs } = more;
    return offlineAnswer(facts, token, { ...args }, inputs);
}

describe("what a program is told instead of an answer from AWS", () => {
    it("is a marked placeholder where nobody says which account it will be", () => {
        const told = answer(identity, {});
        assert.equal(told?.source, "placeholder");
        assert.equal(told.result["accountId"], "000000000000");
        assert.equal(answer(partition, {})?.source, "placeholder");
        assert.equal(answer(partition, {})?.result["partition"], "aws");
        assert.equal(answer(region, {})?.source, "placeholder");
    });

    it("is what the config says: account, partition, or a single allowed account", () => {
        const config = { "app:accountId": "123456789012", "app:partition": "aws-us-gov" };
        assert.deepEqual(
            [answer(identity, config)?.source, answer(identity, config)?.result["arn"]],
            ["config", "arn:aws-us-gov:sts::123456789012:assumed-role/offline-preview/offline-preview"],
        );
        const allowed = { "aws:allowedAccountIds": '["210987654321"]' };
        assert.equal(answer(identity, allowed)?.result["accountId"], "210987654321");
        const several = { "aws:allowedAccountIds": '["210987654321","123456789012"]' };
        assert.equal(answer(identity, several)?.source, "placeholder");
    });

    // One program, several accounts: the provider that is asked knows its own.
    it("is the single account that the provider allows, before the config's", () => {
        const config = { "app:accountId": "123456789012" };
        const accountOf = (allowedAccountIds: unknown) =>
            answer(identity, config, { allowedAccountIds })?.result["accountId"];
        assert.equal(accountOf(["210987654321"]), "210987654321");
        assert.equal(accountOf('["210987654321"]'), "210987654321");
        for (const other of [["1"], [], ["210987654321", "111111111111"], 7])
            assert.equal(accountOf(other), "123456789012");
    });

    it("does not repeat a config value that is no account and no partition", () => {
        assert.equal(answer(identity, { "app:accountId": "12" })?.source, "placeholder");
        assert.equal(answer(partition, { "app:partition": "azure" })?.source, "placeholder");
        assert.equal(answer(identity, { "aws:allowedAccountIds": "no list" })?.source, "placeholder");
    });

    it("derives the partition from the region, of the provider before the config's", () => {
        assert.equal(answer(partition, { "aws:region": "cn-north-1" })?.result["partition"], "aws-cn");
        assert.equal(answer(partition, { "aws:region": "us-gov-west-1" })?.result["partition"], "aws-us-gov");
        const told = answer(partition, { "aws:region": "cn-north-1" }, { region: "eu-west-1" });
        assert.deepEqual([told?.source, told?.result["partition"]], ["config", "aws"]);
        assert.equal(answer(region, {}, { args: { region: "eu-west-3" } })?.result["region"], "eu-west-3");
    });

    it("assumes that a provider that is looked up exists, with the config's audiences", () => {
        const config = {
            "app:accountId": "123456789012",
            "app:audience": "sts.amazonaws.com",
            "app:additionalAudiences": '["old"]',
            "app:previousIssuers": '[{"url":"https://a","audience":"a"},7,null]',
        };
        const told = answer(provider, config, { args: { url: "https://gitlab.com" } });
        assert.equal(told?.source, "placeholder");
        assert.equal(told.result["arn"], "arn:aws:iam::123456789012:oidc-provider/gitlab.com");
        assert.deepEqual(told.result["clientIdLists"], ["sts.amazonaws.com", "old", "a"]);
    });

    it("is what the user gave, for any function, and nothing where nobody can know", () => {
        const facts: OfflineFacts = {
            project: "app",
            config: {},
            answers: { [identity]: { accountId: "1" } },
        };
        assert.deepEqual(offlineAnswer(facts, identity, {}), {
            token: identity,
            source: "given",
            result: { accountId: "1" },
        });
        assert.equal(offlineAnswer(facts, "aws:ec2/getVpc:getVpc", {}), undefined);
        assert.equal(offlineAnswer(facts, "constructor", {}), undefined);
    });
});
