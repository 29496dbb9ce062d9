import assert from "node:assert/strict";
import { noteLine } from "../../../../templates/source/report/mergeRequest";
import { noteBody, noteMarker, type NoteTarget, writeNote } from "../../../../templates/source/report/note";
import { type GitLabStub, startGitLabStub, stubNoteToken } from "../../gitLabStub";

const name = "pulumi-deploy/dev";
const artifactUrl = "https://gitlab.com/acme/platform/-/jobs/4000/artifacts/file/pulumi-report/summary.md";

describe("the merge request note", () => {
    let gitLab: GitLabStub;
    let target: NoteTarget;
    beforeEach(async () => {
        gitLab = await startGitLabStub();
        target = {
            api: gitLab.api,
            projectId: "20",
            mergeRequestIid: "7",
            token: stubNoteToken,
            name,
            artifactUrl,
            timeout: 1_000,
            deadline: 5_000,
        };
    });
    afterEach(async () => {
        await gitLab.stop();
    });
    const others = (count: number, body: string) =>
        Array.from({ length: count }, (_, index) => ({
            id: 1000 + index,
            body,
            system: false,
            author: { id: 5 },
        }));

    it("is created once, and updated from then on", async () => {
        assert.deepEqual(await writeNote("one", target), { done: "created" });
        assert.deepEqual(await writeNote("two", target), { done: "updated" });
        assert.deepEqual(await writeNote("other stack", { ...target, name: "pulumi-deploy/prod" }), {
            done: "created",
        });
        assert.deepEqual(
            gitLab.notes.map(({ body }) => body),
            [`${noteMarker(name)}\ntwo`, `${noteMarker("pulumi-deploy/prod")}\nother stack`],
        );
    });

    it("is found behind many others, and never taken from somebody who copied the marker", async () => {
        gitLab.notes.push(...others(150, `${noteMarker(name)}\nnot mine`));
        assert.deepEqual(await writeNote("one", target), { done: "created" });
        assert.deepEqual(await writeNote("two", target), { done: "updated" });
        assert.equal(gitLab.notes.filter(({ body }) => body.endsWith("not mine")).length, 150);
        assert.equal(gitLab.notes.at(-1)?.body, `${noteMarker(name)}\ntwo`);
    });

    it("says why the token is of no use: refused, or without the rights", async () => {
        const refused = await writeNote("one", { ...target, token: "another" });
        assert.match(refused.done === "none" ? refused.reason : "", /401 .*expired or revoked/);
        gitLab.canWrite = false;
        const rights = await writeNote("one", target);
        assert.match(rights.done === "none" ? rights.reason : "", /403 .*scope api .*Reporter/);
        const elsewhere = await writeNote("one", { ...target, mergeRequestIid: "8" });
        assert.match(elsewhere.done === "none" ? elsewhere.reason : "", /404 /);
        assert.doesNotMatch(JSON.stringify([refused, rights]), /another|secret-token/);
    });

    it("waits as long as GitLab asks for, and not beyond its deadline", async () => {
        gitLab.next.push({ status: 429, headers: { "retry-after": "1" } });
        const start = Date.now();
        assert.deepEqual(await writeNote("one", target), { done: "created" });
        assert.ok(Date.now() - start >= 1_000);
        gitLab.next.push({ status: 429, headers: { "retry-after": "3600" } });
        const busy = await writeNote("two", target);
        assert.match(busy.done === "none" ? busy.reason : "", /429 .*rate limit/);
        gitLab.next.push({ status: 429 });
        assert.deepEqual(await writeNote("two", target), { done: "updated" });
    });

    it("follows no redirect, and gives up on a host that is down or silent", async () => {
        gitLab.next.push({ status: 302, headers: { location: "https://elsewhere.example.com/" } });
        const moved = await writeNote("one", target);
        assert.match(moved.done === "none" ? moved.reason : "", /302 .*redirect/);
        const gone = await startGitLabStub();
        await gone.stop();
        const down = await writeNote("one", { ...target, api: gone.api });
        assert.match(down.done === "none" ? down.reason : "", /cannot be reached: .*ECONNREFUSED/);
    });

    it("is cut at a line with a link to the whole text, code and details closed", () => {
        const text = `<details><summary>x</summary>\n\n\`\`\`\`\n${"a line of the log\n".repeat(20_000)}\`\`\`\`\n\n</details>\n`;
        const body = noteBody(text, { name, artifactUrl });
        assert.ok(body.length < 110_000);
        assert.match(
            body,
            /a line of the log\n````\n\n<\/details>\n\nThe note is cut\. \[The whole text\]\(https:/,
        );
        assert.ok(body.includes(artifactUrl));
    });

    it("is cut within a line that alone is longer than a note, and between characters", () => {
        for (const text of [`x${"\u{1f600}".repeat(600_000)}`, "\u{1f600}".repeat(600_000)]) {
            const body = noteBody(text, { name, artifactUrl });
            assert.ok(body.length < 110_000, String(body.length));
            assert.ok(body.includes(artifactUrl));
            assert.doesNotMatch(body, /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
        }
    });

    it("does nothing that a name in the plan asks for: no quick action, no mention", () => {
        const body = noteBody(
            "fine\n/approve\n  /merge\n> /close\n- /label ~x\n1. /assign @boss\r/unlabel\nping @all",
            {
                name,
                artifactUrl,
            },
        );
        assert.doesNotMatch(body, /^\s*(?:[>*-]|\d\.)?\s*\//m);
        assert.doesNotMatch(body, /@\w/);
    });

    it("says in the log what is missing: the merge request, or the token's variable", async () => {
        const variables = {
            CI_API_V4_URL: gitLab.api,
            CI_PROJECT_ID: "20",
            CI_JOB_URL: "https://gitlab.com/j/1",
        };
        const line = (more: Record<string, string>) =>
            noteLine("text", name, "pulumi-report/summary.md", "MY_TOKEN", { ...variables, ...more });
        assert.match(await line({}), /not a merge request pipeline/);
        assert.match(
            await line({ CI_MERGE_REQUEST_IID: "7" }),
            /variable MY_TOKEN is not set.*scope api.*Reporter/,
        );
        assert.match(await line({ CI_MERGE_REQUEST_IID: "7", MY_TOKEN: stubNoteToken }), /note was created/);
        assert.match(
            await line({ CI_MERGE_REQUEST_IID: "7", MY_TOKEN: "wrong" }),
            /401.*does not change the job's result/,
        );
    });
});
