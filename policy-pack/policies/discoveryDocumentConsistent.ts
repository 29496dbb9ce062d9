import { bucketServing, discoveryDocument, discoveryHeaders } from "../../trust/mirror";
import { memberPath } from "../../trust/problem";
import { failing, passing, type PolicyCase } from "../cases";
import {
    distributedMirror,
    documentKey,
    exampleKeys,
    keysKey,
    mirror,
    mirrorIssuer,
    object,
    rightPolicy,
} from "../cases/mirror";
import {
    behaviourFor,
    originsBehind,
    documentsOf,
    keyOf,
    known,
    knownTexts,
    type Mirror,
    mirrorsOf,
    stackPolicy,
    type StackViolation,
} from "../engine";

/** A discovery document that does not fit the provider that trusts it, or is not where AWS looks. */
export const discoveryDocumentConsistent = stackPolicy<object>({
    name: "discovery-document-consistent",
    displayName: "Consistent discovery documents",
    finds: "a mirrored discovery document that does not fit its provider, its keys or its place",
    description:
        "The discovery document of a mirrored issuer names that issuer and keys of its own, and both are where AWS looks.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Serve .well-known/openid-configuration with the provider's URL as issuer and the keys below it as jwks_uri, both as application/json. `gitlab-aws-oidc discovery render` writes the two documents.",
    tags: ["discovery"],
    config: {},
    otherFinders: [],
    cases,
    *check(resources, { organisation }) {
        for (const mirror of mirrorsOf(resources, organisation)) {
            yield* inconsistencies(mirror);
            yield* servedByOthers(mirror);
        }
    },
});

function* inconsistencies(mirror: Mirror): Generator<StackViolation> {
    // Objects that are made elsewhere cannot be judged.
    if (mirror.parts.object.length === 0) return;
    const { document, reading, keys, keySet } = documentsOf(mirror);
    for (const problem of reading?.problems ?? []) {
        if (document === undefined) continue;
        const { path, value, message, fix } = problem;
        const effect = problem.code.startsWith("keys-") ? "open" : "closed";
        const violation = {
            effect,
            path: path === "" ? "content" : memberPath("content", path),
            message,
            fix,
        } as const;
        yield about(document, { ...violation, ...(value !== undefined && { value }) });
    }
    const hasUnknownKeys = mirror.parts.object.some((object) => keyOf(object) === undefined);
    if (document === undefined && !hasUnknownKeys) yield* missing(mirror, keys.document);
    else if (keySet === undefined && !hasUnknownKeys) yield* missing(mirror, keys.keys);
    for (const object of [document, keySet]) {
        if (object === undefined) continue;
        const { value, unknownPaths } = known(() => object.props["contentType"] as unknown, "contentType");
        const [type] = knownTexts(object, ["contentType"]);
        if (unknownPaths.length > 0 || /^application\/json\b/i.test(type ?? "")) continue;
        const message = `is not ${discoveryHeaders.contentType}${value === undefined ? ", and S3 makes no guess" : ""}`;
        const fix = `Write "${discoveryHeaders.contentType}".`;
        yield about(object, { effect: "closed", path: "contentType", value: value ?? null, message, fix });
    }
}

/** Behaviours of a distribution by which somebody else than the bucket answers for one of the two documents. */
function* servedByOthers(mirror: Mirror): Generator<StackViolation> {
    const { distribution, bucketName } = mirror;
    if (distribution === undefined) return;
    const { paths } = documentsOf(mirror);
    const reported = new Set<string>();
    for (const path of [paths.document, paths.keys]) {
        const behaviour = behaviourFor(distribution, path);
        if (behaviour === undefined || reported.has(behaviour.path)) continue;
        const others = originsBehind(distribution, behaviour).flatMap(({ host }) =>
            host === undefined || bucketServing(host)?.bucket === bucketName ? [] : [host],
        );
        if (others.length === 0 && !behaviour.hasFunctions) continue;
        reported.add(behaviour.path);
        const isOther = others.length > 0;
        yield {
            subject: { noun: "Distribution", name: distribution.resource.name },
            urn: distribution.resource.urn,
            violation: {
                effect: "open",
                severity: "critical",
                path: isOther ? `${behaviour.path}.targetOriginId` : `${behaviour.path}.functionAssociations`,
                value: isOther ? others.join(", ") : path,
                message: isOther
                    ? `answers for /${path}, and is not the bucket ${JSON.stringify(bucketName)}: whoever runs it decides which tokens are genuine`
                    : "is answered by a function, or after one has changed the request: what AWS reads is no longer what the bucket has",
                fix: "Send the paths of the two documents to the bucket alone, without functions and without a second origin.",
            },
        };
    }
}

function* missing(mirror: Mirror, key: string): Generator<StackViolation> {
    const [first] = mirror.parts.object;
    if (first === undefined) return;
    const near = mirror.parts.object.find(
        (object) => keyOf(object)?.replace(/[_-]/g, "") === key.replace(/[_-]/g, ""),
    );
    const message = `is where AWS looks, and the bucket ${JSON.stringify(mirror.bucketName)} has no such object`;
    const written = near === undefined ? undefined : keyOf(near);
    const fix =
        written === undefined ? "Add the object." : `Write it so; it says ${JSON.stringify(written)}.`;
    yield about(near ?? first, { effect: "closed", path: "key", value: key, message, fix });
}

