import assert from "node:assert/strict";
import fc from "fast-check";
import { buildSubject } from "../../../trust/gitlab/subjects";
import { buildTrustPolicy } from "../../../trust/gitlab/buildTrustPolicy";
import { limits } from "../../../trust/aws";
import { selectorProblems } from "../../../trust/gitlab/selectorProblems";
import type { SubjectSelector } from "../../../trust/gitlab/selectSubjects";
import { evaluate } from "../../../trust/decision";
import { readTrustDocument } from "../../../trust/document";
import { propertyRuns } from "../../propertyRuns";
import { selectors, selectorsWithJob, takes, type Job } from "./selectorsAndJobs";

const scope = { partition: "aws", accountId: "123456789012" };
const audience = "https://gitlab.example.com";

/** The claims that GitLab puts into the token of a job whose project has the selector's subject components. */
function claimsOf(
    job: Job,
    issuer: string,
    components: readonly string[] = ["project_path", "ref_type", "ref"],
) {
    const environment = job.environment && {
        environment_protected: String(job.environment.isProtected),
        deployment_tier: job.environment.tier,
    };
    const claims: Record<string, string> = {
        project_path: job.project,
        project_id: job.projectId,
        namespace_id: job.namespaceId,
        ref_type: job.refType,
        ref: job.ref,
        ref_protected: String(job.refProtected),
        pipeline_source: job.pipelineSource,
        ...environment,
    };
    const parts = components.flatMap((name) =>
        claims[name] === undefined ? [] : [{ name, value: claims[name] }],
    );
    return { ...claims, iss: `https://${issuer}`, aud: audience, sub: buildSubject(parts) };
}

describe("buildTrustPolicy", () => {
    it("admits exactly the jobs that the selectors describe", () => {
        const seen = { admitted: 0, refused: 0 };
        const issuers = fc.constantFrom("gitlab.com", "gitlab.com", "gitlab.example.com/gitlab");
        fc.assert(
            fc.property(issuers, selectorsWithJob, (issuer, [all, job]) => {
                const valid = all.filter((selector) => selectorProblems(selector, issuer).length === 0);
                fc.pre(valid.length > 0);
                const trusted = [{ issuer, audiences: [audience] }];
                const document = buildTrustPolicy({ ...scope, issuers: trusted, subjects: valid });
                // IAM takes no longer one, and so no role would have it.
                fc.pre(document.length <= limits.trustPolicyLengthOnRequest);
                const claims = claimsOf(job, issuer, valid[0]?.subjectComponents);
                const { allowed, reason } = evaluate(readTrustDocument(document), claims);
                const expected = valid.some((selector) => takes(selector, job));
                assert.equal(allowed, expected, `${reason}\n${document}\n${JSON.stringify(job)}`);
                seen[expected ? "admitted" : "refused"]++;
            }),
            { numRuns: propertyRuns(2000) },
        );
        // Both directions were really tried.
        assert.ok(seen.admitted > 50 && seen.refused > 50, JSON.stringify(seen));
    });

    it("is the same text in whatever order it was written", () => {
        const shuffledTwice = selectors.chain((all) =>
            fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        );
        const reversed = (selector: SubjectSelector): SubjectSelector =>
            Object.fromEntries(
                Object.entries(selector)
                    .reverse()
                    .map(([key, value]) => [
                        key,
                        Array.isArray(value) && key !== "subjectComponents"
                            ? [...(value as string[])].reverse()
                            : value,
                    ]),
            );
        fc.assert(
            fc.property(shuffledTwice, ([one, other]) => {
                const issuers = [{ issuer: "gitlab.com", audiences: ["a", "b"] }];
                const swapped = [{ issuer: "gitlab.com", audiences: ["b", "a"] }];
                assert.equal(
                    buildTrustPolicy({ ...scope, issuers, subjects: one }),
                    buildTrustPolicy({ ...scope, issuers: swapped, subjects: other.map(reversed) }),
                );
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("keeps exact subjects and patterns in statements of their own, aud in each", () => {
        const subjects = [{ project: "g/p", branches: ["main", "release/*"], gitTags: ["v1"] }];
        const { Statement } = JSON.parse(
            buildTrustPolicy({ ...scope, issuers: [{ issuer: "gitlab.com", audiences: ["a"] }], subjects }),
        ) as { Statement: { Condition: unknown }[] };
        assert.deepEqual(
            Statement.map(({ Condition }) => Condition),
            [
                {
                    StringEquals: {
                        "gitlab.com:aud": "a",
                        "gitlab.com:sub": [
                            "project_path:g/p:ref_type:branch:ref:main",
                            "project_path:g/p:ref_type:tag:ref:v1",
                        ],
                    },
                },
                {
                    StringEquals: { "gitlab.com:aud": "a" },
                    StringLike: { "gitlab.com:sub": "project_path:g/p:ref_type:branch:ref:release/*" },
                },
            ],
        );
    });

    it("writes a dollar so that no policy variable comes of it", () => {
        const subjects = [{ project: "g/p", branches: ["a${aws:username}b"] }];
        const document = buildTrustPolicy({
            ...scope,
            issuers: [{ issuer: "gitlab.com", audiences: ["a"] }],
            subjects,
        });
        assert.match(document, /ref:a\$\{\$\}\{aws:username\}b/);
    });
});
