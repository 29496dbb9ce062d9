import { isObject } from "../document";
import { memberPath } from "../problem";
import {
    type KeySetProblem,
    type KeySetProblemCode,
    type PublicKey,
    type SigningKeyType,
    signingAlgorithms,
    signingKeyTypes,
} from "./keySet";

const leastModulusBits = 2048;

/** Control characters of both sets, line separators, and the characters that change the direction of writing. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Reads one key of a set and reports what is wrong with it. Members that no verifier needs are left out, so that nothing
 * unforeseen is ever published. The caller has looked for private members.
 */
export function readPublicKey(key: unknown, path: string, problems: KeySetProblem[]): PublicKey | undefined {
    const before = problems.length;
    const report = (code: KeySetProblemCode, name: string, value: unknown, message: string, fix: string) => {
        const shown = typeof value === "string" || typeof value === "number" ? { value } : {};
        problems.push({ code, path: name === "" ? path : memberPath(path, name), ...shown, message, fix });
    };
    if (!isObject(key)) {
        report(
            "malformed-key",
            "",
            undefined,
            "is not a key",
            "Write a JSON Web Key: an object with kty and kid.",
        );
        return undefined;
    }
    const { kty, kid, use, alg, crv, exp, nbf } = key;
    const known = signingKeyTypes.filter((type) => type.kty === kty);
    const type = known.find((each) => each.crv === undefined || each.crv === crv);
    if (typeof kid !== "string" || kid === "") {
        report(
            "missing-kid",
            "kid",
            undefined,
            "is missing: a token names its key by it",
            "Give each key its id.",
        );
    } else if (unprintable.test(kid)) {
        // Not shown: whoever reads the message has a terminal that would obey it.
        report(
            "unprintable-kid",
            "kid",
            undefined,
            "contains control characters; a key ID is published and displayed",
            "Give the key an ID of letters, digits and punctuation, in the instance and in the mirror.",
        );
    }
    if (known.length === 0) {
        report(
            "unsupported-type",
            "kty",
            kty,
            "is not a key type that STS accepts: it accepts RSA and EC",
            "Leave the key out.",
        );
    } else if (type === undefined) {
        report(
            "unsupported-type",
            "crv",
            crv,
            "is not a curve that STS accepts: P-256, P-384, P-521",
            "Leave the key out.",
        );
    } else {
        const allowed = type.algorithms;
        if (alg !== undefined && !(typeof alg === "string" && allowed.includes(alg))) {
            const fix =
                typeof alg === "string" && signingAlgorithms.includes(alg)
                    ? `Write ${allowed.join(" or ")}, which fits the key.`
                    : "Leave the key out.";
            report("unsupported-algorithm", "alg", alg, `is not among ${allowed.join(", ")}`, fix);
        }
        numberProblems(key, type, report);
    }
    if (use !== undefined && use !== "sig") {
        report("not-for-signing", "use", use, "is not for signatures", 'Leave the key out, or write "sig".');
    }
    for (const [name, time] of Object.entries({ exp, nbf })) {
        if (time === undefined || (Number.isSafeInteger(time) && Number(time) > 0)) continue;
        report(
            "malformed-key",
            name,
            time,
            "is not a time in seconds since 1970",
            "Leave it out: discovery sync writes it.",
        );
    }
    if (problems.length > before || type === undefined) return undefined;
    const text = (name: string) => (typeof key[name] === "string" ? { [name]: key[name] } : {});
    return {
        kty: type.kty,
        kid: String(kid),
        ...(use === "sig" && { use }),
        ...text("alg"),
        ...(type.kty === "RSA"
            ? { ...text("n"), ...text("e") }
            : { ...text("crv"), ...text("x"), ...text("y") }),
        ...(typeof exp === "number" && { exp }),
        ...(typeof nbf === "number" && { nbf }),
    };
}

type Report = (code: KeySetProblemCode, name: string, value: unknown, message: string, fix: string) => void;

function numberProblems(key: Record<string, unknown>, type: SigningKeyType, report: Report): void {
    const wrong = (name: string, message: string) => {
        report("malformed-key", name, undefined, message, "Take the key as the instance serves it.");
    };
    if (type.kty === "EC") {
        for (const name of ["x", "y"]) {
            if (bytesOf(key[name])?.length !== type.coordinateBytes) {
                wrong(name, `is not a coordinate of ${String(type.coordinateBytes)} bytes in base64url`);
            }
        }
        return;
    }
    const modulus = bytesOf(key["n"]);
    const exponent = bytesOf(key["e"]);
    if (modulus === undefined) wrong("n", "is not a modulus in base64url");
    else if (bitLength(modulus) < leastModulusBits) {
        // RFC 7518, section 3.3.
        const message = `has ${String(bitLength(modulus))} bits; RS256 asks for at least ${String(leastModulusBits)}`;
        report("weak-key", "n", undefined, message, "Replace the key in GitLab by one of 2048 bits or more.");
    }
    // With the exponent 1 every signature is right; an even one is no RSA key.
    const last = exponent?.at(-1) ?? 0;
    if (exponent === undefined || last % 2 === 0 || bitLength(exponent) < 2) {
        wrong("e", "is not a public exponent in base64url");
    }
}

function bytesOf(value: unknown): Uint8Array | undefined {
    if (typeof value !== "string" || !/^[\w-]+$/.test(value)) return undefined;
    return Buffer.from(value, "base64url");
}

function bitLength(bytes: Uint8Array): number {
    const first = bytes.findIndex((byte) => byte !== 0);
    if (first < 0) return 0;
    return (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}
