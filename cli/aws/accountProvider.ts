/** An OIDC provider as IAM has it (GetOpenIDConnectProvider). */
export interface AccountProvider {
    /** The URL; AWS gives it without `https://`. */
    url: string;
    /** The audiences that are registered. */
    clientIds: string[];
    /** SHA-1 thumbprints, 40 hexadecimal digits each. */
    thumbprints: string[];
}
