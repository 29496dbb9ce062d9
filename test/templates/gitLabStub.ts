import { once } from "node:events";
import { createServer } from "node:http";

/** A note as GitLab's API gives it. */
export interface StubNote {
    id: number;
    body: string;
    system: boolean;
    author: { id: number };
}

/** A GitLab API on this machine with one merge request: project 20, `!7`. */
export interface GitLabStub {
    /** `CI_API_V4_URL`. */
    api: string;
    notes: StubNote[];
    /** Method and path of each request, without the query. */
    asked: string[];
    /** The user whose token is `secret-token`. Any other token is refused. */
    self: number;
    /** The next answers, in place of the API's own: status and headers. */
    next: { status: number; headers?: Record<string, string> }[];
    /** What the token may do: without `write` it reads only. */
    canWrite: boolean;
    stop(): Promise<void>;
}

/** The token that the stub accepts. */
export const stubNoteToken = "secret-token";

/** Starts the stub on a free port. Source of its behaviour: https://docs.gitlab.com/api/notes/ and https://docs.gitlab.com/api/rest/. */
export async function startGitLabStub(): Promise<GitLabStub> {
    const stub: GitLabStub = {
        api: "",
        notes: [],
        asked: [],
        self: 99,
        next: [],
        canWrite: true,
        stop: () => Promise.resolve(),
    };
    const server = createServer((request, response) => {
        let text = "";
        request.on("data", (part) => (text += String(part)));
        request.on("end", () => {
            const { pathname, searchParams } = new URL(request.url ?? "/", "http://gitlab");
            const method = request.method ?? "";
            stub.asked.push(`${method} ${pathname}`);
            const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
                response.writeHead(status, { "content-type": "application/json", ...headers });
                response.end(JSON.stringify(body));
            };
            const planned = stub.next.shift();
            if (planned !== undefined) return answer(planned.status, "Retry later", planned.headers);
            if (request.headers["private-token"] !== stubNoteToken)
                return answer(401, { message: "401 Unauthorized" });
            if (method === "GET" && pathname === "/api/v4/user") return answer(200, { id: stub.self });
            const base = "/api/v4/projects/20/merge_requests/7/notes";
            if (!pathname.startsWith(base)) return answer(404, { message: "404 Not Found" });
            if (method === "GET") {
                const size = Number(searchParams.get("per_page") ?? 20);
                const start = (Number(searchParams.get("page") ?? 1) - 1) * size;
                return answer(200, stub.notes.slice(start, start + size));
            }
            if (!stub.canWrite) return answer(403, { message: "403 Forbidden" });
            const { body } = JSON.parse(text) as { body: string };
            if (body.length > 1_000_000) return answer(400, { message: "too long" });
            if (method === "POST") {
                const note = { id: stub.notes.length + 1, body, system: false, author: { id: stub.self } };
                stub.notes.push(note);
                return answer(201, note);
            }
            const note = stub.notes.find(({ id }) => `${base}/${String(id)}` === pathname);
            if (method !== "PUT" || note === undefined) return answer(404, { message: "404 Not Found" });
            note.body = body;
            return answer(200, note);
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    stub.api = `http://127.0.0.1:${String(port)}/api/v4`;
    stub.stop = async () => {
        server.close();
        server.closeAllConnections();
        await once(server, "close");
    };
    return stub;
}
