import { parseProviderArn } from "../../trust/aws/arns";
import { formatProblems } from "../../trust/problem";
import type { VerbContext } from "../commandLine/verb";
import { iamAccount } from "../estate";
import { CommandError, type ExitCode, exitCodes } from "../terminal";
import { fetchOptionsOf, instanceUrlOf, issuerOf } from "./discoveryOptions";
import { fetchInstance } from "./fetchInstance";
import { type Drift, verifyMirror } from "./verifyMirror";
import { verifyProvider } from "./verifyProvider";

/** `discovery verify`: compares instance, mirror and provider. */
export async function runVerify({ arguments: given, terminal }: VerbContext): Promise<ExitCode> {
    const issuer = issuerOf(given);
    const instanceUrl = instanceUrlOf(given);
    const arn = given.text("provider-arn");
    const { keySet } = await fetchInstance(instanceUrl, fetchOptionsOf(given));
    // The mirror is public: it is read as AWS reads it, without the instance's own authority.
    const { drift, mirrored = [] } = await verifyMirror(issuer, keySet, Math.floor(Date.now() / 1000), {});
    if (arn !== undefined) drift.push(...(await providerDrift(arn, issuer, given.text("audience"))));
    const instance = keySet.keys.map(({ kid }) => kid);
    terminal.out(
        given.flag("json")
            ? JSON.stringify({ issuer, instance, mirrored, provider: arn, drift }, null, 4)
            : verifyText(issuer, instance.length, arn, drift),
    );
    return drift.length > 0 ? exitCodes.findings : exitCodes.done;
}

async function providerDrift(arn: string, issuer: string, audience: string | undefined): Promise<Drift[]> {
    const partition = parseProviderArn(arn)?.partition;
    if (partition === undefined) {
        throw new CommandError(
            `--provider-arn ${arn} is no ARN of an OIDC provider.`,
            "Take the stack output providerArn.",
        );
    }
    return verifyProvider(arn, await iamAccount(partition).provider(arn), issuer, audience);
}

function verifyText(issuer: string, keys: number, arn: string | undefined, drift: readonly Drift[]): string {
    const provider =
        arn === undefined ? "; the provider was not compared (--provider-arn)" : " and the provider";
    if (drift.length === 0) {
        return `${issuer} has all ${String(keys)} keys of the instance; its document is consistent${provider}.`;
    }
    const shown = drift.map(({ part, path, ...rest }) => ({
        ...rest,
        path: path === "" ? part : `${part} ${path}`,
    }));
    return `${issuer} has drifted${arn === undefined ? provider : ""}:\n${formatProblems(shown)}`;
}
