import { type KeySet, signingAlgorithms, signingKeyTypes } from "./keySet";

/** Where an instance, and a mirror, serve the two documents: paths below the issuer, and keys of the mirror's bucket. */
export const discoveryPaths = {
    document: ".well-known/openid-configuration",
    keys: "oauth/discovery/keys",
} as const;

/**
 * How the mirror's two documents are served. STS caches keys when it may (https://gitlab.com/gitlab-org/gitlab/-/merge_requests/138405);
 * five minutes are what a new key can take to be seen everywhere.
 */
export const discoveryHeaders = {
    contentType: "application/json",
    cacheControl: "public, max-age=300",
} as const;

/** An OpenID discovery document as a mirror serves it: what a verifier of ID tokens needs, and nothing else. */
export interface DiscoveryDocument {
    issuer: string;
    jwks_uri: string;
    /** Of the instance itself: nobody signs in at a mirror, but the member is required. */
    authorization_endpoint: string;
    response_types_supported: string[];
    subject_types_supported: string[];
    id_token_signing_alg_values_supported: string[];
    claims_supported: string[];
}

/** What AWS asks to be named, with the other registered claims of a CI job's token. */
const claims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/**
 * The document of a mirror. Members that OpenID Connect Discovery 1.0 (section 3) requires are there, and those that AWS
 * asks for: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html.
 */
export function discoveryDocument({
    issuer,
    instanceUrl,
    authorizationEndpoint = `${instanceUrl}/oauth/authorize`,
    keySet,
}: {
    /** The mirror's URL, as the tokens will spell it. */
    issuer: string;
    /** The instance's own address. */
    instanceUrl: string;
    /** Default: where GitLab has it. */
    authorizationEndpoint?: string;
    keySet: KeySet;
}): DiscoveryDocument {
    return {
        issuer,
        jwks_uri: `${issuer}/${discoveryPaths.keys}`,
        authorization_endpoint: authorizationEndpoint,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: algorithmsOf(keySet),
        claims_supported: claims,
    };
}

/** A document as it is published. */
export function discoveryDocumentText(document: DiscoveryDocument): string {
    return `${JSON.stringify(document, null, 2)}\n`;
}

/** The algorithms of a set's keys; of a key without `alg` all that its type allows. In AWS's order. */
function algorithmsOf({ keys }: KeySet): string[] {
    const used = new Set(
        keys.flatMap(({ kty, crv, alg }) =>
            alg === undefined
                ? signingKeyTypes
                      .filter((type) => type.kty === kty && type.crv === crv)
                      .flatMap(({ algorithms }) => algorithms)
                : [alg],
        ),
    );
    return signingAlgorithms.filter((algorithm) => used.has(algorithm));
}

/** What to write on the GitLab side, by kind of installation, and what to do then. */
type InstanceSettings = Record<"linuxPackage" | "docker" | "helm" | "source" | "afterwards", string>;

/**
 * The settings that make an instance put the mirror's URL into the `iss` of its CI/CD ID tokens: GitLab Self-Managed 18.1
 * and later. They take effect for every relying party of the instance at once.
 * Source: https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-non-public-gitlab-instance and
 * https://docs.gitlab.com/administration/raketasks/tokens/. Read 2026-11.
 */
export function instanceSettings(issuer: string): InstanceSettings {
    const line = `gitlab_rails['ci_id_tokens_issuer_url'] = '${issuer}'`;
    const lines = (...texts: string[]) => `${texts.join("\n")}\n`;
    return {
        linuxPackage: lines("# /etc/gitlab/gitlab.rb", line, "# then: sudo gitlab-ctl reconfigure"),
        docker: lines(
            "# docker-compose.yml",
            "services:",
            "  gitlab:",
            "    environment:",
            "      GITLAB_OMNIBUS_CONFIG: |",
            `        ${line}`,
            "# then: docker compose up -d",
        ),
        helm: lines(
            "# gitlab_values.yaml",
            "global:",
            "  appConfig:",
            "    ciIdTokens:",
            `      issuerUrl: '${issuer}'`,
            "# then: helm upgrade -f gitlab_values.yaml gitlab gitlab/gitlab",
        ),
        source: lines(
            "# config/gitlab.yml",
            "production: &base",
            "  ci_id_tokens:",
            `    issuer_url: '${issuer}'`,
            "# then restart GitLab",
        ),
        afterwards: lines(
            "Run a CI/CD job, then on the instance: sudo gitlab-rake ci:validate_id_token_configuration",
            "It reads the mirror as a relying party does and checks issuer, key id and signature of the last job's token.",
            'It exits 0 even when it fails: look for "CI ID token configuration is valid".',
            "It checks neither AWS nor subjects; `gitlab-aws-oidc discovery verify` compares instance, mirror and provider.",
        ),
    };
}
