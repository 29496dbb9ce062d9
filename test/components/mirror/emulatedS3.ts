import { request } from "node:http";

/** What a request without credentials is given. */
export interface AnonymousAnswer {
    status: number;
    headers: Record<string, string>;
    text: string;
}

/**
 * Asks MiniStack as the internet would ask S3: by the bucket's own host name. TLS ends in front of it, as it does at S3,
 * and it is told so by a header; `http:` addresses come without.
 */
export function askAnonymously(
    ministack: string,
    url: string,
    method = "GET",
    body = "",
): Promise<AnonymousAnswer> {
    const { protocol, host, pathname, search } = new URL(url);
    const { hostname, port } = new URL(ministack);
    return new Promise((settle, reject) => {
        const headers = { host, ...(protocol === "https:" && { "x-forwarded-proto": "https" }) };
        const asked = request(
            { hostname, port, agent: false, method, path: pathname + search, headers },
            (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("end", () => {
                    settle({
                        status: response.statusCode ?? 0,
                        headers: Object.fromEntries(
                            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
                        ),
                        text: Buffer.concat(chunks).toString("utf8"),
                    });
                });
            },
        );
        asked.on("error", reject);
        asked.end(body);
    });
}

/** The same as a `fetch` for libraries that take one. */
export function anonymousFetch(
    ministack: string,
): (url: string, init?: { method?: string }) => Promise<Response> {
    return async (url, init = {}) => {
        const { status, headers, text } = await askAnonymously(ministack, url, init.method ?? "GET");
        return new Response(text, { status, headers });
    };
}
