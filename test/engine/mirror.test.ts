import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { stringify } from "yaml";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import type { EngineStack } from "./engineStack";
import { describeWithEngine, isWholeMatrix } from "./findEngine";
import { orSkip } from "../tools/orSkip";

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
        aws = orSkip(this, await startMinistack());
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

// The published plugin has a list of aliases in a record. One that is built from the same provider may have a single one.
const programWithZone = `
import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation } from "../components";

const config = new pulumi.Config("zone");
const withOneAlias: pulumi.ResourceTransformation = ({ type, props: { aliases, ...props }, opts }) =>
    type === "aws:route53/record:Record" && aliases ? { props: { ...props, alias: aliases[0] }, opts } : undefined;
const federation = new GitLabFederation("gitlab", config.requireObject("args"), {
    transformations: config.getBoolean("oneAlias") ? [withOneAlias] : [],
});
export const issuer = federation.issuer;
export const distribution = federation.discoveryDistributionDomainName;
`;

describeWithEngine("the mirror with a hosted zone under the real engine", () => {
    const domainName = "gitlab-oidc.example.com";
    let aws: Ministack | undefined;
    let project: EngineProject;
    let stack: EngineStack;
    let zone = "";

    const config = (oneAlias: boolean) => ({
        "aws:region": "eu-north-1",
        "zone:oneAlias": String(oneAlias),
        "zone:args": {
            gitlabUrl: "https://gitlab.internal.example.com",
            discovery: {
                mode: "cloudfront",
                bucketName: bucket,
                region: "eu-north-1",
                domainName,
                hostedZoneId: zone,
                jwks: keySet("first"),
                allowDestroy: true,
            },
            roles: { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
        },
    });
    const route53 = async (path: string, init: RequestInit = {}) => {
        const authorization =
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0";
        const answer = await fetch(`${aws?.url ?? ""}/2013-04-01/hostedzone${path}`, {
            ...init,
            headers: { authorization, "content-type": "application/xml" },
        });
        const text = await answer.text();
        assert.ok(answer.ok, text);
        return text;
    };
    /** The zone's own records as `TYPE NAME -> TARGET`, without those that every zone has. */
    const records = async () => {
        const sets = (await route53(`/${zone}/rrset`)).split("<ResourceRecordSet>").slice(1);
        const element = (text: string, name: string) =>
            new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? "";
        return sets
            .map((set) => [element(set, "Type"), element(set, "Name"), set] as const)
            .filter(([type]) => !["NS", "SOA"].includes(type))
            .map(
                ([type, name, set]) =>
                    `${type} ${name} -> ${element(set, "DNSName") || element(set, "Value")}`,
            )
            .sort();
    };

    before(async function () {
        if (!isWholeMatrix()) return this.skip();
        aws = orSkip(this, await startMinistack());
        const request = `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>example.com</Name><CallerReference>test</CallerReference></CreateHostedZoneRequest>`;
        [, zone = ""] =
            /\/hostedzone\/(Z\w+)</.exec(await route53("", { method: "POST", body: request })) ?? [];
        project = engineProject(aws.url);
        project.program("zone", {
            "Pulumi.yaml": stringify({ name: "zone", runtime: "nodejs", main: "index.ts" }),
            "index.ts": programWithZone,
            "tsconfig.json": JSON.stringify({ extends: "../tsconfig.json" }),
        });
        stack = await project.stack("zone", config(false), "zone");
        const { code, output } = await stack.run("preview");
        if (code !== 0 && output.includes("one of `alias,records` must be specified"))
            stack.configure(config(true));
    });

    after(async () => {
        await aws?.stop();
        project?.remove();
    });

    it("is one update: certificate, its validation, distribution and addresses, and the provider last", async () => {
        const { violations } = await stack.run("preview", "--policy-pack", project.policyPack);
        // The stack may be destroyed, as a test's must be, and no policy has anything else against it.
        assert.deepEqual(
            [...new Set(violations.map(({ policy }) => policy))],
            ["discovery-bucket-protected"],
        );
        const { finished } = await stack.mustRun("up");
        const made = finished.flatMap(({ op, type, name }) =>
            op === "create" && type.startsWith("aws:")
                ? [`${type.split(":")[2] ?? ""}${/:(?:A|AAAA|validation)$/.exec(name)?.[0] ?? ""}`]
                : [],
        );
        const order = [
            ["Certificate", "Record:validation"],
            ["Record:validation", "CertificateValidation"],
            ["CertificateValidation", "Distribution"],
            ["Distribution", "Record:A"],
            ["Distribution", "Record:AAAA"],
            ["Record:A", "OpenIdConnectProvider"],
            ["Record:AAAA", "OpenIdConnectProvider"],
        ] as const;
        for (const [first, second] of order)
            assert.ok(
                made.includes(first) && made.indexOf(first) < made.indexOf(second),
                `${first}, ${second}: ${made.join()}`,
            );
        const outputs = await stack.outputs();
        assert.equal(outputs["issuer"], domainName);
        const target = String(outputs["distribution"]);
        const [a = "", quad = "", challenge = ""] = await records();
        assert.equal(a.replace(/\.(?= |$)/g, ""), `A ${domainName} -> ${target}`);
        assert.equal(quad.replace(/\.(?= |$)/g, ""), `AAAA ${domainName} -> ${target}`);
        assert.match(challenge, /^CNAME _[\w-]+\.gitlab-oidc\.example\.com\. -> .*acm/);
        await stack.mustRun("preview", "--expect-no-changes");
    });

    it("goes again with its records, and leaves the zone as it was", async () => {
        await stack.mustRun("destroy");
        assert.deepEqual(await records(), []);
    });
});
