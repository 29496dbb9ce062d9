import { limits, parseManagedPolicyArn } from "../../trust/aws";
import type { Problem } from "../../trust/problem";

/**
 * Checks of what IAM takes for a role's properties. Each returns the mistakes of one value, with an empty path.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
 */
const problem = (value: unknown, message: string, fix: string): Problem[] => [
    { path: "", value, message, fix },
];

/** A role's name: 1 to 64 letters, digits and `+=,.@_-`. */
export function roleNameProblems(name: string): Problem[] {
    if (name.length > limits.roleNameLength) {
        return problem(
            name,
            `has ${String(name.length)} characters; IAM takes at most ${String(limits.roleNameLength)}`,
            'Use a shorter name, key or "roleNamePrefix".',
        );
    }
    if (/^[\w+=,.@-]+$/.test(name)) return [];
    return problem(name, "is no role name", 'Use letters, digits and "+=,.@_-".');
}

/** A role's path: `/`, or printable ASCII between slashes. */
export function rolePathProblems(path: string): Problem[] {
    if (path.length <= limits.rolePathLength && /^\/(?:[\x21-\x7e]+\/)?$/.test(path)) return [];
    return problem(
        path,
        "is no path of IAM",
        `Begin and end with a slash, such as "/ci/"; at most ${String(limits.rolePathLength)} characters.`,
    );
}

/** A role's description: at most 1000 printable characters up to U+00FF. */
export function descriptionProblems(description: string): Problem[] {
    if (
        description.length <= limits.roleDescriptionLength &&
        /^[\t\n\r\x20-\x7e\xa1-\xff]*$/.test(description)
    )
        return [];
    return problem(
        description,
        "is no description that IAM takes",
        `Use at most ${String(limits.roleDescriptionLength)} characters, none beyond U+00FF.`,
    );
}

/** A session's length in seconds. */
export function sessionDurationProblems(seconds: number): Problem[] {
    const { least, most } = limits.sessionDuration;
    if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return [];
    return problem(
        seconds,
        "is no session length that IAM takes",
        `Write seconds from ${String(least)} (an hour) to ${String(most)} (twelve hours).`,
    );
}

/** The quota for a trust policy's length. */
export function trustPolicyQuotaProblems(quota: number): Problem[] {
    const { trustPolicyLength: least, trustPolicyLengthOnRequest: most } = limits;
    if (Number.isInteger(quota) && quota >= least && quota <= most) return [];
    return problem(
        quota,
        "is no quota that AWS grants",
        `Write a whole number from ${String(least)} to ${String(most)}.`,
    );
}

/** ARN of a managed policy, AWS's own or the account's. */
export function managedPolicyArnProblems(arn: string): Problem[] {
    if (parseManagedPolicyArn(arn) !== undefined) return [];
    return problem(
        arn,
        "is no ARN of a managed policy",
        'Write one such as "arn:aws:iam::aws:policy/ReadOnlyAccess".',
    );
}

/** An inline policy's name: 1 to 128 letters, digits and `+=,.@_-`. */
export function inlinePolicyNameProblems(name: string): Problem[] {
    if (name.length <= limits.policyNameLength && /^[\w+=,.@-]+$/.test(name)) return [];
    return problem(
        name,
        "is no policy name",
        `Use at most ${String(limits.policyNameLength)} letters, digits and "+=,.@_-".`,
    );
}

/** An inline policy's document: JSON with statements. The text itself is not repeated, it may be long. */
export function inlinePolicyProblems(document: string): Problem[] {
    let parsed: unknown;
    try {
        parsed = JSON.parse(document);
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return [{ path: "", message: `is no JSON: ${why}`, fix: "Write a policy document as JSON text." }];
    }
    if (typeof parsed === "object" && parsed !== null && "Statement" in parsed) return [];
    return [
        {
            path: "",
            message: 'is no policy document: it has no "Statement"',
            fix: 'Write {"Version":"2012-10-17","Statement":[…]}.',
        },
    ];
}

/** AWS tags: at most 50, keys of 1 to 128 and values of up to 256 characters, no key of AWS's own. */
export function tagProblems(tags: Readonly<Record<string, string>>): Problem[] {
    const { most, keyLength, valueLength } = limits.tags;
    const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
    const wrong = Object.entries(tags).flatMap(([key, value]) => {
        const path = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
        if (/^aws:/i.test(key))
            return [
                {
                    path,
                    value: key,
                    message: 'begins with "aws:", which AWS keeps for itself',
                    fix: "Use another key.",
                },
            ];
        if (key === "" || key.length > keyLength || !allowed.test(key)) {
            return [
                {
                    path,
                    value: key,
                    message: "is no tag key",
                    fix: `Use 1 to ${String(keyLength)} letters, digits, spaces and "_.:/=+-@".`,
                },
            ];
        }
        if (value.length > valueLength || !allowed.test(value)) {
            return [
                {
                    path,
                    value,
                    message: "is no tag value",
                    fix: `Use up to ${String(valueLength)} letters, digits, spaces and "_.:/=+-@".`,
                },
            ];
        }
        return [];
    });
    if (Object.keys(tags).length <= most) return wrong;
    return [
        ...wrong,
        ...problem(Object.keys(tags).length, `more than ${String(most)} tags`, "Leave some out."),
    ];
}
