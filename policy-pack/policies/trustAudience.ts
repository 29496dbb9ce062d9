import { allow, failing, passing, type PolicyCase, role } from "../cases";
import { trustRulePolicy } from "../engine";

/** A missing, misspelled or loose condition on the audience. */
export const trustAudience = trustRulePolicy({
    name: "trust-audience",
    displayName: "Audience in a trust policy",
    finds: "a missing, misspelled or loose condition on the audience",
    description: "Every statement that lets GitLab in names the audience that it expects, exactly.",
    level: "mandatory",
    severity: "medium",
    effect: "open",
    remediationSteps:
        "Add StringEquals on HOST:aud with the audience that the jobs ask for. Without it a token that was minted for another client of the same provider is let in.",
    tags: ["trust-policy", "audience"],
    otherFinders: [],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const subject = {
        "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main",
        "gitlab.com:project_id": "42",
    };
    const withAudience = (audience: unknown, operator = "StringEquals") =>
        operator === "StringEquals"
            ? role(allow({ StringEquals: { ...subject, "gitlab.com:aud": audience } }))
            : role(allow({ StringEquals: subject, [operator]: { "gitlab.com:aud": audience } }));
    const agreed = {
        "gitlab-issuers": { issuers: [{ url: "https://gitlab.com", audiences: ["aws-production"] }] },
    };

    return [
        passing("the issuer's own address", withAudience("https://gitlab.com")),
        passing("AWS's usual audience", withAudience("sts.amazonaws.com")),
        { ...passing("the agreed audience", withAudience("aws-production")), config: agreed },
        failing("no condition on the audience", role(allow({ StringEquals: subject }))),
        failing("a slash too many", withAudience("https://gitlab.com/")),
        failing("any audience", withAudience("*", "StringLike")),
        { ...failing("an audience that is not agreed on", withAudience("aws")), config: agreed },
    ];
}
