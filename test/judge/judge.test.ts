import assert from "node:assert/strict";
import fc from "fast-check";
import { type Decision, evaluate } from "../../trust/decision";
import { readTrustDocument } from "../../trust/document";
import { admissionOf, projectsOf } from "../../trust/admission";
import { propertyRuns } from "../propertyRuns";
import { assumeRoleWithWebIdentity, callIam, unsignedToken } from "./awsQuery";
import { disagreements } from "./disagreements";
import { ministackAccountId, startMinistack, type Ministack } from "./ministack";
import { pairs, policies, type Pair } from "./pairs";
import { forMinistack } from "./translate";
import { orSkip } from "../tools/orSkip";

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

/** Tokens that differ from a witness in one small thing. */
function nearMisses(claims: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
    const sub = String(claims["sub"]);
    return [
        { ...claims, sub: `${sub}x` },
        { ...claims, sub: sub.slice(0, -1) },
        { ...claims, sub: sub.replace(/:([a-z])/, (_, letter: string) => `:${letter.toUpperCase()}`) },
        { ...claims, aud: "nobody's" },
        { ...claims, iss: "https://other.example" },
    ];
}

describe("evaluate beside MiniStack", function () {
    // Ten thousand pairs, each asked by a call, take most of half an hour on a machine that does other work too.
    this.timeout(1_800_000);
    let ministack: Ministack | undefined;
    let trusted = "";

    before(async function () {
        ministack = orSkip(this, await startMinistack());
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

    /** Asks both judges. Undefined: nobody decides, or MiniStack has no words for it. */
    async function compare(pair: Pair): Promise<{ ours: boolean; theirs: boolean; why: string } | undefined> {
        const decision = decide(pair);
        // A list as aud is sent as the audience that it lists.
        const open = decision.unchecked.filter(({ kind }) => kind !== "audience-list");
        const translated = forMinistack(pair);
        if (open.length > 0 || translated === undefined) return undefined;
        const theirs = await askMinistack(translated);
        const why = `${JSON.stringify(pair)}: MiniStack ${String(theirs)}; ${decision.reason}`;
        return { ours: decision.allowed, theirs, why };
    }

    it("agrees on at least 2,000 generated pairs, whatever operators, variables and principals they have", async () => {
        const unexplained: string[] = [];
        const agreed = { allowed: 0, denied: 0, withNull: 0, withVariables: 0, withEverybody: 0 };
        // A seed of its own: the same pairs in every run.
        for (const pair of fc.sample(pairs, { seed: 20261121, numRuns: propertyRuns(1400) }).flat()) {
            const answer = await compare(pair);
            if (answer === undefined) continue;
            if (answer.ours !== answer.theirs) unexplained.push(answer.why);
            else {
                const text = JSON.stringify(pair.policy);
                agreed[answer.ours ? "allowed" : "denied"]++;
                if (text.includes('"Null"')) agreed.withNull++;
                if (text.includes("${")) agreed.withVariables++;
                if (text.includes('"AWS":"*"') || text.includes('"AWS":["*"')) agreed.withEverybody++;
            }
        }
        assert.deepEqual(unexplained.slice(0, 5), []);
        // A judge that always denies would agree with many.
        assert.ok(agreed.allowed >= 800, JSON.stringify(agreed));
        assert.ok(agreed.allowed + agreed.denied >= 2_000, JSON.stringify(agreed));
        for (const count of [agreed.withNull, agreed.withVariables, agreed.withEverybody])
            assert.ok(count >= 50, JSON.stringify(agreed));
    });

    it("lets in the witnesses of an admission, and agrees on what nearly is one", async () => {
        const unexplained: string[] = [];
        const seen = { witnesses: 0, misses: 0 };
        for (const policy of fc.sample(policies, { seed: 20261122, numRuns: propertyRuns(250) })) {
            const admission = admissionOf(readTrustDocument(policy), { accountId: ministackAccountId });
            for (const way of admission.ways.slice(0, 4)) {
                const shown = [way.example, projectsOf(way).found];
                for (const found of shown) {
                    const { witness, isCertain = false } = found ?? {};
                    // What else the request has is this machine's, not the witness's choice.
                    if (witness === undefined || Object.keys(witness.request).length > 0) continue;
                    const answer = await compare({ policy, claims: { ...witness.claims } });
                    if (answer !== undefined) {
                        seen.witnesses++;
                        if (answer.ours !== answer.theirs || (isCertain && !answer.theirs))
                            unexplained.push(answer.why);
                    }
                    for (const claims of nearMisses(witness.claims)) {
                        const near = await compare({ policy, claims });
                        if (near === undefined) continue;
                        seen.misses++;
                        if (near.ours !== near.theirs) unexplained.push(near.why);
                    }
                }
            }
        }
        assert.deepEqual(unexplained.slice(0, 5), []);
        assert.ok(seen.witnesses >= 100 && seen.misses >= 200, JSON.stringify(seen));
    });

    for (const { name, settledBy, specimen } of disagreements) {
        it(`differs where ${name}; settled by ${settledBy}`, async () => {
            const decision = decide(specimen);
            assert.equal(decision.allowed, specimen.allowed, decision.reason);
            assert.equal(await askMinistack(specimen), !specimen.allowed);
        });
    }
});
