import { limits } from "../aws";
import { isObject, readJson } from "../document";
import { findPrivateKeyMaterial, memberPath, mentionsPrivateKey } from "../problem";
import type { KeySet, KeySetProblem, PublicKey } from "./keySet";
import { readPublicKey } from "./readPublicKey";

const exportFix =
    "Save what the instance serves at /oauth/discovery/keys: it holds the public members only. If this file was committed or published, replace the key in GitLab.";

/**
 * Reads a JWKS: a JSON text, or what one parses to. The set is there only when nothing is wrong, and has public members
 * only. Refused are private members and PEM text at any depth, no key, more than 100 of one type, a missing or repeated
 * `kid`, and types and algorithms that STS does not take.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html.
 */
export function readKeySet(document: unknown): { keySet?: KeySet; problems: KeySetProblem[] } {
    const parsed = typeof document === "string" ? parseKeySet(document) : { value: document, problems: [] };
    const secrets = findPrivateKeyMaterial(parsed.value).map(({ path, kind }) => secretProblem(path, kind));
    if (secrets.length > 0) return { problems: secrets };
    if (parsed.problems.length > 0) return { problems: parsed.problems };
    const list = isObject(parsed.value) ? parsed.value["keys"] : undefined;
    if (!Array.isArray(list)) {
        const message = 'is not a key set: it has no list "keys"';
        return { problems: [{ code: "not-a-key-set", path: "", message, fix: exportFix }] };
    }
    const problems: KeySetProblem[] = [];
    const keys = list.flatMap((key: unknown, index): PublicKey[] => {
        const read = readPublicKey(key, memberPath("keys", index), problems);
        return read === undefined ? [] : [read];
    });
    problems.push(...countProblems(list), ...repeatedKids(list));
    return problems.length > 0 ? { problems } : { keySet: { keys }, problems };
}

function parseKeySet(text: string): { value?: unknown; problems: KeySetProblem[] } {
    // Some editors put a byte-order mark first; the published text has none.
    const { value, error, duplicates } = readJson(text.replace(/^\uFEFF/, ""));
    if (error !== undefined) {
        if (mentionsPrivateKey(text)) return { problems: [secretProblem("", "private-key-text")] };
        const message = text.trim() === "" ? "is empty" : `is not valid JSON: ${error}`;
        return { problems: [{ code: "not-json", path: "", message, fix: exportFix }] };
    }
    const problems = duplicates.map((path): KeySetProblem => {
        const message = "is there twice: which of the two counts is not defined";
        return { code: "duplicate-member", path, message, fix: "Keep one of them." };
    });
    return { value, problems };
}

function secretProblem(path: string, code: "private-member" | "private-key-text"): KeySetProblem {
    const message =
        code === "private-member"
            ? "belongs to a PRIVATE key (its value is not shown): whoever reads it can sign a token for any job"
            : "holds a PRIVATE key as text (not shown): whoever reads it can sign a token for any job";
    return { code, path, message, fix: exportFix };
}

function countProblems(list: readonly unknown[]): KeySetProblem[] {
    if (list.length === 0) {
        const message = "is empty: AWS could verify no token";
        return [{ code: "no-key", path: "keys", message, fix: exportFix }];
    }
    return ["RSA", "EC"].flatMap((type): KeySetProblem[] => {
        const count = list.filter((key) => isObject(key) && key["kty"] === type).length;
        if (count <= limits.keysPerType) return [];
        const message = `has ${String(count)} keys of type ${type}; STS takes at most ${String(limits.keysPerType)}`;
        return [
            {
                code: "too-many-keys",
                path: "keys",
                message,
                fix: "Leave out the keys that no token is signed with.",
            },
        ];
    });
}

function repeatedKids(list: readonly unknown[]): KeySetProblem[] {
    const kids = list.map((key) => (isObject(key) ? key["kid"] : undefined));
    return kids.flatMap((value, index): KeySetProblem[] => {
        if (typeof value !== "string" || kids.indexOf(value) === index) return [];
        const path = memberPath(memberPath("keys", index), "kid");
        const message = "is the id of an earlier key too";
        return [{ code: "duplicate-kid", path, value, message, fix: "Keep one key of each id." }];
    });
}
