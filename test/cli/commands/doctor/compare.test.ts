import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { thumbprintOf } from "../../../../cli/commands/doctor/certificateChain";
import { type Comparison, diagnose } from "../../../../cli/commands/doctor/diagnose";
import { doctorCodes } from "../../../../cli/commands/doctor/findings";
import { doctorText } from "../../../../cli/commands/doctor/report";
import { makeCertificate } from "../../net/certificates";
import {
    authorities,
    authority,
    discovery,
    host,
    issuer,
    json,
    limits,
    rsaKey,
    serveInstance,
} from "../../net/fakeInstance";
import { inProcess } from "../../inProcess";

type Instance = NonNullable<Parameters<typeof serveInstance>[0]>;

const privateRoot = makeCertificate({ name: "Example Private CA", isAuthority: true });
const privateLeaf = makeCertificate({ name: host, issuer: privateRoot, hosts: [host] });
const privateChain = { tls: { key: privateLeaf.keyPem, cert: privateLeaf.pem + privateRoot.pem } };
const thumbprint = thumbprintOf(new X509Certificate(privateRoot.der));
const plain = { style: (_: unknown, text: string) => text, width: 100 };

async function diagnosed(instance: Instance, comparison: Comparison, text = issuer, known = authorities) {
    const served = await serveInstance(instance);
    try {
        const probing = {
            route: served.route,
            limits,
            authorities: authority.root.pem,
            progress: () => undefined,
        };
        const document = await diagnose(text, comparison, probing, known);
        assert.ok(document);
        return document;
    } finally {
        await served.stop();
    }
}

const provider = (found: Partial<NonNullable<Comparison["provider"]>["found"]>): Comparison => ({
    provider: {
        name: "the provider",
        found: { url: host, clientIds: ["aws"], thumbprints: [], ...found },
    },
});

describe("doctor --provider", () => {
    const cases: [what: string, instance: Instance, comparison: Comparison, codes: string[]][] = [
        ["a provider that fits", {}, provider({}), []],
        ["a URL with its scheme, as emulators give it", {}, provider({ url: issuer }), []],
        ["a stale thumbprint beside a public CA", {}, provider({ thumbprints: ["0".repeat(40)] }), []],
        ["a URL with a slash", {}, provider({ url: `${host}/` }), ["provider-url"]],
        ["no audience", {}, provider({ clientIds: [] }), ["provider-no-audience"]],
        [
            "a private CA whose thumbprint is registered",
            privateChain,
            provider({ thumbprints: [thumbprint] }),
            [],
        ],
        [
            "a private CA with another thumbprint",
            privateChain,
            provider({ thumbprints: ["0".repeat(40)] }),
            ["private-ca", "provider-thumbprint"],
        ],
    ];
    cases.forEach(([what, instance, comparison, codes]) => {
        it(what, async () => {
            const { findings } = await diagnosed(instance, comparison);
            assert.deepEqual(
                findings.map(({ code }) => code),
                codes,
            );
        });
    });

    it("computes the thumbprint that IAM takes, of the last certificate of the chain", async () => {
        const { findings } = await diagnosed(privateChain, provider({}));
        assert.match(findings.at(-1)?.fix ?? "", new RegExp(thumbprint));
        assert.match(thumbprint, /^[0-9a-f]{40}$/);
    });
});

describe("doctor --mirror", () => {
    const other = { ...rsaKey, kid: "new", n: Buffer.alloc(256, 0xc5).toString("base64url") };
    const mirrorOf = async (mirrored: unknown[], instanceKeys: unknown[] | undefined): Promise<string[]> => {
        // One server plays both: the first request for the keys is the mirror's, the second the instance's.
        let count = 0;
        const { findings } = await diagnosed(
            {
                keys: (request, response) => {
                    count++;
                    if (count > 1 && instanceKeys === undefined) request.socket.destroy();
                    else json({ keys: count === 1 ? mirrored : instanceKeys })(request, response);
                },
            },
            { instance: issuer },
        );
        return findings.map(({ code }) => code);
    };

    it("finds nothing where the keys are the same", async () => {
        assert.deepEqual(await mirrorOf([rsaKey], [rsaKey]), []);
    });
    it("finds a key that the mirror lacks", async () => {
        assert.deepEqual(await mirrorOf([rsaKey], [rsaKey, other]), ["mirror-key-missing"]);
    });
    it("finds another key under the same id", async () => {
        assert.deepEqual(await mirrorOf([rsaKey], [{ ...other, kid: rsaKey.kid }]), ["mirror-key-differs"]);
    });
    it("finds a key that the instance does not have", async () => {
        assert.deepEqual(await mirrorOf([rsaKey, other], [rsaKey]), ["mirror-key-extra"]);
    });
    it("leaves alone an old key whose time is not over", async () => {
        const exp = Math.floor(Date.now() / 1000) + 3600;
        assert.deepEqual(await mirrorOf([rsaKey, { ...other, exp }], [rsaKey]), []);
    });
    it("says where the instance cannot be read", async () => {
        assert.deepEqual(await mirrorOf([rsaKey], undefined), ["instance-failed"]);
    });
});

