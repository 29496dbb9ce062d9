import assert from "node:assert/strict";
import { explainSubject } from "../../../trust/admission";

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
