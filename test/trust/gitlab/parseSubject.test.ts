import assert from "node:assert/strict";
import { buildSubject, parseSubject } from "../../../trust/gitlab/subjects";

describe("parseSubject", () => {
    const issued = [
        "project_path:my-group/my-project:ref_type:branch:ref:feature-branch-1",
        "project_path:a/b/c/d:ref_type:tag:ref:v1.0",
        "project_path:g/p:ref_type:branch:ref:release,1",
        "project_id:42:ref_type:branch:ref:main",
        "project_path:g/p:ref:main:ref_type:branch",
        "project_path:g/p",
        "project_path:g/p:ref_type:branch:ref:main:ref_protected:true:environment_protected:false:deployment_tier:production",
        "job_project_id:42:ref_type:branch:ref:main",
        "source_project_path:g/p:ref_type:branch:ref:main",
        "project_path:g/p:ref_type:branch:ref:main:newer_component:x",
    ];
    for (const subject of issued) {
        it(`reads ${subject}`, () => {
            const parts = parseSubject(subject);
            assert.ok(parts);
            assert.equal(buildSubject(parts), subject);
        });
    }

    const never = [
        "",
        "repo:org/x:ref:refs/heads/main",
        "project_path:g:ref_type:branch:ref:main",
        "project_path:/g/p:ref_type:branch:ref:main",
        "project_path:g/p:ref_type:mr:ref:main",
        "project_path:g/p:ref_type:branch:ref:",
        "project_path:g/p:ref_type:branch:ref:main:ref_type:branch:ref:x",
        "ref_type:branch:ref:main",
        "project_path:g/p:project_id:42",
        "project_id:x:ref_type:branch:ref:main",
        "project_path:g/p:ref_type:branch:ref:main:deployment_tier:prod",
        "project_path:g/p:ref_type:branch:ref:main:ref_protected",
    ];
    for (const subject of never)
        it(`knows that GitLab never issues ${JSON.stringify(subject)}`, () =>
            assert.equal(parseSubject(subject), undefined));
});
