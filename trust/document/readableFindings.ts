import type { Effect, Finding, Severity } from "../finding";

/** What a code of the rule `trust-policy-readable` stands for. The effect `closed` means that IAM refuses the document. */
interface ReadableCode {
    severity: Severity;
    effect: Effect;
    fix: string;
}

const json = 'Write one JSON object: {"Version": "2012-10-17", "Statement": [...]}.';

/**
 * The codes of the rule `trust-policy-readable`, beside the message that each occurrence makes for itself.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements", read in November 2026.
 */
export const readableCodes = {
    "document-empty": { severity: "high", effect: "closed", fix: json },
    "document-not-json": { severity: "high", effect: "closed", fix: json },
    "document-too-deep": { severity: "high", effect: "closed", fix: json },
    "document-too-long": {
        severity: "high",
        effect: "closed",
        fix: "Split the role, or say the same with fewer patterns: 2,048 characters are usual, 8,192 the most on request.",
    },
    "document-yaml": {
        severity: "high",
        effect: "closed",
        fix: "Convert the YAML to JSON before it reaches the role.",
    },
    "document-url-encoded": {
        severity: "high",
        effect: "closed",
        fix: "Decode it first: IAM's API returns documents URL-encoded, but takes them as plain JSON.",
    },
    "document-double-encoded": {
        severity: "high",
        effect: "closed",
        fix: "Encode it once: drop one JSON.stringify (or jsonencode).",
    },
    "document-output-as-text": {
        severity: "high",
        effect: "closed",
        fix: "Build the document from plain values, or with pulumi.jsonStringify; an Output cannot be put into a string.",
    },
    "document-byte-order-mark": {
        severity: "high",
        effect: "closed",
        fix: "Save the file as UTF-8 without a byte-order mark.",
    },
    "document-not-an-object": { severity: "high", effect: "closed", fix: json },
    "character-not-allowed": {
        severity: "high",
        effect: "closed",
        fix: "Use a wildcard or another condition key in its place: IAM takes U+0009, U+000A, U+000D and U+0020 to U+00FF only.",
    },
    "duplicate-name": {
        severity: "high",
        effect: "mixed",
        fix: "Keep one of the two: merge their members, or write a second statement.",
    },
    "duplicate-condition-key": {
        severity: "medium",
        effect: "mixed",
        fix: "Write the key once below this operator, with all its values in one list: key names ignore case.",
    },
    "unknown-marker": {
        severity: "high",
        effect: "mixed",
        fix: "Build this text from values that are known at preview: compute the provider's ARN instead of reading provider.arn.",
    },
    "version-missing": { severity: "low", effect: "mixed", fix: 'Add "Version": "2012-10-17".' },
    "version-old": { severity: "low", effect: "mixed", fix: 'Write "Version": "2012-10-17".' },
    "version-unknown": { severity: "high", effect: "closed", fix: 'Write "Version": "2012-10-17".' },
    "element-case": {
        severity: "high",
        effect: "mixed",
        fix: "Write the element in its documented spelling.",
    },
    "element-unknown": {
        severity: "high",
        effect: "closed",
        fix: "Remove it, or write the element that was meant.",
    },
    "element-prohibited": {
        severity: "high",
        effect: "closed",
        fix: "Remove it: a trust policy is about the role that it belongs to, an organization's policy about every principal.",
    },
    "statement-missing": {
        severity: "high",
        effect: "closed",
        fix: 'Add "Statement" with at least one statement.',
    },
    "statement-not-an-object": {
        severity: "high",
        effect: "closed",
        fix: "Write each statement as a JSON object.",
    },
    "sid-invalid": {
        severity: "high",
        effect: "closed",
        fix: "Write letters A to Z, a to z and digits only, or leave Sid out.",
    },
    "sid-duplicate": {
        severity: "high",
        effect: "closed",
        fix: "Give each statement a Sid of its own, or leave Sid out.",
    },
    "effect-invalid": {
        severity: "high",
        effect: "closed",
        fix: 'Write "Effect": "Allow" or "Effect": "Deny".',
    },
    "principal-invalid": {
        severity: "high",
        effect: "closed",
        fix: 'Write "Principal": {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/HOST"}.',
    },
    "principal-wildcard": {
        severity: "high",
        effect: "closed",
        fix: 'Name principals in full, or narrow "*" by a condition such as ArnLike on aws:PrincipalArn.',
    },
    "action-invalid": {
        severity: "high",
        effect: "closed",
        fix: 'Write "Action": "sts:AssumeRoleWithWebIdentity".',
    },
    "resource-invalid": {
        severity: "high",
        effect: "closed",
        fix: 'Write "Resource": "*": an organization\'s policy names resources in each statement.',
    },
    "condition-invalid": {
        severity: "high",
        effect: "closed",
        fix: 'Write "Condition": {"StringEquals": {"HOST:sub": "SUBJECT"}}.',
    },
    "operator-unknown": {
        severity: "high",
        effect: "closed",
        fix: "Write an operator that IAM has, such as StringEquals.",
    },
    "value-invalid": {
        severity: "high",
        effect: "closed",
        fix: "Write a text, or a list of texts; numbers and booleans are taken too.",
    },
} as const satisfies Record<string, ReadableCode>;

/** A code of the rule `trust-policy-readable`. */
export type ReadableFindingCode = keyof typeof readableCodes;

/** A finding of the rule `trust-policy-readable`. `fix` replaces the code's own where the occurrence allows a better one. */
export function readableFinding(
    code: ReadableFindingCode,
    place: { path: string; value?: unknown; fix?: string | undefined; effect?: Effect },
    message: string,
): Finding {
    const { severity, effect, fix } = readableCodes[code];
    return {
        rule: "trust-policy-readable",
        code,
        severity,
        effect: place.effect ?? effect,
        path: place.path,
        ...(place.value === undefined ? {} : { value: place.value }),
        message,
        fix: place.fix ?? fix,
    };
}
