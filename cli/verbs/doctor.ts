import { parseProviderArn } from "../../trust/aws/arns";
import { awsErrors } from "../../trust/aws/awsErrors";
import type { Verb } from "../commandLine/verb";
import { type Comparison, diagnose, meantIssuer } from "../doctor/diagnose";
import { doctorText } from "../doctor/doctorText";
import { publicAuthorities } from "../doctor/publicAuthorities";
import { type AccountProvider, iamAccount, readProviderFile } from "../estate";
import { probeLimits, systemNetwork } from "../probe/network";
import { CommandError, exitCodes } from "../terminal";

/** `doctor URL`: an issuer as AWS will see it, each fault with the AWS error that it causes and the fix. */
export const doctor: Verb = {
    name: "doctor",
    summary: "Looks at an instance or mirror as AWS will: certificates, discovery document, keys, times.",
    operands: ["URL"],
    options: {
        provider: {
            kind: "text",
            valueName: "ARN",
            description:
                "Compares the account's provider, read with your AWS credentials; or a file with what `aws iam get-open-id-connect-provider` prints.",
        },
        mirror: {
            kind: "text",
            valueName: "INSTANCE",
            description: "URL is the mirror of the GitLab instance at this address: compares their keys.",
        },
        json: { kind: "flag", description: "Prints a JSON document: findings, hosts, answers, keys." },
    },
    details: [
        "URL is the issuer as it is registered at AWS, such as https://gitlab.example.com. Nothing is changed, and no " +
            "credentials are sent. Each probe ends after 12 seconds.",
        "Times and addresses are those of this machine, not of AWS. Behind a proxy, or inside the instance's own network, " +
            "run it from outside as well. The public CAs are those of Node (Mozilla's list).",
        "Exit code 1: something keeps AWS out. Risks alone give 0.",
    ],
    async run({ arguments: given, terminal }) {
        const url = given.operands[0] ?? "";
        const comparison = await readComparison(given.text("provider"), given.text("mirror"));
        const probing = {
            network: systemNetwork,
            limits: probeLimits,
            progress: (text: string) => {
                terminal.err(terminal.style("dim", `${text} ...`));
            },
        };
        const document = await diagnose(url, comparison, probing, publicAuthorities());
        if (document === undefined)
            throw new CommandError(
                `"${url}" names no host.`,
                "Write the issuer's address, such as https://gitlab.example.com.",
            );
        terminal.out(given.flag("json") ? JSON.stringify(document, null, 4) : doctorText(document, terminal));
        return document.findings.some(({ level }) => level === "broken")
            ? exitCodes.findings
            : exitCodes.done;
    },
};

async function readComparison(provider: string | undefined, mirror: string | undefined): Promise<Comparison> {
    const instance = mirror === undefined ? undefined : meantIssuer(mirror);
    if (mirror !== undefined && instance === undefined)
        throw new CommandError(`--mirror ${mirror} names no host.`, "Write the instance's address.");
    return {
        ...(provider === undefined
            ? {}
            : { provider: { name: provider, found: await readProvider(provider) } }),
        ...(instance === undefined ? {} : { instance: instance.issuer }),
    };
}

async function readProvider(text: string): Promise<AccountProvider> {
    if (!text.startsWith("arn:")) return readProviderFile(text);
    const arn = parseProviderArn(text);
    if (arn === undefined)
        throw new CommandError(
            `${text} is no ARN of an OIDC provider.`,
            "Write arn:aws:iam::ACCOUNT:oidc-provider/HOST.",
        );
    const found = await iamAccount(arn.partition).provider(text);
    if (found === undefined)
        throw new CommandError(
            `The account has no provider ${text}.`,
            `STS then says: ${awsErrors.noProvider(`https://${arn.issuer}`).message}`,
        );
    return found;
}
