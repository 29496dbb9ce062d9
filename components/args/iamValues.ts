import { limits } from "../../trust/aws";
import type { Problem } from "../../trust/problem";

/**
 * Checks of single values that IAM accepts. Each returns the mistakes of one value, with an empty path.
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
            `has ${String(name.length)} characters; IAM accepts at most ${String(limits.roleNameLength)}`,
            'Use a shorter name, key or "roleNamePrefix".',
        );
    }
    if (/^[\w+=,.@-]+$/.test(name)) return [];
    return problem(name, "is not a role name", 'Use letters, digits and "+=,.@_-".');
}

/** A role's path: `/`, or printable ASCII between slashes. */
export function rolePathProblems(path: string): Problem[] {
    if (path.length <= limits.rolePathLength && /^\/(?:[\x21-\x7e]+\/)?$/.test(path)) return [];
    return problem(
        path,
        "is not an IAM path",
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
        "is not a description that IAM accepts",
        `Use at most ${String(limits.roleDescriptionLength)} characters, none beyond U+00FF.`,
    );
}

/** A session's duration in seconds. */
export function sessionDurationProblems(seconds: number): Problem[] {
    const { least, most } = limits.sessionDuration;
    if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return [];
    return problem(
        seconds,
        "is not a session duration that IAM accepts",
        `Write seconds from ${String(least)} (an hour) to ${String(most)} (twelve hours).`,
    );
}

/** The quota for a trust policy's length. */
export function trustPolicyQuotaProblems(quota: number): Problem[] {
    const { trustPolicyLength: least, trustPolicyLengthOnRequest: most } = limits;
    if (Number.isInteger(quota) && quota >= least && quota <= most) return [];
    return problem(
        quota,
        "is not a quota that AWS grants",
        `Write a whole number from ${String(least)} to ${String(most)}.`,
    );
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
                    message: 'begins with "aws:", which AWS reserves',
                    fix: "Use another key.",
                },
            ];
        if (key === "" || key.length > keyLength || !allowed.test(key)) {
            return [
                {
                    path,
                    value: key,
                    message: "is not a tag key",
                    fix: `Use 1 to ${String(keyLength)} letters, digits, spaces and "_.:/=+-@".`,
                },
            ];
        }
        if (value.length > valueLength || !allowed.test(value)) {
            return [
                {
                    path,
                    value,
                    message: "is not a tag value",
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
