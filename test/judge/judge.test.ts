import assert from "node:assert/strict";
import fc from "fast-check";
import { type Decision, evaluate } from "../../trust/decision";
import { readTrustDocument } from "../../trust/document";
import { propertyRuns } from "../propertyRuns";
import { assumeRoleWithWebIdentity, callIam, unsignedToken } from "./awsQuery";
import { disagreements } from "./disagreements";
import { installMinistack } from "./installMinistack";
import { ministackAccountId, startMinistack, type Ministack } from "./ministack";
import { pairs, type Pair } from "./pairs";

const roleName = "judged";
const roleArn = `arn:aws:iam::${ministackAccountId}:role/${roleName}`;

/** What a request from this machine to MiniStack has beside the token. */
const request = {
    accountId: ministackAccountId,
    keys: {
        "aws:SourceIp": "127.0.0.1",
        "aws:SecureTransport": "false",
        "aws:CurrentTime": new Date().toISOString(),
        "aws:EpochTime": String(Math.floor(Date.now() / 1000)),
    },
};

function decide({ policy, claims }: Pair): Decision {
    return evaluate(readTrustDocument(policy), claims, undefined, request);
}

describe("evaluate beside MiniStack", function () {
    this.timeout(600_000);
    let ministack: Ministack | undefined;
    let trusted = "";

    before(async function () {
        const installed = installMinistack();
        if ("missing" in installed) {
            console.log(`      ${installed.missing}`);
            this.skip();
        }
        ministack = await startMinistack();
    });

    after(async () => {
        await ministack?.stop();
    });

    async function askMinistack({ policy, claims }: Pair): Promise<boolean> {
        const url = ministack?.url ?? "";
        const text = JSON.stringify(policy);
        if (text !== trusted) {
            const answer =
                trusted === ""
                    ? await callIam(url, "CreateRole", { RoleName: roleName, AssumeRolePolicyDocument: text })
                    : await callIam(url, "UpdateAssumeRolePolicy", {
                          RoleName: roleName,
                          PolicyDocument: text,
                      });
            assert.equal(answer.status, 200, answer.body);
            trusted = text;
        }
        const answer = await assumeRoleWithWebIdentity(url, roleArn, unsignedToken(claims));
        if (answer.status === 200) return true;
        assert.match(answer.body, /<Code>AccessDenied<\/Code>/);
        assert.match(
            answer.body,
            /<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity<\/Message>/,
        );
        return false;
    }

    it("agrees on at least 2,000 generated pairs, and on every pair that no listed disagreement is about", async () => {
        const unexplained: string[] = [];
        const agreed = { allowed: 0, denied: 0 };
        // A seed of its own: the same pairs in every run.
        for (const pair of fc.sample(pairs, { seed: 20261121, numRuns: propertyRuns(1400) }).flat()) {
            const decision = decide(pair);
            const theirs = await askMinistack(pair);
            // A pair that a listed disagreement is about counts neither as agreement nor against it.
            if (disagreements.some(({ explains }) => explains(pair, decision))) continue;
            if (theirs === decision.allowed) agreed[theirs ? "allowed" : "denied"]++;
            else unexplained.push(`${JSON.stringify(pair)}: MiniStack ${String(theirs)}; ${decision.reason}`);
        }
        assert.deepEqual(unexplained.slice(0, 5), []);
        // A judge that always denies would agree with many.
        assert.ok(agreed.allowed >= 800, `only ${agreed.allowed} pairs were allowed by both`);
        assert.ok(
            agreed.allowed + agreed.denied >= 2_000,
            `only ${agreed.allowed + agreed.denied} pairs agreed`,
        );
    });

    for (const { name, settledBy, specimen, explains } of disagreements) {
        it(`differs where ${name}; settled by ${settledBy}`, async () => {
            const decision = decide(specimen);
            assert.equal(decision.allowed, specimen.allowed, decision.reason);
            assert.ok(explains(specimen, decision));
            assert.equal(await askMinistack(specimen), !specimen.allowed);
        });
    }
});
