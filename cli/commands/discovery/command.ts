import { parseProviderArn } from "../../../trust/aws";
import { iamAccount } from "../../estate";
import { networkOptions } from "../../net";
import {
    CommandError,
    type CommandContext,
    type CommandMaker,
    commonOptions,
    exitCodes,
    flagOption,
    newCommand,
    numberOption,
    textOption,
} from "../../terminal";
import { fetchInstance } from "./fetchInstance";
import { documentsByPath, renderMirror, writeDocuments } from "./render";
import { fetchOptions, instanceUrl, issuerUrl, keyStore, readKeySetFile } from "./settings";
import { syncKeys, syncText } from "./sync";
import { type Drift, verifyMirror, verifyProvider, verifyText } from "./verify";

const hoursPerYear = 24 * 365;

/** Options that every action has, with the same meaning. */
const shared = {
    gitLabUrl: () => commonOptions.gitLabUrl("The instance's own address. Default: CI_SERVER_URL."),
    issuer: (description = "The mirror's URL, as tokens name it in iss.") =>
        commonOptions.issuer(description),
    caFile: () =>
        networkOptions.caFile(
            "PEM file with the CA of the instance's certificate. Default: CI_SERVER_TLS_CA_FILE, or public CAs.",
        ),
    timeout: () => commonOptions.timeout("Seconds after which each request ends. Default: 10."),
};

/** `discovery render|sync|verify`: the mirrored documents of an instance that AWS cannot reach. */
export const discoveryCommand: CommandMaker = (context) =>
    newCommand(
        "discovery",
        "Renders, syncs and verifies the mirrored documents of an instance that AWS cannot reach.",
        [
            "The instance is asked over HTTPS with its certificate checked; redirects are refused, and an answer may have a " +
                "megabyte at most.",
        ],
    )
        .addCommand(renderCommand(context))
        .addCommand(syncCommand(context))
        .addCommand(verifyCommand(context));

function renderCommand({ terminal, environment, finish }: CommandContext) {
    return newCommand("render", "Renders the mirror's discovery document and keys.", [
        "Both documents are made from the instance's own, or from --keys.",
    ])
        .addOption(shared.issuer())
        .addOption(shared.gitLabUrl())
        .addOption(textOption("--keys <FILE>", "Read the keys (JWKS) from a file; nothing is fetched."))
        .addOption(textOption("--out <DIR>", "The folder to write to. Default: standard output."))
        .addOption(shared.caFile())
        .addOption(shared.timeout())
        .addOption(networkOptions.proxy())
        .addOption(commonOptions.json("Print the written files as JSON."))
        .action(async (options) => {
            const issuer = issuerUrl(options.issuer);
            const instance = instanceUrl(options.gitlabUrl, environment);
            const source =
                options.keys === undefined
                    ? { fetch: fetchOptions(options, environment, terminal).instance }
                    : { keys: options.keys };
            const documents = await renderMirror(issuer, instance, source);
            if (options.out === undefined) {
                terminal.json(documentsByPath(documents));
            } else {
                const files = writeDocuments(options.out, documents);
                if (options.json) terminal.json(files);
                else terminal.out(files.join("\n"));
            }
            finish(exitCodes.done);
        });
}

