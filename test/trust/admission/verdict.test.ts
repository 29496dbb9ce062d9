import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionOf, describeAccess, projectsOf } from "../../../trust/admission";
import { type Doubt, evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import type { Finding } from "../../../trust/finding";
import { analyzeTrustPolicy } from "../../../trust/rules";
import { propertyRuns } from "../../propertyRuns";
import { randomDocument } from "./randomDocuments";
import { randomRequest, type RandomRequest } from "./randomTokens";

const accountId = "123456789012";
const context = { accountId };

/** Policies that a deployment does not pass by default; the others advise. */
const advisory = ["trust-subject-refs", "trust-project-identity"];

/** A top-level group that no random document names. */
const strangersGroup = "zzstranger";

/** The same token as a stranger's: another group, and ids that no document lists. */
function asStranger({ claims, ...rest }: RandomRequest): RandomRequest {
    const { sub } = claims;
    if (typeof sub !== "string") return { claims, ...rest };
    const path = `${strangersGroup}/app`;
    const subject = sub
        .replace(/^((?:[a-z]+_)?project_path):[^:]*/, `$1:${path}`)
        .replace(/^((?:[a-z]+_)?project_id):\d+/, "$1:987654");
    return {
        ...rest,
        claims: {
            ...claims,
            sub: subject,
            project_path: path,
            project_id: "987654",
            namespace_id: "987655",
            user_id: "987656",
            user_login: strangersGroup,
        },
    };
}

function saysOpen({ effect, rule, exposes, code }: Finding): boolean {
    if (advisory.includes(rule)) return false;
    if (effect === "open") return exposes === "outsiders";
    return effect === "mixed" && (code === "subject-not-followed" || code === "subject-open");
}

/** Documents that IAM takes, with tokens of jobs. */
const documentsAndRequests = randomDocument.chain((raw) =>
    fc.record({
        raw: fc.constant(raw),
        requests: fc.array(randomRequest(raw), { minLength: 6, maxLength: 6 }),
    }),
);

/**
 * Whether a token with a list as aud gets in only if two things hold that nobody documents: that STS takes the list, and that a
 * scalar operator lets several values through. The verdict leaves these out, as the table does; `explain` has them.
 */
function hangsOnList(claims: Readonly<Record<string, unknown>>, unchecked: readonly Doubt[]): boolean {
    return Array.isArray(claims["aud"]) && unchecked.some(({ kind }) => kind !== "audience-list");
}

describe("the verdict on who gets in", function () {
    // Ten thousand runs of the nightly mode take their time on a busy machine.
    this.timeout(1_800_000);

    it("fails open, and stops the deployment, where a stranger's token gets in", () => {
        let strangers = 0;
        fc.assert(
            fc.property(documentsAndRequests, ({ raw, requests }) => {
                const document = readTrustDocument(raw);
                fc.pre(document.refusal === undefined);
                const allowed = requests
                    .filter(({ issuer }) => issuer.startsWith("gitlab."))
                    .map(asStranger)
                    .filter(({ claims, request }) => {
                        const decision = evaluate(document, claims, undefined, { accountId, keys: request });
                        return decision.allowed && !hangsOnList(claims, decision.unchecked);
                    });
                const [first] = allowed;
                if (first === undefined) return;
                const { isGitlab } = admissionOf(document, context);
                if (!isGitlab(first.issuer)) return;
                strangers++;
                const { findings } = analyzeTrustPolicy(document, context);
                assert.ok(
                    findings.some(saysOpen),
                    `${JSON.stringify(first)} gets in, and all that is said: ${findings.map(({ code, effect }) => `${code} ${effect}`).join(", ")}`,
                );
            }),
            { numRuns: propertyRuns(400), maxSkipsPerRun: 1000 },
        );
        // A generator that lets no stranger in proves nothing.
        assert.ok(strangers > 10, String(strangers));
    });

    it("fails open only where it shows a stranger's token that gets in", () => {
        let shown = 0;
        fc.assert(
            fc.property(randomDocument, (raw) => {
                const document = readTrustDocument(raw);
                fc.pre(document.refusal === undefined);
                for (const { effect, exposes, code, witness, issuer } of analyzeTrustPolicy(document, context)
                    .findings) {
                    // Callers without a token have none to be shown.
                    if (effect !== "open" || code === "principal-any-account") continue;
                    assert.ok(witness !== undefined, `${code} shows no token`);
                    const { claims, request } = witness;
                    const decision = evaluate(document, claims, undefined, { accountId, keys: request });
                    const why = `${code}: ${JSON.stringify(witness)} ${decision.reason}`;
                    assert.ok(decision.allowed, why);
                    if (exposes !== "outsiders") continue;
                    shown++;
                    // Only ways with strangers can have let it in.
                    const open = admissionOf(document, context).ways.filter(
                        (way) =>
                            ["groups", "instance"].includes(projectsOf(way).reach) &&
                            way.contains(witness) !== false,
                    );
                    assert.ok(open.length > 0, `${why} of ${issuer ?? "no issuer"} is no stranger's`);
                }
            }),
            { numRuns: propertyRuns(400), maxSkipsPerRun: 1000 },
        );
        assert.ok(shown > 50, String(shown));
    });

    it("and the table agree: a role is in it exactly if somebody gets in", () => {
        const seen = { listed: 0, empty: 0 };
        fc.assert(
            fc.property(randomDocument, (raw) => {
                const document = readTrustDocument(raw);
                const entries = describeAccess(document, context);
                const admission = admissionOf(document, context);
                const { gitlabWays, accountWays } = admission;
                const somebody =
                    document.refusal === undefined &&
                    (gitlabWays.some(({ example }) => example !== undefined) || accountWays.length > 0);
                assert.equal(entries.length > 0, somebody);
                seen[somebody ? "listed" : "empty"]++;
                for (const { witness } of entries) {
                    if (witness === undefined) continue;
                    const { claims, request } = witness;
                    assert.ok(evaluate(document, claims, undefined, { accountId, keys: request }).allowed);
                }
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
        assert.ok(Math.min(...Object.values(seen)) > 30, JSON.stringify(seen));
    });
});