function about(
    resource: { name: string; urn: string },
    violation: StackViolation["violation"],
): StackViolation {
    return { subject: { noun: "Object", name: resource.name }, urn: resource.urn, violation };
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const right = discoveryDocument({
        issuer: mirrorIssuer,
        instanceUrl: "https://gitlab.example.com",
        keySet: exampleKeys,
    });
    const saying = (change: object) => ({ content: JSON.stringify({ ...right, ...change }) });

    const bucketOrigin = { originId: "documents", domainName: mirrorIssuer.slice("https://".length) };
    const otherOrigin = { originId: "other", domainName: "keys.example.net" };
    const inFolder = JSON.parse(
        JSON.stringify(rightPolicy("cloudfront")).replaceAll(/:::[\w-]+\//g, "$&gitlab/"),
    ) as unknown;
    const toBucket = { defaultCacheBehavior: { targetOriginId: "documents" } };

    return [
        passing("both documents in a public bucket", ...mirror()),
        passing("both documents behind CloudFront", ...distributedMirror()),
        failing(
            "the instance's own issuer",
            ...mirror({ document: saying({ issuer: "https://gitlab.example.com" }) }),
        ),
        failing("an issuer with a slash", ...mirror({ document: saying({ issuer: `${mirrorIssuer}/` }) })),
        {
            ...failing(
                "keys on another host",
                ...mirror({ document: saying({ jwks_uri: "https://keys.example.com/jwks" }) }),
            ),
        },
        failing(
            "keys by http",
            ...mirror({ document: saying({ jwks_uri: `${right.jwks_uri.replace("https", "http")}` }) }),
        ),
        {
            ...failing(
                "keys where there is not an object",
                ...mirror({ document: saying({ jwks_uri: `${mirrorIssuer}/jwks.json` }) }),
            ),
            // It is not readable either, and the object that is, is none of the two.
            alsoReportedBy: ["discovery-bucket-least-public"],
        },
        failing(
            "a member that AWS asks for is missing",
            ...mirror({ document: saying({ subject_types_supported: undefined }) }),
        ),
        failing(
            "an underscore in the key",
            ...mirror({ document: { key: ".well-known/openid_configuration" } }),
        ),
        failing("no content type", ...mirror({ keys: { contentType: "binary/octet-stream" } })),
        passing(
            "both documents in a folder that the origin names",
            ...distributedMirror({
                distribution: { ...toBucket, origins: [{ ...bucketOrigin, originPath: "/gitlab" }] },
                document: { key: `gitlab/${documentKey}` },
                keys: { key: `gitlab/${keysKey}` },
                policy: inFolder,
            }),
        ),
        {
            ...failing(
                "a folder of the origin in which they are not",
                ...distributedMirror({
                    distribution: { ...toBucket, origins: [{ ...bucketOrigin, originPath: "/other" }] },
                }),
            ),
            // CloudFront may read the documents alone, and these are others.
            alsoReportedBy: ["discovery-bucket-least-public"],
        },
        passing(
            "both documents behind CloudFront, other paths elsewhere",
            ...distributedMirror({
                distribution: {
                    ...toBucket,
                    origins: [bucketOrigin, otherOrigin],
                    orderedCacheBehaviors: [{ pathPattern: "/api/*", targetOriginId: "other" }],
                },
            }),
        ),
        ...(
            [
                [
                    "the keys",
                    { orderedCacheBehaviors: [{ pathPattern: "/oauth/*", targetOriginId: "other" }] },
                ],
                [
                    "the document, by ?",
                    {
                        orderedCacheBehaviors: [
                            { pathPattern: ".well-known/openid?configuration", targetOriginId: "other" },
                        ],
                    },
                ],
                ["everything", { defaultCacheBehavior: { targetOriginId: "other" } }],
                [
                    "the keys, by a wildcard for the slash",
                    {
                        orderedCacheBehaviors: [
                            { pathPattern: "?oauth/discovery/k*", targetOriginId: "other" },
                        ],
                    },
                ],
                [
                    "the documents, before their own behaviour",
                    {
                        orderedCacheBehaviors: [
                            { pathPattern: "*", targetOriginId: "other" },
                            { pathPattern: "/.well-known/*", targetOriginId: "documents" },
                        ],
                    },
                ],
                [
                    "everything, under an alias with a wildcard",
                    { aliases: ["*.example.com"], defaultCacheBehavior: { targetOriginId: "other" } },
                ],
                [
                    "everything, under an alias in capitals",
                    {
                        aliases: ["GitLab-OIDC.example.com"],
                        defaultCacheBehavior: { targetOriginId: "other" },
                    },
                ],
                [
                    "the documents, when the bucket fails,",
                    {
                        originGroups: [
                            {
                                originId: "group",
                                members: [{ originId: "documents" }, { originId: "other" }],
                            },
                        ],
                        defaultCacheBehavior: { targetOriginId: "group" },
                    },
                ],
                [
                    "a path that a function rewrites",
                    {
                        defaultCacheBehavior: {
                            targetOriginId: "documents",
                            functionAssociations: [
                                {
                                    eventType: "viewer-request",
                                    functionArn: "arn:aws:cloudfront::123456789012:function/f",
                                },
                            ],
                        },
                    },
                ],
            ] as const
        ).map(([what, change]) =>
            failing(
                `${what} from another origin`,
                ...distributedMirror({
                    distribution: { ...toBucket, origins: [bucketOrigin, otherOrigin], ...change },
                }),
            ),
        ),
        failing(
            "no document",
            ...mirror().filter(({ name }) => name !== "document"),
            object("notes", { key: "notes.txt" }),
        ),
    ];
}
