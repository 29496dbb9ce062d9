import { discoveryHeaders } from "../../trust/mirror";
import { memberPath } from "../../trust/problem";
import { knownTexts } from "../permissions/reference";
import type { StackPolicyDefinition, StackViolation } from "../sdk/stackPolicy";
import { known } from "../sdk/known";
import { type Mirror, mirrorsOf } from "./mirror";
import { documentsOf, keyOf } from "./mirrorDocuments";

/** A discovery document that does not fit the provider that trusts it, or is not where AWS looks. */
export const discoveryDocumentConsistent: StackPolicyDefinition<object> = {
    name: "discovery-document-consistent",
    displayName: "Consistent discovery documents",
    description:
        "The discovery document of a mirrored issuer names that issuer and keys of its own, and both are where AWS looks.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Serve .well-known/openid-configuration with the provider's URL as issuer and the keys below it as jwks_uri, both as application/json. `gitlab-aws-oidc discovery render` writes the two documents.",
    tags: ["discovery"],
    config: {},
    *check(resources, { organisation }) {
        for (const mirror of mirrorsOf(resources, organisation)) yield* inconsistencies(mirror);
    },
};

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
