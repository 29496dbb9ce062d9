import assert from "node:assert/strict";
import { type Context, createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { admissionsOf, jobRule } from "../../../../cli/commands/snippet/jobRule";
import { readTrustDocument } from "../../../../trust/document";
import { type SubjectSelector, buildTrustPolicy, selectorProblems } from "../../../../trust/gitlab";
import { propertyRuns } from "../../../propertyRuns";
import { type Job, selectorsWithJob, takes } from "../../../trust/gitlab/selectorsAndJobs";

const issuer = "gitlab.com";

function rulesOf(subjects: SubjectSelector[]): (string | undefined)[] {
    const audiences = ["https://gitlab.com"];
    const scope = { accountId: "123456789012", partition: "aws" };
    const text = buildTrustPolicy({ ...scope, issuers: [{ issuer, audiences }], subjects });
    return admissionsOf(readTrustDocument(text)).map(jobRule);
}

const ruleOf = (subject: Partial<SubjectSelector>) => rulesOf([{ project: "g/p", ...subject }]);

/** A rule as GitLab evaluates it in a branch or tag pipeline. */
function isMet(rule: string, job: Job): boolean {
    const variables: Context = {
        CI_COMMIT_BRANCH: job.refType === "branch" ? job.ref : "",
        CI_COMMIT_TAG: job.refType === "tag" ? job.ref : "",
        CI_PROJECT_ID: job.projectId,
        CI_PROJECT_NAMESPACE_ID: job.namespaceId,
        CI_COMMIT_REF_PROTECTED: String(job.refProtected),
        CI_PIPELINE_SOURCE: job.pipelineSource,
    };
    const script = rule.replace(/\$(\w+) =~ (\/(?:\\.|[^/\\])*\/)/g, "$2.test($1)").replace(/\$(\w+)/g, "$1");
    return Boolean(runInContext(script, createContext(variables)));
}

describe("the rule of a job", () => {
    it("is exact for exact refs", () => {
        assert.deepEqual(ruleOf({ branches: ["main"] }), ['$CI_COMMIT_BRANCH == "main"']);
        assert.deepEqual(ruleOf({ gitTags: ["v1"], projectId: "7" }), [
            '$CI_COMMIT_TAG == "v1" && $CI_PROJECT_ID == "7"',
        ]);
    });

    it("turns a pattern into a regular expression, and any ref into the variable alone", () => {
        assert.deepEqual(ruleOf({ branches: ["release/*"] }), ["$CI_COMMIT_BRANCH =~ /^release\\/.*$/"]);
        assert.deepEqual(ruleOf({ gitTags: ["v?.0"] }), ["$CI_COMMIT_TAG =~ /^v.\\.0$/"]);
        assert.deepEqual(ruleOf({ branches: ["*"] }), ["$CI_COMMIT_BRANCH"]);
    });

    it("has a choice where a claim may have several values", () => {
        const rules = ruleOf({
            branches: ["main"],
            pipelineSources: ["push", "web"],
            protectedRefsOnly: true,
        });
        assert.deepEqual(rules, [
            '$CI_COMMIT_BRANCH == "main" && ($CI_PIPELINE_SOURCE == "push" || $CI_PIPELINE_SOURCE == "web") && ' +
                '$CI_COMMIT_REF_PROTECTED == "true"',
        ]);
    });

    it("quotes a ref with a quotation mark, and is not there for one that rules cannot hold", () => {
        assert.deepEqual(ruleOf({ branches: ['a"b'] }), ["$CI_COMMIT_BRANCH == 'a\"b'"]);
        assert.deepEqual(ruleOf({ branches: [`a"b'c`] }), [undefined]);
        assert.deepEqual(ruleOf({ branches: ["v$1"] }), [undefined]);
        assert.deepEqual(ruleOf({ branches: ["v$*"] }), [undefined]);
    });

    it("lets every job through that the role takes", () => {
        fc.assert(
            fc.property(selectorsWithJob, ([selectors, job]) => {
                fc.pre(selectors.every((selector) => selectorProblems(selector, issuer).length === 0));
                fc.pre(selectors.some((selector) => takes(selector, job)));
                // A merge request pipeline has none of the variables; the snippet's comment says so.
                fc.pre(job.pipelineSource !== "merge_request_event");
                const rules = rulesOf(selectors);
                assert.ok(
                    rules.some((rule) => rule === undefined || isMet(rule, job)),
                    rules.join("\n"),
                );
            }),
            { numRuns: propertyRuns(300), maxSkipsPerRun: 1000 },
        );
    });
});
