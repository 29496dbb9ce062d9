import { failing, passing, type PolicyCase, role, roleForSubject, roleWith } from "../cases";
import { trustRulePolicy } from "../engine";

/** A trust policy that cannot be read, or that two readers understand differently. */
export const trustPolicyReadable = trustRulePolicy({
    name: "trust-policy-readable",
    displayName: "Readable trust policy",
    finds: "a trust policy that cannot be read, or that two readers understand differently",
    description: "A trust policy can be read, and means what its text says.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Write one JSON document of version 2012-10-17, encoded once, without duplicate names and without values that were unknown when it was built.",
    tags: ["trust-policy"],
    otherFinders: [{ tool: "IAM Access Analyzer", share: "duplicate keys and the version" }],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const subject = "project_path:acme/web:ref_type:branch:ref:main";
    const document = roleForSubject("StringEquals", subject).document;

    return [
        passing("one JSON document", roleWith(document)),
        passing("the same as text with line breaks", roleWith(JSON.stringify(document, null, 4))),
        passing(
            "a service's role",
            role({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
        ),
        failing("text that is not valid JSON", roleWith('{"Version": "2012-10-17", "Statement": [')),
        failing("JSON inside a JSON string", roleWith(JSON.stringify(JSON.stringify(document)))),
        failing("YAML", roleWith('Version: "2012-10-17"\nStatement:\n  - Effect: Allow\n')),
        failing(
            "one name twice",
            roleWith(JSON.stringify(document).replace('{"Version"', '{"Version":"2012-10-17","Version"')),
        ),
        failing(
            "an unknown value inside a longer text",
            roleForSubject(
                "StringEquals",
                "project_path:04da6b54-80e4-46f7-96ec-b56ff0331ba9:ref_type:branch:ref:main",
            ),
        ),
    ];
}
