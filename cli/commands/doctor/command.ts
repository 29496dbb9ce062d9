import { awsErrors, parseProviderArn } from "../../../trust/aws";
import { type AccountProvider, iamAccount, readProviderFile } from "../../estate";
import { networkOptions, readAuthorities, readRoute, readTypedAddress, withoutUserInfo } from "../../net";
import {
    CommandError,
    type CommandMaker,
    commonOptions,
    exitCodes,
    newCommand,
    textOption,
} from "../../terminal";
import { type Authorities, knownAuthorities } from "./certificateChain";
import { type Comparison, diagnose } from "./diagnose";
import { probeLimits, type ProbeLimits } from "./observe";
import { doctorText } from "./report";

/** `doctor URL`: an issuer as AWS will see it, each problem with the AWS error that it causes and the fix. */
export const doctorCommand: CommandMaker = ({ terminal, environment, finish }) =>
    newCommand(
        "doctor",
        "Checks an instance or mirror as AWS does: certificates, discovery document, keys, response times.",
        [
            "URL is the issuer as it is registered at AWS, such as https://gitlab.example.com. Nothing is changed, and no " +
                "credentials are sent.",
            "Times and addresses are those of this machine, not of AWS. Behind a proxy, or inside the instance's own " +
                "network, run it from outside as well. The public CAs are those of Node (Mozilla's list).",
            "The address in URL is contacted wherever it leads. A host that only the discovery document names is not " +
                "contacted at a private, loopback or link-local address, and redirects are not followed.",
            "Exits 1 if AWS would fail, 0 if only warnings were found.",
        ],
    )
        .argument("<URL>", "The issuer.")
        .addOption(
            commonOptions.providerArn(
                "Compare this provider of the account, read with your AWS credentials (iam:GetOpenIDConnectProvider).",
            ),
        )
        .addOption(
            textOption(
                "--provider-file <FILE>",
                "Compare the provider that this file describes, as `aws iam get-open-id-connect-provider` prints it.",
            ).conflicts("providerArn"),
        )
        .addOption(
            commonOptions.gitLabUrl(
                "URL is the mirror of the GitLab instance at this address: compare their keys.",
            ),
        )
        .addOption(
            networkOptions.caFile(
                "PEM file with your own CA: it completes a chain, and verifies the instance of --gitlab-url.",
            ),
        )
        .addOption(commonOptions.timeout("Seconds after which each request ends, at least 6. Default: 12."))
        .addOption(networkOptions.proxy())
        .addOption(networkOptions.allowPrivateAddresses())
        .addOption(commonOptions.json("Print a JSON document: findings, notes, hosts, answers, keys."))
        .action(async (url, options) => {
            const limits = readLimits(options.timeout);
            const pem = options.caFile === undefined ? undefined : readAuthorities(options.caFile);
            const authorities = readCertificates(options.caFile, pem);
            const { route, note } = readRoute(options, environment);
            const comparison = await readComparison(options);
            const probing = {
                route,
                limits,
                authorities: pem,
                progress: (text: string) => {
                    terminal.err(terminal.style("dim", `${text} ...`));
                },
            };
            const document = await diagnose(url, comparison, probing, authorities);
            if (document === undefined)
                throw new CommandError(
                    `"${withoutUserInfo(url)}" does not contain a host name.`,
                    "Write the issuer's address, such as https://gitlab.example.com.",
                );
            if (note !== undefined) document.notes.push(note);
            if (options.json) terminal.json(document);
            else terminal.out(doctorText(document, terminal));
            const isBroken = document.findings.some(({ level }) => level === "broken");
            finish(isBroken ? exitCodes.findings : exitCodes.done);
        });

function readLimits(seconds: number | undefined): ProbeLimits {
    if (seconds === undefined) return probeLimits;
    const giveUpAfter = seconds * 1000;
    if (giveUpAfter > probeLimits.answerWithin) return { ...probeLimits, giveUpAfter };
    throw new CommandError(
        `--timeout ${String(seconds)} is not longer than AWS itself waits, 5 seconds.`,
        "Write 6 or more: only then can a slow answer be told from none.",
    );
}

function readCertificates(file: string | undefined, pem: string | undefined): Authorities {
    try {
        return knownAuthorities(pem);
    } catch {
        throw new CommandError(
            `${file ?? ""} contains a certificate that cannot be read.`,
            "Specify a PEM file with the CA's certificate.",
        );
    }
}

async function readComparison(given: {
    providerArn?: string | undefined;
    providerFile?: string | undefined;
    gitlabUrl?: string | undefined;
}): Promise<Comparison> {
    const { providerArn, providerFile, gitlabUrl } = given;
    const instance = gitlabUrl === undefined ? undefined : readTypedAddress(gitlabUrl, "kept");
    if (gitlabUrl !== undefined && instance === undefined)
        throw new CommandError(
            `--gitlab-url ${withoutUserInfo(gitlabUrl)} does not contain a host name.`,
            "Write the instance's address.",
        );
    const [problem] = instance?.problems ?? [];
    if (instance !== undefined && problem !== undefined)
        throw new CommandError(`--gitlab-url ${instance.shown} ${problem.message}.`, problem.fix);
    const name = providerArn ?? providerFile;
    const found =
        providerArn !== undefined
            ? await readProvider(providerArn)
            : providerFile !== undefined
              ? readProviderFile(providerFile)
              : undefined;
    return {
        ...(name === undefined || found === undefined ? {} : { provider: { name, found } }),
        ...(instance === undefined ? {} : { instance: instance.meant }),
    };
}

async function readProvider(text: string): Promise<AccountProvider> {
    const arn = parseProviderArn(text);
    if (arn === undefined)
        throw new CommandError(
            `--provider-arn ${text} is not the ARN of an OIDC provider.`,
            "Write arn:aws:iam::ACCOUNT:oidc-provider/HOST.",
        );
    const found = await iamAccount(arn.partition).provider(text);
    if (found === undefined)
        throw new CommandError(
            `The account does not have the provider ${text}.`,
            `STS then answers: ${awsErrors.noProvider(`https://${arn.issuer}`).message}`,
        );
    return found;
}
