import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import type { EngineStack } from "./engineStack";
import { describeWithEngine } from "./findEngine";

const bucket = "acme-gitlab-oidc";
const keys = { Bucket: bucket, Key: "oauth/discovery/keys" };

/** A key set with one new key. */
function keySet(kid: string) {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] };
}

describeWithEngine("the mirror under the real engine", () => {
    let aws: Ministack | undefined;
    let project: EngineProject;
    let stack: EngineStack;
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
        await stack.mustRun("up");
        assert.equal((await stack.outputs())["issuer"], `${bucket}.s3.us-east-1.amazonaws.com`);
        assert.match((await published()) ?? "", /"kid":\s*"first"/);
        assert.deepEqual((await stack.mustRun("preview", "--expect-no-changes")).steps, []);
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
        stack.configure(config({ allowDestroy: true, jwks: keySet("third") }));
        await stack.mustRun("up");
        assert.equal(await published(), synced);
        await stack.mustRun("up", "--refresh");
        assert.equal(await published(), synced);
    });

    it("goes when it is allowed to, the bucket after everything that trusts it", async () => {
        const { finished } = await stack.mustRun("destroy");
        const order = finished.flatMap(({ op, type }) =>
            op === "delete" && type.startsWith("aws:") ? [type.split(":")[2] ?? ""] : [],
        );
        assert.ok(order.indexOf("Role") < order.indexOf("OpenIdConnectProvider"), order.join());
        assert.ok(
            order.indexOf("OpenIdConnectProvider") <
                order.findIndex((type) => type.startsWith("BucketObject")),
            order.join(),
        );
        assert.equal(order.at(-1), "Bucket");
    });
});
