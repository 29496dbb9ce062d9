import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Stack } from "@pulumi/pulumi/automation";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import { missingEngine } from "./findEngine";

const bucket = "acme-gitlab-oidc";
const keys = { Bucket: bucket, Key: "oauth/discovery/keys" };

/** A key set with one new key. */
function keySet(kid: string) {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] };
}

describe("the mirror under the real engine", function () {
    this.timeout(300_000);
    const missing = missingEngine();
    if (missing !== undefined) {
        it(`deploys and keeps its keys — not run here: ${missing}`);
        return;
    }
    let aws: Ministack | undefined;
    let project: EngineProject;
    let stack: Stack;
    let s3: S3Client;
    const config = (discovery: object) => ({
        "aws:region": "us-east-1",
        "gitlab-aws-oidc:gitlabUrl": "https://gitlab.internal.example.com",
        "gitlab-aws-oidc:accountId": "123456789012",
        "gitlab-aws-oidc:discovery": {
            mode: "s3",
            bucketName: bucket,
            jwks: keySet("first"),
            keysManagedBySync: true,
            ...discovery,
        },
        "gitlab-aws-oidc:roles": { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
    });
    const published = async () => await (await s3.send(new GetObjectCommand(keys))).Body?.transformToString();

    before(async function () {
        aws = await startMinistack();
        if (aws === undefined) return this.skip();
        project = engineProject(aws.url);
        s3 = new S3Client({
            endpoint: aws.url,
            region: "us-east-1",
            forcePathStyle: true,
            credentials: { accessKeyId: "test", secretAccessKey: "test" },
        });
    });

    after(async () => {
        await aws?.stop();
        project.remove();
    });

    it("deploys with every policy content, and changes nothing the second time", async () => {
        stack = await project.stack("mirror", config({ allowDestroy: true }));
        const { outputs } = await stack.up({ color: "never" });
        assert.equal(outputs["issuer"]?.value, `${bucket}.s3.us-east-1.amazonaws.com`);
        assert.match((await published()) ?? "", /"kid":\s*"first"/);
        await stack.up({ color: "never", expectNoChanges: true });
    });

    it("never puts back the keys that Pulumi remembers over those that a sync has written", async () => {
        const synced = JSON.stringify(keySet("second"));
        await s3.send(
            new PutObjectCommand({
                ...keys,
                Body: synced,
                ContentType: "application/json",
                CacheControl: "max-age=60",
            }),
        );
        await project.stack("mirror", config({ allowDestroy: true, jwks: keySet("third") }));
        await stack.up({ color: "never" });
        assert.equal(await published(), synced);
        await stack.up({ color: "never", refresh: true });
        assert.equal(await published(), synced);
    });

    it("goes when it is allowed to, the bucket after everything that trusts it", async () => {
        const order: string[] = [];
        await stack.destroy({
            color: "never",
            onEvent: ({ resOutputsEvent }) => {
                const { op = "", type = "" } = resOutputsEvent?.metadata ?? {};
                if (op === "delete" && type.startsWith("aws:")) order.push(type.split(":")[2] ?? "");
            },
        });
        assert.ok(order.indexOf("Role") < order.indexOf("OpenIdConnectProvider"), order.join());
        assert.ok(
            order.indexOf("OpenIdConnectProvider") <
                order.findIndex((type) => type.startsWith("BucketObject")),
            order.join(),
        );
        assert.equal(order.at(-1), "Bucket");
    });
});
