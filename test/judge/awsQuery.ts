/** An answer of IAM or STS. */
export interface QueryAnswer {
    status: number;
    /** The XML text. */
    body: string;
}

// MiniStack takes root's key id for root, and twelve digits for root of that account; it verifies no signature.
const authorizationOf = (keyId: string): string =>
    `AWS4-HMAC-SHA256 Credential=${keyId}/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0`;

async function query(
    url: string,
    parameters: Record<string, string>,
    authorization?: string,
): Promise<QueryAnswer> {
    const response = await fetch(url, {
        method: "POST",
        headers: {
            "content-type": "application/x-www-form-urlencoded",
            ...(authorization === undefined ? {} : { authorization }),
        },
        body: new URLSearchParams(parameters),
    });
    return { status: response.status, body: await response.text() };
}

/** Calls IAM by its query protocol, as root of the emulator's account or of another one. */
export function callIam(
    url: string,
    action: string,
    parameters: Record<string, string>,
    accountId = "test",
): Promise<QueryAnswer> {
    return query(url, { Action: action, Version: "2010-05-08", ...parameters }, authorizationOf(accountId));
}

/** Calls STS with an ID token and nothing else, as a job does. */
export function assumeRoleWithWebIdentity(url: string, roleArn: string, token: string): Promise<QueryAnswer> {
    return query(url, {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: roleArn,
        RoleSessionName: "judge",
        WebIdentityToken: token,
    });
}

/** A token with these claims. The signature is none: MiniStack does not look at it. */
export function unsignedToken(claims: Readonly<Record<string, unknown>>): string {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${encode({ alg: "RS256", kid: "test", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}
