import { type KeySet, bucketOfIssuer, readKeySet } from "../../../trust/mirror";
import { issuerHostAndPath } from "../../../trust/gitlab";
import { formatProblems } from "../../../trust/problem";
import { type Environment, readAuthorities, readRoute, readTypedAddress, withoutUserInfo } from "../../net";
import { CommandError, readTextFile, type Terminal } from "../../terminal";
import { fetchLimits, type FetchOptions } from "./fetchInstance";
import { bucketKeyStore, fileKeyStore, type KeyStore } from "./keyStores";

/** The instance's address: `--gitlab-url`, or the job's own instance. Throws CommandError. May have a port. */
export function instanceUrl(given: string | undefined, environment: Environment): string {
    const url = given ?? nonEmpty(environment["CI_SERVER_URL"]);
    if (url === undefined)
        throw new CommandError("The instance's address is missing.", "Specify --gitlab-url URL.");
    return checkedUrl(given === undefined ? "CI_SERVER_URL" : "--gitlab-url", url, "kept");
}

/** The mirror's URL, from `--issuer`. Throws CommandError. */
export function issuerUrl(given: string | undefined): string {
    if (given === undefined) throw new CommandError("The mirror's URL is missing.", "Specify --issuer URL.");
    return checkedUrl("--issuer", given, "refused");
}

/** What the options of every action specify about connections. */
export interface ConnectionOptions {
    caFile?: string | undefined;
    proxy?: true | undefined;
    /** Seconds. */
    timeout?: number | undefined;
}

/**
 * How the instance is asked, and how the mirror, which is public: without the instance's own CA. A job of the instance
 * knows its CA. Names a proxy that is not used on standard error.
 */
export function fetchOptions(
    { caFile, proxy, timeout }: ConnectionOptions,
    environment: Environment,
    terminal: Terminal,
): { instance: FetchOptions; mirror: FetchOptions } {
    // The person who runs this named the instance's host, and its keys must be on the same one.
    const { route, note } = readRoute({ proxy, allowPrivateAddresses: true }, environment);
    if (note !== undefined) terminal.err(terminal.style("dim", `note: ${note}`));
    const file = caFile ?? nonEmpty(environment["CI_SERVER_TLS_CA_FILE"]);
    const limits = timeout === undefined ? fetchLimits : { ...fetchLimits, giveUpAfter: timeout * 1000 };
    const mirror = { route, limits };
    const authorities = file === undefined ? undefined : readAuthorities(file);
    return { instance: { ...mirror, authorities }, mirror };
}

/** Where the keys are to be written. Throws CommandError where that is not clear. */
export function keyStore(
    given: {
        file?: string | undefined;
        bucket?: string | undefined;
        issuer?: string | undefined;
        region?: string | undefined;
        bucketOwner?: string | undefined;
    },
    environment: Environment,
): KeyStore {
    const { file, issuer, bucketOwner: owner } = given;
    const named = issuer === undefined ? undefined : bucketOfIssuer(issuerHostAndPath(issuerUrl(issuer)));
    const bucket = given.bucket ?? named?.bucket;
    if (file !== undefined) {
        if (given.bucket === undefined) return fileKeyStore(file);
        throw new CommandError(
            "--file and --bucket exclude each other.",
            "Keep the one that Pulumi or the sync publishes from.",
        );
    }
    if (bucket === undefined)
        throw new CommandError(
            "No key location was given.",
            "Specify --file FILE, --bucket NAME, or the --issuer of a bucket.",
        );
    const region =
        given.region ??
        named?.region ??
        nonEmpty(environment["AWS_REGION"]) ??
        nonEmpty(environment["AWS_DEFAULT_REGION"]);
    if (region === undefined || !/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region))
        throw new CommandError(
            region === undefined
                ? "The bucket's region is missing."
                : `${JSON.stringify(region)} is not an AWS region.`,
            "Specify --region REGION, such as eu-north-1.",
        );
    return bucketKeyStore({ bucket, region, ...(owner !== undefined && { owner }) });
}

/** Reads a key set from a file. Throws CommandError with all that is wrong. */
export function readKeySetFile(file: string): KeySet {
    const { keySet, problems } = readKeySet(readTextFile(file, 1));
    if (keySet !== undefined) return keySet;
    throw new CommandError(`${file} is not a key set that AWS accepts.\n${formatProblems(problems)}`);
}

function checkedUrl(option: string, url: string, port: "kept" | "refused"): string {
    const typed = url.includes("://") ? readTypedAddress(url, port) : undefined;
    if (typed === undefined)
        throw new CommandError(
            `${option} ${JSON.stringify(withoutUserInfo(url))} is not an https address.`,
            "Write it as https://HOST.",
        );
    const [problem] = typed.problems;
    if (problem !== undefined)
        throw new CommandError(`${option} ${JSON.stringify(typed.shown)} ${problem.message}.`, problem.fix);
    return typed.meant;
}

/** An environment variable that is set to nothing is not set. */
function nonEmpty(text: string | undefined): string | undefined {
    return text === undefined || text.trim() === "" ? undefined : text;
}
