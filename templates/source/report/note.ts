/** A merge request and the token that may write notes to it. */
export interface NoteTarget {
    /** The API's address, `CI_API_V4_URL`. */
    api: string;
    projectId: string;
    mergeRequestIid: string;
    token: string;
    /** Distinguishes this note from those of other stacks and components in the same merge request. */
    name: string;
    /** Where the whole text is, for a note that is cut. */
    artifactUrl: string;
    /** Milliseconds that one request may take. Default: 10,000. */
    timeout?: number;
    /** Milliseconds that everything may take, waits included. Default: 60,000. */
    deadline?: number;
}

/** What became of a note; `reason` is one line for the job's log. */
export type NoteResult = { done: "created" | "updated" } | { done: "none"; reason: string };

/** GitLab's limit is 1,000,000 characters; a note of that size is of no use to a reviewer. */
const longestNote = 100_000;
const longestAnswer = 8 * 1024 * 1024;
const mostPages = 50;

interface Note {
    id: number;
    body: string;
    system: boolean;
    author: { id: number };
}

class NoteError extends Error {}

/**
 * Writes the note, or updates the one that this job's token wrote earlier: a merge request has one note of a name. Never
 * throws: a note is no part of the job's result. Source: https://docs.gitlab.com/api/notes/.
 */
export async function writeNote(text: string, target: NoteTarget): Promise<NoteResult> {
    const giveUp = Date.now() + (target.deadline ?? 60_000);
    const project = encodeURIComponent(target.projectId);
    const notes = `/projects/${project}/merge_requests/${encodeURIComponent(target.mergeRequestIid)}/notes`;
    const marker = noteMarker(target.name);
    const call = (method: string, path: string, body?: string) => request(target, giveUp, method, path, body);
    try {
        const body = noteBody(text, target);
        const { id: self } = (await call("GET", "/user")) as { id: number };
        for (let page = 1; page <= mostPages; page++) {
            const found = (await call("GET", `${notes}?per_page=100&page=${String(page)}`)) as Note[];
            const own = found.find(
                (note) => !note.system && note.author.id === self && note.body.startsWith(marker),
            );
            if (own !== undefined) {
                await call("PUT", `${notes}/${String(own.id)}`, body);
                return { done: "updated" };
            }
            if (found.length < 100) break;
        }
        await call("POST", notes, body);
        return { done: "created" };
    } catch (error) {
        if (error instanceof NoteError) return { done: "none", reason: error.message };
        return { done: "none", reason: `GitLab's answer could not be read: ${String(error)}` };
    }
}

/** The hidden first line that finds the note again. */
export function noteMarker(name: string): string {
    return `<!-- gitlab-aws-oidc:${name.replace(/[^\w./:-]/g, "_")} -->`;
}

/**
 * The note as it is sent: with its marker, cut at a line where it is too long, and without anything that GitLab would act
 * on. A line that begins with a slash is a quick action, executed with the token's rights, and `@all` notifies everybody:
 * names in a plan are chosen by whoever opened the merge request. Source: https://docs.gitlab.com/user/project/quick_actions/.
 */
export function noteBody(
    text: string,
    { name, artifactUrl }: Pick<NoteTarget, "name" | "artifactUrl">,
): string {
    const harmless = text
        .replaceAll("\r", "")
        .replace(/^(\s*(?:[>*+-]\s*|\d+[.)]\s*)*)\//gm, "$1\\/")
        .replace(/@(?=[\w-])/g, "@\u2060");
    if (harmless.length <= longestNote) return `${noteMarker(name)}\n${harmless}`;
    const line = harmless.lastIndexOf("\n", longestNote);
    // A first line that is longer than a note is cut in itself, between two characters.
    const kept =
        line > 0 ? harmless.slice(0, line) : harmless.slice(0, longestNote).replace(/[\uD800-\uDBFF]$/, "");
    return [
        noteMarker(name),
        kept + closing(kept),
        "",
        `The note is cut. [The whole text](${artifactUrl})`,
        "",
    ].join("\n");
}

/** What ends an open code block and open details, so that the line after the cut is shown. */
function closing(kept: string): string {
    let fence = "";
    let details = 0;
    for (const line of kept.split("\n")) {
        const [run = ""] = /^(?:`{3,}|~{3,})/.exec(line) ?? [];
        if (fence !== "") {
            if (run.startsWith(fence) && line.trim() === run) fence = "";
        } else if (run !== "") fence = run;
        else if (line.startsWith("<details>")) details++;
        else if (line.startsWith("</details>")) details--;
    }
    return (fence === "" ? "" : `\n${fence}`) + "\n\n</details>".repeat(Math.max(0, details));
}

async function request(
    target: NoteTarget,
    giveUp: number,
    method: string,
    path: string,
    body?: string,
): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
        const left = giveUp - Date.now();
        if (left <= 0) throw new NoteError("GitLab did not accept the note in time.");
        const response = await send(target, Math.min(target.timeout ?? 10_000, left), method, path, body);
        if (response.ok) return JSON.parse(await limitedText(response)) as unknown;
        await response.body?.cancel();
        const isBusy = response.status === 429 || response.status === 502 || response.status === 503;
        const wait = waitOf(response, attempt);
        if (!isBusy || Date.now() + wait >= giveUp)
            throw new NoteError(refusal(response.status, method, path));
        await new Promise((settle) => setTimeout(settle, wait));
    }
}

async function send(
    { api, token }: NoteTarget,
    timeout: number,
    method: string,
    path: string,
    body?: string,
): Promise<Response> {
    try {
        return await fetch(api + path, {
            method,
            headers: {
                "PRIVATE-TOKEN": token,
                ...(body === undefined ? {} : { "content-type": "application/json" }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
            // A redirect would carry the token to another host.
            redirect: "manual",
            signal: AbortSignal.timeout(timeout),
        });
    } catch (error) {
        const cause =
            error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw new NoteError(`GitLab's API at ${api} cannot be reached: ${cause}`);
    }
}

async function limitedText(response: Response): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
        const bytes = part as Uint8Array;
        length += bytes.length;
        if (length > longestAnswer) throw new NoteError("GitLab's answer is too long.");
        parts.push(bytes);
    }
    return Buffer.concat(parts).toString("utf8");
}

/** `Retry-After` in seconds where GitLab gives it, else growing waits. */
function waitOf(response: Response, attempt: number): number {
    const given = Number(response.headers.get("retry-after") ?? Number.NaN);
    return Number.isFinite(given) && given >= 0 ? given * 1000 : 1000 * 2 ** (attempt - 1);
}

function refusal(status: number, method: string, path: string): string {
    const why: Record<number, string> = {
        401: "the token is missing, expired or revoked",
        403: "the token needs the scope api and at least the role Reporter in this project",
        404: "the project or merge request does not exist, or the token's user cannot see it",
        429: "the rate limit is exceeded",
    };
    const redirected =
        status >= 300 && status < 400 ? "GitLab redirects, and redirects are not followed" : undefined;
    return `GitLab answered ${String(status)} to ${method} ${path.split("?")[0] ?? ""}: ${why[status] ?? redirected ?? "not accepted"}.`;
}
