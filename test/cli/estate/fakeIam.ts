import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A refusal of IAM: status, code, text. */
type Refusal = [status: number, code: string, message: string];

/** What the account holds, and how it behaves. */
export interface FakeAccount {
    /** Role name -> trust policy. */
    roles?: Record<string, unknown>;
    /** Provider ARN -> URL and audiences. */
    providers?: Record<string, { url: string; clientIds: string[] }>;
    /** Every request is refused so; `REQUEST` in the text becomes the request's headers, as AWS repeats them. */
    refusal?: Refusal;
}

/** An IAM on loopback that knows three read-only actions. https://docs.aws.amazon.com/IAM/latest/APIReference/. */
export async function serveIam({ roles = {}, providers = {}, refusal }: FakeAccount) {
    const asked: string[] = [];
    const answer = (fields: URLSearchParams, request: IncomingMessage): string | Refusal => {
        const action = fields.get("Action") ?? "";
        asked.push(action);
        if (refusal !== undefined) {
            const [status, code, message] = refusal;
            return [status, code, message.replace("REQUEST", JSON.stringify(request.headers))];
        }
        const missing: Refusal = [404, "NoSuchEntity", "cannot be found."];
        if (action === "GetRole") {
            const name = fields.get("RoleName") ?? "";
            return name in roles ? `<Role>${roleXml(name, roles[name])}</Role>` : missing;
        }
        if (action === "ListRoles") {
            const members = Object.entries(roles).map(
                ([name, policy]) => `<member>${roleXml(name, policy)}</member>`,
            );
            return `<IsTruncated>false</IsTruncated><Roles>${members.join("")}</Roles>`;
        }
        const provider = providers[fields.get("OpenIDConnectProviderArn") ?? ""];
        if (action !== "GetOpenIDConnectProvider" || provider === undefined) return missing;
        const clients = provider.clientIds.map((id) => `<member>${id}</member>`).join("");
        return `<Url>${provider.url}</Url><ClientIDList>${clients}</ClientIDList><ThumbprintList/>`;
    };
    const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const fields = new URLSearchParams(Buffer.concat(chunks).toString());
            const said = answer(fields, request);
            const action = fields.get("Action") ?? "";
            response.writeHead(typeof said === "string" ? 200 : said[0], { "content-type": "text/xml" });
            response.end(
                typeof said === "string"
                    ? `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${said}</${action}Result></${action}Response>`
                    : `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${said[1]}</Code><Message>${said[2].replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</Message></Error></ErrorResponse>`,
            );
        });
    });
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    return {
        asked,
        url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
        stop: (): Promise<void> =>
            new Promise((settle) => {
                server.close(() => {
                    settle();
                });
                server.closeAllConnections();
            }),
    };
}

function roleXml(name: string, policy: unknown): string {
    const document = encodeURIComponent(JSON.stringify(policy));
    return `<Path>/</Path><RoleName>${name}</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::123456789012:role/${name}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${document}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration>`;
}
