import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiscoveryMirror, GitLabFederation } from "../../../components";
import { ArgsError } from "../../../components";
import { keySetText } from "../../../trust/mirror";
import { registerResources } from "../registerResources";
import { cloudFrontMirror, instanceKeys, privateFederation, s3Mirror } from "./mirrorSpecimens";

/** The paths and texts of what a federation refuses; it must have registered nothing. */
async function refused(discovery: object, more: object = {}): Promise<{ paths: string[]; text: string }> {
    const args = privateFederation(discovery as never, more);
    const { resources, errors } = await registerResources(() => new GitLabFederation("gitlab", args));
    assert.deepEqual(resources, []);
    const [error] = errors;
    assert.ok(error instanceof ArgsError, String(error));
    return { paths: error.problems.map(({ path }) => path), text: error.message };
}

const publisher = (account: string, name = "publisher") => `arn:aws:iam::${account}:role/${name}`;

describe("the arguments of a mirror", () => {
    const regionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    const environment = { ...process.env };
    before(() => {
        for (const name of regionVariables) Reflect.deleteProperty(process.env, name);
    });
    after(() => {
        Object.assign(process.env, environment);
    });

    const table: [string, object, object, string[]][] = [
        [
            "nothing at all",
            {},
            {},
            ["discovery.mode", "discovery.bucketName", "discovery.region", "discovery.jwksFile"],
        ],
        ["another mode", { ...s3Mirror, mode: "S3" }, {}, ["discovery.mode"]],
        ["a misspelled key", { ...s3Mirror, allowDestory: true }, {}, ["discovery.allowDestory"]],
        ["a name with dots", { ...s3Mirror, bucketName: "acme.oidc" }, {}, ["discovery.bucketName"]],
        ["no region", { ...s3Mirror, region: undefined }, {}, ["discovery.region"]],
        ["a zone for a region", { ...s3Mirror, region: "eu-north-1a" }, {}, ["discovery.region"]],
        [
            "an account-regional name without account",
            { ...s3Mirror, accountRegional: true },
            {},
            ["discovery.accountRegional"],
        ],
        ["a domain in mode s3", { ...s3Mirror, domainName: "a.example.com" }, {}, ["discovery.domainName"]],
        [
            "cloudfront without domain and certificate",
            { ...s3Mirror, mode: "cloudfront" },
            {},
            ["discovery.domainName", "discovery.certificateArn"],
        ],
        [
            "a URL for a domain",
            { ...cloudFrontMirror, domainName: "https://a.example.com" },
            {},
            ["discovery.domainName"],
        ],
        [
            "a certificate of another region",
            {
                ...cloudFrontMirror,
                certificateArn: cloudFrontMirror.certificateArn?.replace("us-east-1", "eu-north-1"),
            },
            {},
            ["discovery.certificateArn"],
        ],
        ["a file and keys", { ...s3Mirror, jwksFile: "keys.json" }, {}, ["discovery.jwks and jwksFile"]],
        [
            "a file that is not there",
            { ...s3Mirror, jwks: undefined, jwksFile: "no-such.json" },
            {},
            ["discovery.jwksFile"],
        ],
        ["no key", { ...s3Mirror, jwks: `{"keys":[]}` }, {}, ["discovery.jwks"]],
        [
            "a publisher of another account",
            { ...s3Mirror, publisherRoleArns: [publisher("999999999999")] },
            { accountId: "123456789012" },
            ["discovery.publisherRoleArns[0]"],
        ],
        [
            "publishers of two accounts",
            { ...s3Mirror, publisherRoleArns: [publisher("123456789012"), publisher("999999999999")] },
            {},
            ["discovery.publisherRoleArns[1]"],
        ],
        [
            "everybody as publisher",
            { ...s3Mirror, publisherRoleArns: ["*"] },
            {},
            ["discovery.publisherRoleArns[0]"],
        ],
        [
            "a role of the stack as publisher",
            { ...s3Mirror, publisherRoleArns: [publisher("123456789012", "gitlab-dev-web")] },
            {},
            ["discovery.publisherRoleArns[0]"],
        ],
        ["gitlab.com", s3Mirror, { gitlabUrl: "https://gitlab.com" }, ["discovery"]],
        ["thumbprints", s3Mirror, { thumbprints: ["a".repeat(40)] }, ["thumbprints"]],
        [
            "an audience that is nearly the instance's address",
            s3Mirror,
            { audience: "https://gitlab.internal.example.com/" },
            ["audience"],
        ],
        [
            "the mirror as previous issuer of itself",
            s3Mirror,
            {
                previousIssuers: [
                    { url: "https://acme-gitlab-oidc.s3.eu-north-1.amazonaws.com", audience: "a" },
                ],
            },
            ["previousIssuers[0].url"],
        ],
    ];
    for (const [what, discovery, more, paths] of table) {
        it(`refuse ${what}`, async () => {
            assert.deepEqual((await refused(discovery, more)).paths, paths);
        });
    }

    it("take the keys from a file, from JSON and from what YAML makes of them, to the same effect", async () => {
        const folder = mkdtempSync(join(tmpdir(), "mirror-"));
        const jwksFile = join(folder, "keys.json");
        writeFileSync(jwksFile, keySetText(instanceKeys));
        const contents: unknown[] = [];
        for (const keys of [{ jwksFile }, { jwks: JSON.stringify(instanceKeys) }, { jwks: instanceKeys }]) {
            const { resources } = await registerResources(
                () =>
                    new DiscoveryMirror("mirror", {
                        ...s3Mirror,
                        jwks: undefined,
                        ...keys,
                        gitlabUrl: "https://gitlab.internal.example.com:8443",
                        accountId: "123456789012",
                        partition: "aws",
                    } as never),
            );
            contents.push(
                resources.find(({ inputs }) => inputs["key"] === "oauth/discovery/keys")?.inputs["content"],
            );
        }
        rmSync(folder, { recursive: true });
        assert.deepEqual(contents, Array(3).fill(keySetText(instanceKeys)));
    });

    it("refuse a private key wherever it stands, and show none of it", async () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const jwk = { ...privateKey.export({ format: "jwk" }), kid: "k" };
        const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
        const folder = mkdtempSync(join(tmpdir(), "mirror-"));
        const jwksFile = join(folder, "keys.json");
        writeFileSync(jwksFile, JSON.stringify({ keys: [jwk] }));
        const places: object[] = [
            { jwks: { keys: [jwk] } },
            { jwks: JSON.stringify({ keys: [jwk] }) },
            { jwks: pem },
            { jwks: undefined, jwksFile },
            // Misspelt, so that it is not even read as keys.
            { jwk: { keys: [jwk] } },
            { jwksText: JSON.stringify({ keys: [jwk] }) },
            { key: pem },
        ];
        for (const place of places) {
            const { text } = await refused({ ...s3Mirror, ...place });
            assert.match(text, /private key/i);
            for (const secret of [jwk.d, jwk.p, pem.split("\n")[1]]) {
                assert.ok(
                    secret !== undefined && !text.includes(secret.slice(0, 12)),
                    Object.keys(place).join(),
                );
            }
        }
        rmSync(folder, { recursive: true });
    });
});
