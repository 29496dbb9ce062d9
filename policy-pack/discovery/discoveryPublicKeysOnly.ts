import { isPrivateKeyProblem, readKeySet } from "../../trust/mirror";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";
import type { Violation } from "../sdk/violation";
import { type PublishedObject, publishedObjects } from "./publishedObject";

/** Private keys in what is published as a key set, or a key set that AWS refuses. */
export const discoveryPublicKeysOnly: ResourcePolicyDefinition<PublishedObject, object> = {
    name: "discovery-public-keys-only",
    displayName: "Public keys only",
    description:
        "What is published as an issuer's keys holds public keys that AWS takes, and no private one.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Publish what the instance serves at /oauth/discovery/keys. A private key that was published or committed must be replaced in GitLab: whoever read it can sign a token for any job.",
    tags: ["discovery"],
    config: {},
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
};

const assetViolation: Violation = {
    effect: "none",
    path: "source",
    message:
        "is a file or asset, which a policy cannot read: nobody has checked that it holds public keys only",
    fix: 'Write the keys into "content".',
};