describe("doctor's report", () => {
    it("takes a slip in the address as a finding and looks at what was meant", async () => {
        const document = await diagnosed({}, {}, `http://${host}/`);
        assert.deepEqual(
            document.findings.map(({ code }) => code),
            ["url-wrong", "url-wrong"],
        );
        assert.equal(document.answers.length, 2);
    });

    it("takes a host alone", async () => {
        assert.deepEqual((await diagnosed({}, {}, host)).findings, []);
    });

    it("shows what was seen, AWS's words, the fix and the code", async () => {
        const { leaf, intermediate } = authority;
        const tls = { key: leaf.keyPem, cert: leaf.pem + intermediate.pem + intermediate.pem };
        const text = doctorText(await diagnosed({ tls }, {}), plain);
        assert.match(text, /TLSv1\.2, TLSv1\.3/);
        assert.match(text, /certificate 2: Test Intermediate, signed by Test Root/);
        assert.match(text, /✗ gitlab\.example\.com sends certificates more than once: "Test Intermediate"/);
        assert.match(text, /-> Write the certificate file again/);
        assert.match(
            text,
            /IAM, when the provider is created: OpenIdIdpCommunicationError: Could not connect to/,
        );
        assert.match(text, /keys: ci \(RS256\)/);
        assert.match(text, /1 problem that AWS would fail on\.$/);
    });

    it("says so where all is well", async () => {
        assert.match(doctorText(await diagnosed({}, {}), plain), /No problems found\.$/);
        assert.equal(discovery.issuer, issuer);
    });

    it("has an AWS error for everything that is broken", () => {
        for (const [code, { level, errors }] of Object.entries(doctorCodes))
            assert.ok(level === "risk" || errors(issuer).length > 0, code);
    });
});

describe("doctor: the address that was typed", () => {
    const secret = "pa55-marker";

    it("never shows a password, in findings or as JSON", async () => {
        const document = await diagnosed({}, {}, `https://user:${secret}@${host}`);
        assert.deepEqual(
            document.findings.map(({ code }) => code),
            ["url-wrong"],
        );
        assert.doesNotMatch(JSON.stringify(document) + doctorText(document, plain), /marker|user:/);
    });

    for (const url of [
        `https://user:${secret}@127.0.0.1`,
        `https://user:a/${secret}@`,
        `https://user:a/${secret}@host.example.com`,
        `https://user:a?#${secret}@host.example.com`,
        `//user:${secret}@`,
    ]) {
        it(`never shows the password of ${url.replace(secret, "PASSWORD")} on the command line`, async () => {
            for (const options of [["--json"], [], ["--gitlab-url", url]]) {
                const { stdout, stderr } = await inProcess(["doctor", url, ...options]);
                assert.doesNotMatch(stdout + stderr, /marker/);
            }
        });
    }

    it("finds a host name with letters beyond ASCII, and looks at its ASCII form", async () => {
        const address = "gitlab.xn--mnchen-3ya.example";
        const leaf = makeCertificate({ name: address, issuer: authority.intermediate, hosts: [address] });
        const instance = {
            tls: { key: leaf.keyPem, cert: leaf.pem + authority.intermediate.pem },
            others: { [address]: ["198.51.100.7"] },
            document: json({
                ...discovery,
                issuer: `https://${address}`,
                jwks_uri: `https://${address}/oauth/discovery/keys`,
            }),
        };
        const { findings } = await diagnosed(instance, {}, "https://gitlab.m\u00fcnchen.example");
        assert.deepEqual(
            findings.map(({ code }) => code),
            ["url-international"],
        );
        assert.match(findings[0]?.fix ?? "", new RegExp(`https://${address}`));
    });

    it("finds an IP address in place of a name, and looks at it", async () => {
        for (const [url, address] of [
            ["https://[2001:db8::7]", "2001:db8::7"],
            ["https://203.0.113.9", "203.0.113.9"],
        ] as const) {
            const document = await diagnosed({ others: { [address]: [address] } }, {}, url);
            assert.equal(document.issuer, url);
            assert.deepEqual(
                document.findings.map(({ code }) => code),
                ["url-ip-address", "certificate-host", "document-issuer-differs", "document-keys-elsewhere"],
            );
        }
    });

    it("names a CA of the organization that --ca-file has and the server does not send", async () => {
        const served = { tls: { key: privateLeaf.keyPem, cert: privateLeaf.pem } };
        assert.deepEqual(
            (await diagnosed(served, {})).findings.map(({ code }) => code),
            ["chain-incomplete"],
        );
        const own = { ...authorities, own: [new X509Certificate(privateRoot.der)] };
        const { findings } = await diagnosed(served, {}, issuer, own);
        assert.deepEqual(
            findings.map(({ code }) => code),
            ["private-ca"],
        );
        assert.match(findings[0]?.message ?? "", /Example Private CA/);
    });
});
