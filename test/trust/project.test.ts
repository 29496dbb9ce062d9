import assert from "node:assert/strict";
import { isPlaceholder, pageUrl, project } from "../../trust/project";

describe("where the project is published", () => {
    it("is a placeholder as long as it names no owner", () => {
        assert.equal(isPlaceholder("https://gitlab.example.com/OWNER/gitlab-aws-oidc"), true);
        assert.equal(isPlaceholder("@acme"), false);
    });

    it("has pages below the repository", () => {
        assert.equal(
            pageUrl("docs/errors.md#access"),
            `${project.repository}/-/blob/main/docs/errors.md#access`,
        );
    });
});
