import { limits } from "../aws";
import type { ConditionMap } from "../gitlab";
import { type Problem, nearestName } from "../problem";
import { claimsThatAreNoKeys, keysOfIssuer } from "./conditionKeys";
import { conditionOperators, parseOperator, respellOperator } from "./operators";

/** Keys that say which job a token is for: only subjects decide on them. */
const ownKeys = ["aud", "sub"];

/**
 * What is wrong with conditions that a person adds to a role whose tokens come from `issuers` (host and path each).
 * They stand beside the role's own in every statement, so a key must exist for every issuer, and must not take the place
 * of a condition that the subjects make (`usedKeys`, without prefix).
 */
export function additionalConditionProblems(
    conditions: ConditionMap,
    issuers: readonly string[],
    usedKeys: readonly string[],
): Problem[] {
    return Object.entries(conditions).flatMap(([operator, keys]) => {
        const operatorProblems = unknownOperator(operator);
        return [
            ...operatorProblems,
            ...Object.entries(keys).flatMap(([key, values]) => {
                const path = `${operator}["${key}"]`;
                return [
                    ...issuers.slice(0, 1).flatMap((issuer) => ownKeyProblems(path, key, issuer, usedKeys)),
                    ...keyProblems(path, key, issuers),
                    ...valueProblems(path, typeof values === "string" ? [values] : values),
                ];
            }),
        ];
    });
}

function unknownOperator(operator: string): Problem[] {
    if (parseOperator(operator) !== undefined) return [];
    const respelt = respellOperator(operator) ?? nearestName(operator, [...conditionOperators.keys()]);
    const fix =
        respelt === undefined
            ? "Use an operator of IAM, such as StringEquals or IpAddress."
            : `Write "${respelt}".`;
    return [{ path: operator, value: operator, message: "is not an IAM condition operator", fix }];
}

function ownKeyProblems(path: string, key: string, issuer: string, usedKeys: readonly string[]): Problem[] {
    const [prefix, name] = splitKey(key);
    if (prefix !== issuer.toLowerCase()) return [];
    if (ownKeys.includes(name)) {
        return [
            {
                path,
                value: key,
                message: `is decided by ${name === "aud" ? "the audience" : "the subjects"}`,
                fix: "Leave it out.",
            },
        ];
    }
    if (!usedKeys.includes(name)) return [];
    return [
        {
            path,
            value: key,
            message: "is already decided by a subject of this role",
            fix: "Leave it out here, or there.",
        },
    ];
}

/** A key of an issuer exists only in its own tokens; `aws:` and `sts:` keys exist for all. */
function keyProblems(path: string, key: string, issuers: readonly string[]): Problem[] {
    const [prefix, name] = splitKey(key);
    if (prefix === "aws" || prefix === "sts") return [];
    const problem = (message: string, fix: string): Problem[] => [{ path, value: key, message, fix }];
    if (prefix === "")
        return problem("is not a condition key", `Write it with its prefix, such as "aws:SourceIp".`);
    const foreign = issuers.find((issuer) => issuer.toLowerCase() !== prefix);
    if (foreign !== undefined) {
        return problem(
            `does not exist in tokens of ${foreign}: no job of that issuer would get in`,
            issuers.length > 1
                ? "Leave it out while previous issuers are trusted."
                : `Use a key that begins with "aws:" or "${foreign}:".`,
        );
    }
    const known = keysOfIssuer(prefix);
    if (known.includes(name)) return [];
    if (claimsThatAreNoKeys.includes(name) || known.length < keysOfIssuer("gitlab.com").length) {
        return problem(
            "is a claim that AWS offers no condition key for: no job would get in",
            `Use one of: ${known.join(", ")}.`,
        );
    }
    return [];
}

function valueProblems(path: string, values: readonly string[]): Problem[] {
    if (values.length === 0) {
        return [
            {
                path,
                value: values,
                message: "has no values, which no job could satisfy",
                fix: "Name at least one value.",
            },
        ];
    }
    return values.flatMap((value) =>
        [...value].some((character) => (character.codePointAt(0) ?? 0) > limits.policyCharacterMost)
            ? [
                  {
                      path,
                      value,
                      message: "has a character beyond U+00FF, which IAM does not take in a policy",
                      fix: "Use other characters.",
                  },
              ]
            : [],
    );
}

/** A key in lower case, split at its last colon: an issuer's path may not hold one, `aws:PrincipalTag/a:b` may. */
function splitKey(key: string): [prefix: string, name: string] {
    const lower = key.toLowerCase();
    if (/^(aws|sts):/.test(lower)) return [lower.slice(0, 3), lower.slice(4)];
    const colon = lower.lastIndexOf(":");
    return colon < 0 ? ["", lower] : [lower.slice(0, colon), lower.slice(colon + 1)];
}
