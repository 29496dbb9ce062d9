import { discoveryDocument } from "../../trust/mirror";
import { failing, passing } from "./exampleResources";
import { distributedMirror, exampleKeys, mirror, mirrorIssuer, object } from "./mirrorResources";
import type { PolicyExample } from "./policyExample";

const right = discoveryDocument({
    issuer: mirrorIssuer,
    instanceUrl: "https://gitlab.example.com",
    keySet: exampleKeys,
});
const saying = (change: object) => ({ content: JSON.stringify({ ...right, ...change }) });

/** Cases of `discovery-document-consistent`. */
export const discoveryDocumentConsistentExamples: PolicyExample[] = [
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
            "keys where there is no object",
            ...mirror({ document: saying({ jwks_uri: `${mirrorIssuer}/jwks.json` }) }),
        ),
        // It is not readable either, and the object that is, is none of the two.
        alsoReportedBy: ["discovery-bucket-least-public"],
    },
    failing(
        "a member that AWS asks for is missing",
        ...mirror({ document: saying({ subject_types_supported: undefined }) }),
    ),
    failing("an underscore in the key", ...mirror({ document: { key: ".well-known/openid_configuration" } })),
    failing("no content type", ...mirror({ keys: { contentType: "binary/octet-stream" } })),
    failing(
        "no document",
        ...mirror().filter(({ name }) => name !== "document"),
        object("notes", { key: "notes.txt" }),
    ),
];
