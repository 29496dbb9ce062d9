import assert from "node:assert/strict";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { startAwsProxy, type AwsProxy } from "../awsProxy";
import { engineProject, type EngineProject } from "../engineProject";
import { describeWithEngine } from "../findEngine";
import { federationConfig } from "../sample";
import { orSkip } from "../../tools/orSkip";

/** A reason for which AWS does not say what a deployment needs. */
interface Situation {
    title: string;
    /** The stack's name. */
    stack: string;
    config?: Record<string, unknown>;
    environment?: Record<string, string | undefined>;
    /** The error that AWS answers every call with. */
    error?: { status: number; code: string; message: string };
    /** What the message names, at least: the cause. */
    names: RegExp[];
}

const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

const situations: Situation[] = [
    {
        title: "credentials of another account",
        stack: "account",
        config: { "gitlab-aws-oidc:accountId": "210987654321" },
        names: [/accountId/, /210987654321/, /123456789012/],
    },
    {
        title: "an account that aws:allowedAccountIds does not have",
        stack: "allowed",
        config: { "aws:allowedAccountIds": ["210987654321"] },
        names: [/123456789012/],
    },
    { title: "no credentials", stack: "none", environment: noKeys, names: [/credential/i] },
    {
        title: "expired credentials",
        stack: "expired",
        error: {
            status: 403,
            code: "ExpiredToken",
            message: "The security token included in the request is expired",
        },
        names: [/expired/i],
    },
    {
        title: "credentials that AWS does not know",
        stack: "refused",
        error: {
            status: 403,
            code: "InvalidClientTokenId",
            message: "The security token included in the request is invalid.",
        },
        names: [/InvalidClientTokenId|invalid/],
    },
    {
        title: "no network",
        stack: "network",
        // Nothing listens on port 9 of this machine.
        environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_MAX_ATTEMPTS: "2" },
        config: { "aws:maxRetries": "1" },
        names: [/connect|network|endpoint|reach/i],
    },
];

describeWithEngine("a preview that AWS does not answer", () => {
    let aws: Ministack | undefined;
    let proxy: AwsProxy | undefined;
    let project: EngineProject | undefined;

    before(async function () {
        aws = orSkip(this, await startMinistack());
        proxy = await startAwsProxy(aws.url);
        project = engineProject(proxy.url);
    });

    after(async () => {
        await proxy?.stop();
        await aws?.stop();
        project?.remove();
    });

    for (const { title, stack: name, config, environment, error, names } of situations) {
        it(`${title}: one message that names the cause, nothing registered`, async () => {
            assert.ok(proxy && project);
            proxy.decide = () => error ?? "forward";
            const stack = await project.stack(name, { ...federationConfig(), ...config });
            const { code, output, errors, steps } = await stack
                .withEnvironment(environment ?? {})
                .run("preview");
            assert.notEqual(code, 0, output);
            for (const cause of names) assert.match(errors.join("\n"), cause, output);
            assert.doesNotMatch(output, /error serializing|unhandled|\n\s+at \S+ \(/i);
            assert.equal(ownErrors(errors).length, 1, output);
            assert.deepEqual(
                steps.filter(({ type }) => type.startsWith("aws:")),
                [],
            );
        });
    }
});

/**
 * The program's own errors: without what the AWS plugin writes into the log by itself, which is where the engine gives a
 * program no more than an empty reason, and without the engine's remark that the preview failed.
 */
function ownErrors(errors: readonly string[]): string[] {
    return errors.filter((error) => !/^\[ERROR\]|^(preview|update) failed$/.test(error));
}
