import type { DocumentKind } from "../../../trust/document";

const deny = { Effect: "Deny", Action: "sts:AssumeRoleWithWebIdentity" };
const resourceControl = { ...deny, Principal: "*", Resource: "*" };
const serviceControl = { ...deny, Resource: "*" };

/** Policies of an organization, whose statements have other elements than a trust policy's: what is found in each. */
export const organizationCases: readonly (readonly [
    what: string,
    kind: DocumentKind,
    statement: Record<string, unknown>,
    findings: readonly string[],
])[] = [
    ["a resource control policy", "resource-control", resourceControl, []],
    [
        "one that exempts resources",
        "resource-control",
        { ...deny, Principal: "*", NotResource: ["arn:aws:iam::123456789012:role/a"] },
        [],
    ],
    [
        "one without Resource",
        "resource-control",
        { ...deny, Principal: "*" },
        ["resource-invalid closed Statement[0]"],
    ],
    [
        "one with both",
        "resource-control",
        { ...resourceControl, NotResource: "*" },
        ["resource-invalid closed Statement[0]"],
    ],
    ["one without Principal", "resource-control", serviceControl, ["principal-invalid closed Statement[0]"]],
    [
        "one with NotPrincipal and NotAction",
        "resource-control",
        { Effect: "Deny", NotPrincipal: "*", NotAction: "sts:*", Resource: "*" },
        [
            "element-prohibited closed Statement[0].NotPrincipal",
            "element-prohibited closed Statement[0].NotAction",
            "principal-invalid closed Statement[0]",
            "action-invalid closed Statement[0]",
        ],
    ],
    ["a service control policy", "service-control", serviceControl, []],
    [
        "one with NotAction",
        "service-control",
        { Effect: "Deny", NotAction: "iam:*", NotResource: "arn:aws:iam::*:role/a" },
        [],
    ],
    [
        "one with Principal",
        "service-control",
        resourceControl,
        ["element-prohibited closed Statement[0].Principal"],
    ],
    [
        "a Resource that is not a string",
        "service-control",
        { ...deny, Resource: [1] },
        ["resource-invalid closed Statement[0].Resource[0]"],
    ],
];
