import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
    GetOpenIDConnectProviderCommand,
    IAMClient,
    ListOpenIDConnectProvidersCommand,
} from "@aws-sdk/client-iam";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import { missingEngine } from "./findEngine";
import { orSkip } from "../tools/orSkip";

const account = "123456789012";
const roles = { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } };

/** What an update does to AWS, without what stays as it is: `create iam/role:Role`. */
async function changesOf(update: (onEvent: (event: EngineEvent) => void) => Promise<unknown>) {
    const changes: string[] = [];
    await update(({ resOutputsEvent }) => {
        const { op = "", type = "" } = resOutputsEvent?.metadata ?? {};
        if (type.startsWith("aws:") && !["same", "read", "refresh"].includes(op)) {
            changes.push(`${op} ${type.split(":").at(-1) ?? ""}`);
        }
    });
    return changes;
}

/** The text of an update that must fail. */
async function failureOf(update: Promise<unknown>): Promise<string> {
    try {
        await update;
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
    return assert.fail("The update succeeded.");
}

describe("defects that users found, under the real engine", function () {
    this.timeout(300_000);
    const missing = missingEngine();
    if (missing !== undefined) {
        it(`are mended — not run here: ${missing}`);
        return;
    }
    let aws: Ministack | undefined;
    let project: EngineProject;
    const config = (more: object = {}) => ({
        "gitlab-aws-oidc:accountId": account,
        "gitlab-aws-oidc:roles": roles,
        ...more,
    });

    before(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
    });

    after(async () => {
        await aws?.stop();
        project.remove();
    });

    describe("a provider that is handed over", () => {
        let stack: Stack;
        const deploy = async (more: object) => {
            stack = await project.automated("hand-over", config(more));
            return await changesOf((onEvent) => stack.up({ color: "never", onEvent }));
        };
        const arn = `arn:aws:iam::${account}:oidc-provider/gitlab.com`;
        /** When the account's providers were created: one that was replaced has another date. */
        const providers = async () => {
            const iam = new IAMClient({
                endpoint: aws?.url ?? "",
                region: "us-east-1",
                credentials: { accessKeyId: "test", secretAccessKey: "test" },
            });
            const { OpenIDConnectProviderList = [] } = await iam.send(
                new ListOpenIDConnectProvidersCommand({}),
            );
            return await Promise.all(
                OpenIDConnectProviderList.map(async ({ Arn }) => {
                    const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn });
                    return [Arn, (await iam.send(command)).CreateDate?.toISOString()] as const;
                }),
            );
        };
        let created: Awaited<ReturnType<typeof providers>>;

        it("is released without being deleted, and nothing else changes", async () => {
            await deploy({});
            created = await providers();
            assert.deepEqual(
                created.map(([each]) => each),
                [arn],
            );
            assert.deepEqual(await deploy({ "gitlab-aws-oidc:useExistingProvider": "true" }), []);
            assert.deepEqual(await providers(), created);
            assert.deepEqual(await deploy({ "gitlab-aws-oidc:useExistingProvider": "true" }), []);
        });

        it("is taken over without being created, replaced or deleted", async () => {
            const changes = await deploy({ "gitlab-aws-oidc:adoptProvider": "true" });
            // What was only read leaves the state, which the engine calls a replacement; AWS sees none of it.
            assert.deepEqual(
                changes.filter((change) => /^(create|update|delete)/.test(change)),
                [],
                changes.join(),
            );
            assert.deepEqual(await providers(), created);
            assert.deepEqual(await deploy({ "gitlab-aws-oidc:adoptProvider": "true" }), []);
            assert.deepEqual(await deploy({}), []);
        });

        it("is deleted with the stack that owns it, and stays when a stack goes that only looked it up", async () => {
            await deploy({ "gitlab-aws-oidc:useExistingProvider": "true" });
            await stack.destroy({ color: "never" });
            assert.deepEqual(await providers(), created);
            await deploy({ "gitlab-aws-oidc:adoptProvider": "true" });
            await stack.destroy({ color: "never" });
            assert.deepEqual(await providers(), []);
        });
    });

    describe("AWS that refuses", () => {
        const cases: [what: string, config: object, environment: Record<string, string>, cause: RegExp][] = [
            ["no credentials", {}, { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, /credentials/],
            ["another account", { "aws:allowedAccountIds": '["999999999999"]' }, {}, /999999999999|allowed/],
            ["an endpoint that is down", {}, { AWS_ENDPOINT_URL: "http://127.0.0.1:9" }, /connect|reach/],
        ];
        for (const [what, more, environment, cause] of cases) {
            it(`gives one message with the cause and what to do: ${what}`, async () => {
                const stack = await project.automated("refused", config({ "aws:maxRetries": "1", ...more }));
                const before = stack.workspace.envVars;
                stack.workspace.envVars = { ...before, ...environment };
                const errors: string[] = [];
                let all = "";
                const onEvent = ({ diagnosticEvent }: EngineEvent) => {
                    if (diagnosticEvent?.severity === "error") all += diagnosticEvent.message;
                    // The plugin's own log is not the program's.
                    if (
                        diagnosticEvent?.severity === "error" &&
                        !diagnosticEvent.message.startsWith("[ERROR]")
                    ) {
                        errors.push(diagnosticEvent.message);
                    }
                };
                await failureOf(stack.preview({ color: "never", onEvent }));
                stack.workspace.envVars = before;
                assert.equal(errors.length, 1, errors.join("\n---\n"));
                assert.match(all, cause);
                assert.match(errors[0] ?? "", /\n-> /);
                assert.doesNotMatch(errors[0] ?? "", /error serializing|\n\s+at |unhandled/i);
            });
        }
    });

    it("puts back a mirror's keys that somebody else wrote under the same headers, on a refresh", async () => {
        const s3 = new S3Client({
            endpoint: aws?.url ?? "",
            region: "us-east-1",
            forcePathStyle: true,
            credentials: { accessKeyId: "test", secretAccessKey: "test" },
        });
        const keySet = (kid: string) => {
            const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
            return { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] };
        };
        const object = { Bucket: "acme-compared-keys", Key: "oauth/discovery/keys" };
        const stack = await project.automated(
            "compared",
            config({
                "aws:region": "us-east-1",
                "gitlab-aws-oidc:gitlabUrl": "https://gitlab.internal.example.com",
                "gitlab-aws-oidc:discovery": {
                    mode: "s3",
                    bucketName: object.Bucket,
                    jwks: keySet("own"),
                    allowDestroy: true,
                },
            }),
        );
        await stack.up({ color: "never" });
        await stack.up({ color: "never", refresh: true, expectNoChanges: true });
        await s3.send(
            new PutObjectCommand({
                ...object,
                Body: JSON.stringify(keySet("foreign")),
                ContentType: "application/json",
                CacheControl: "public, max-age=300",
            }),
        );
        const { changeSummary } = await stack.preview({ color: "never", refresh: true });
        assert.equal(changeSummary.update, 1);
        await stack.up({ color: "never", refresh: true });
        const published = await (await s3.send(new GetObjectCommand(object))).Body?.transformToString();
        assert.match(published ?? "", /"own"/);
        await stack.destroy({ color: "never" });
    });
});
