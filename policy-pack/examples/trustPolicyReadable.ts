import { failing, passing, role, roleForSubject, roleWith } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const subject = "project_path:acme/web:ref_type:branch:ref:main";
const document = roleForSubject("StringEquals", subject).document;

/** Cases of `trust-policy-readable`. */
export const trustPolicyReadableExamples: PolicyExample[] = [
    passing("one JSON document", roleWith(document)),
    passing("the same as text with line breaks", roleWith(JSON.stringify(document, null, 4))),
    passing(
        "a service's role",
        role({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
    ),
    failing("text that is no JSON", roleWith('{"Version": "2012-10-17", "Statement": [')),
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