function syncCommand({ terminal, environment, finish }: CommandContext) {
    return newCommand("sync", "Publishes the instance's current keys to the mirror.", [
        "sync fetches the instance's keys and writes them to --file or to the bucket. A key that the instance no longer " +
            "publishes stays for the grace period; its end is stored in the key itself, so it does not matter who syncs. " +
            "sync never publishes a less complete key set and never overwrites a concurrent update.",
        "When GitLab replaces its key, jobs sign with the new one at once, and AWS knows it only after a sync: a job that " +
            "syncs cannot get its credentials with such a token. Publish the new public key before, with --next-keys, or " +
            "sync with other credentials. A key of --next-keys stays until the instance has published it once.",
        "This machine's clock must agree with those of the instance and of S3 within five minutes.",
    ])
        .addOption(shared.gitLabUrl())
        .addOption(
            shared.issuer("The mirror's URL; names its bucket and region where they are not specified."),
        )
        .addOption(textOption("--file <FILE>", "The committed file with the keys."))
        .addOption(textOption("--bucket <NAME>", "The mirror's bucket. Default: that of --issuer."))
        .addOption(
            textOption("--region <REGION>", "The bucket's region. Default: that of --issuer, or AWS_REGION."),
        )
        .addOption(textOption("--bucket-owner <ACCOUNT>", "The account that must own the bucket."))
        .addOption(
            numberOption("--grace-hours <N>", "Hours that a replaced key stays. Default: 24.", {
                least: 1,
                most: hoursPerYear,
            }),
        )
        .addOption(textOption("--next-keys <FILE>", "Keys that the instance will publish next (JWKS)."))
        .addOption(
            flagOption(
                "--withdraw-next-keys",
                "Remove coming keys that the instance has never published, other than those of --next-keys.",
            ),
        )
        .addOption(
            flagOption("--accept-unrelated-keys", "Accept a key set that shares no key with the mirror."),
        )
        .addOption(flagOption("--dry-run", "Report what would change, and write nothing."))
        .addOption(shared.caFile())
        .addOption(shared.timeout())
        .addOption(networkOptions.proxy())
        .addOption(
            commonOptions.json("Print a JSON document: store, changed, written, keys, added, retiring."),
        )
        .action(async (options) => {
            const instance = instanceUrl(options.gitlabUrl, environment);
            const store = keyStore(options, environment);
            const upcoming = options.nextKeys === undefined ? undefined : readKeySetFile(options.nextKeys);
            const { instance: how } = fetchOptions(options, environment, terminal);
            const { keySet, time } = await fetchInstance(instance, how);
            const result = await syncKeys(store, keySet, {
                gracePeriod: (options.graceHours ?? 24) * 3600,
                now: Math.floor(Date.now() / 1000),
                instanceTime: time,
                ...(upcoming && { upcoming }),
                withdrawUpcoming: options.withdrawNextKeys ?? false,
                acceptUnrelatedKeys: options.acceptUnrelatedKeys ?? false,
                dryRun: options.dryRun ?? false,
            });
            for (const warning of result.warnings)
                terminal.err(`${terminal.style("yellow", "warning:")} ${warning}`);
            if (options.json) terminal.json(result);
            else terminal.out(syncText(result, terminal));
            finish(exitCodes.done);
        });
}

function verifyCommand({ terminal, environment, finish }: CommandContext) {
    return newCommand("verify", "Compares the instance, the mirror and, with --provider-arn, the provider.", [
        "Exits 1 if they differ.",
    ])
        .addOption(shared.issuer())
        .addOption(shared.gitLabUrl())
        .addOption(
            commonOptions.providerArn(
                "Compare this provider of the account, read with your AWS credentials (iam:GetOpenIDConnectProvider).",
            ),
        )
        .addOption(textOption("--audience <AUDIENCE>", "An audience that the provider must register."))
        .addOption(shared.caFile())
        .addOption(shared.timeout())
        .addOption(networkOptions.proxy())
        .addOption(commonOptions.json("Print a JSON document: issuer, instance, mirrored, provider, drift."))
        .action(async (options) => {
            const issuer = issuerUrl(options.issuer);
            const how = fetchOptions(options, environment, terminal);
            const { providerArn: arn, audience } = options;
            const { keySet } = await fetchInstance(instanceUrl(options.gitlabUrl, environment), how.instance);
            // The mirror is public: it is read as AWS reads it, without the instance's own CA.
            const now = Math.floor(Date.now() / 1000);
            const { drift, mirrored = [] } = await verifyMirror(issuer, keySet, now, how.mirror);
            if (arn !== undefined) drift.push(...(await providerDrift(arn, issuer, audience)));
            const instance = keySet.keys.map(({ kid }) => kid);
            if (options.json) terminal.json({ issuer, instance, mirrored, provider: arn, drift });
            else terminal.out(verifyText(issuer, instance.length, arn, drift));
            finish(drift.length > 0 ? exitCodes.findings : exitCodes.done);
        });
}

async function providerDrift(arn: string, issuer: string, audience: string | undefined): Promise<Drift[]> {
    const partition = parseProviderArn(arn)?.partition;
    if (partition === undefined)
        throw new CommandError(
            `--provider-arn ${arn} is not the ARN of an OIDC provider.`,
            "Use the stack output providerArn.",
        );
    return verifyProvider(arn, await iamAccount(partition).provider(arn), issuer, audience);
}
