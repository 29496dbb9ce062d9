import assert from "node:assert/strict";
import { describeWitness, explainSubject } from "../../../trust/admission";

describe("a subject in one sentence", () => {
    const sentences: [subject: string, sentence: string][] = [
        [
            "project_path:my-group/app:ref_type:branch:ref:main",
            "jobs of project my-group/app for branch main",
        ],
        [
            "project_path:my-group/app:ref_type:branch:ref:main:ref_protected:true",
            "jobs of project my-group/app for the protected branch main",
        ],
        ["project_id:42:ref_type:tag:ref:v1", "jobs of the project with the id 42 for Git tag v1"],
        [
            "project_path:g/*:ref_type:branch:ref:release/*",
            "jobs of every project below g, subgroups included for any branch that begins with release/",
        ],
        [
            "project_path:g/app-*:*",
            "jobs of every project below g that matches g/app-*, subgroups included for any branch or Git tag",
        ],
        [
            "project_path:g/p:ref_type:branch:ref:*-stable",
            "jobs of project g/p for any branch that matches *-stable",
        ],
        ["project_path:g/p:ref_type:*:ref:main", "jobs of project g/p for branch main or Git tag main"],
        ["*", "jobs of every project of the instance for any branch or Git tag"],
        [
            "project_path:g/p:ref_type:branch:ref:main:deployment_tier:production",
            "jobs of project g/p for branch main, deploying to an environment of the tier production",
        ],
        [
            "project_path:g/p:ref_type:branch:ref:main:environment_protected:true",
            "jobs of project g/p for branch main, deploying to a protected environment",
        ],
        [
            "project_path:g/p",
            "jobs of project g/p for any ref, if the project leaves refs out of its subjects",
        ],
        [
            "repo:org/x:ref:refs/heads/main",
            "no job: GitLab issues no subject like repo:org/x:ref:refs/heads/main",
        ],
    ];
    for (const [subject, sentence] of sentences) {
        it(subject, () => {
            assert.equal(explainSubject(subject), sentence);
        });
    }
});

describe("a token in words", () => {
    const claims = { sub: "project_id:42", project_id: "42", aud: ["a", "b"] };

    it("is its subject, the claims that were asked for, and what the request has and has not", () => {
        const request = { "aws:sourceip": "203.0.113.7", "aws:principaltag/x": [] };
        assert.equal(
            describeWitness({ claims, request }, ["sub", "project_id", "aud", "user_id"]),
            'project_id:42 (project_id 42, aud ["a","b"], in a request with aws:sourceip 203.0.113.7, no aws:principaltag/x)',
        );
    });

    it("is its subject alone where nothing else matters", () => {
        assert.equal(describeWitness({ claims, request: {} }), "project_id:42");
        assert.equal(describeWitness({ claims: {}, request: {} }), "null");
    });
});
