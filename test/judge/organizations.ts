import assert from "node:assert/strict";

/** Calls AWS Organizations as the management account, and gives what it answers. */
export async function callOrganizations(
    url: string,
    action: string,
    parameters: object = {},
): Promise<Record<string, Record<string, unknown>[]>> {
    const response = await fetch(url, {
        method: "POST",
        headers: {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": `AWSOrganizationsV20161128.${action}`,
            authorization:
                "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=0",
        },
        body: JSON.stringify(parameters),
    });
    const answer = (await response.json()) as Record<string, Record<string, unknown>[]>;
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
}
