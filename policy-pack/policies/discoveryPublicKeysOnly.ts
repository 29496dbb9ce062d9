import { mirrorTypes } from "../../trust/aws";
import { discoveryPaths, isPrivateKeyProblem, readKeySet } from "../../trust/mirror";
import { failing, passing, type PolicyCase } from "../cases";
import { exampleKeys, keysKey, object } from "../cases/mirror";
import { known, type ResourceKind, resourcePolicy, type ShownResource, type Violation } from "../engine";

/** An object of S3 that looks like somebody's published keys. */
export interface PublishedObject {
    /** `gitlab`: where GitLab's keys are, so all is judged. `keys`: by its name a key set, of whatever service. */
    kind: "gitlab" | "keys" | "other";
    /** The text, where it is inline and known. */
    content?: string;
    /** The input that holds it. */
    contentKey: string;
    /** Whether it comes from a file or asset, which is not read here. */
    isAsset: boolean;
}

/** Where services serve their keys, or say where these are, by the end of the path. */
const keyPaths = /(?:^|\/)(?:\.well-known\/[\w.-]+|jwks(?:\.json)?|keys(?:\.json)?|[\w.-]*jwks[\w.-]*)$/i;

/** The objects of `aws:`; `aws-native:` has none. */
export const publishedObjects: ResourceKind<PublishedObject> = {
    noun: "Object",
    types: mirrorTypes.object,
    read: readObject,
};

function readObject({ props }: ShownResource): PublishedObject {
    const key = known(() => props["key"] as unknown, "key").value;
    const path = typeof key === "string" ? key : "";
    const kind = path.endsWith(discoveryPaths.keys) ? "gitlab" : keyPaths.test(path) ? "keys" : "other";
    const { value: plain } = known(() => props["content"] as unknown, "content");
    const { value: encoded } = known(() => props["contentBase64"] as unknown, "contentBase64");
    const content =
        typeof plain === "string"
            ? plain
            : typeof encoded === "string"
              ? Buffer.from(encoded, "base64").toString("utf8")
              : undefined;
    return {
        kind,
        ...(content !== undefined && { content }),
        contentKey: typeof plain === "string" ? "content" : "contentBase64",
        isAsset: "source" in props,
    };
}

/** Private keys in what is published as a key set, or a key set that AWS refuses. */
export const discoveryPublicKeysOnly = resourcePolicy<PublishedObject, object>({
    name: "discovery-public-keys-only",
    displayName: "Public keys only",
    finds: "private key material, or keys that AWS refuses, in what is published as an issuer's keys",
    description:
        "What is published as an issuer's keys holds public keys that AWS takes, and no private one.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Publish what the instance serves at /oauth/discovery/keys. A private key that was published or committed must be replaced in GitLab: whoever read it can sign a token for any job.",
    tags: ["discovery"],
    config: {},
    otherFinders: [],
    cases,
    kind: publishedObjects,
    check({ kind, content, contentKey, isAsset }) {
        if (kind === "other") return [];
        if (content === undefined) return isAsset && kind === "gitlab" ? [assetViolation] : [];
        const { problems } = readKeySet(content);
        // Another service's keys may have forms that STS does not take; a private key is always one too many.
        const judged = kind === "gitlab" ? problems : problems.filter(isPrivateKeyProblem);
        return judged.map((problem): Violation => {
            const { path, value, message, fix } = problem;
            const isSecret = isPrivateKeyProblem(problem);
            return {
                effect: isSecret ? "open" : "closed",
                severity: isSecret ? "critical" : "high",
                path: path === "" ? contentKey : `${contentKey} ${path}`,
                ...(value !== undefined && !isSecret && { value }),
                message,
                fix,
            };
        });
    },
});

const assetViolation: Violation = {
    effect: "none",
    path: "source",
    message:
        "is a file or asset, which a policy cannot read: nobody has checked that it holds public keys only",
    fix: 'Write the keys into "content".',
};

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const [key] = exampleKeys.keys;
    const keys = (...list: object[]) =>
        object("keys", { key: keysKey, content: JSON.stringify({ keys: list }) });
    // Not a key: the members alone are what is judged.
    const privateMembers = { d: "not-a-real-private-exponent", p: "not-a-real-prime" };

    return [
        passing("the instance's public keys", keys({ ...key })),
        passing("an old and a new key", keys({ ...key }, { ...key, kid: "old", exp: 1_900_000_000 })),
        passing("an object that holds no keys", object("notes", { key: "notes.txt", content: "hello" })),
        passing(
            "another service's keys, in forms that only STS does not take",
            object("jwks", {
                key: "openid/v1/jwks",
                content: JSON.stringify({ keys: [{ ...key, kid: "" }] }),
            }),
        ),
        failing("private members", keys({ ...key, ...privateMembers })),
        failing(
            "a private key as PEM",
            object("keys", {
                key: keysKey,
                content: "-----BEGIN RSA PRIVATE KEY-----\n(left out)\n-----END RSA PRIVATE KEY-----",
            }),
        ),
        failing(
            "another service's private keys",
            object("jwks", {
                key: "openid/v1/jwks",
                content: JSON.stringify({ keys: [{ ...key, ...privateMembers }] }),
            }),
        ),
        failing(
            "a private key inside the discovery document",
            object("document", {
                key: ".well-known/openid-configuration",
                content: JSON.stringify({
                    issuer: "https://gitlab.example.com",
                    jwks: { keys: [{ ...key, ...privateMembers }] },
                }),
            }),
        ),
        failing(
            "a private key as text inside the discovery document",
            object("document", {
                key: ".well-known/openid-configuration",
                contentBase64: Buffer.from(
                    JSON.stringify({
                        issuer: "https://gitlab.example.com",
                        note: "-----BEGIN PRIVATE KEY-----",
                    }),
                ).toString("base64"),
            }),
        ),
        passing(
            "a discovery document",
            object("document", {
                key: ".well-known/openid-configuration",
                content: '{"issuer": "https://gitlab.example.com"}',
            }),
        ),
        failing("no key", keys()),
        failing("two keys of one id", keys({ ...key }, { ...key })),
        failing("an algorithm that STS refuses", keys({ ...key, alg: "PS256" })),
        failing("a key of another type", keys({ kty: "OKP", crv: "Ed25519", x: "x", kid: "a" })),
        failing(
            "something that is not a key set",
            object("keys", { key: keysKey, content: "<html></html>" }),
        ),
    ];
}
