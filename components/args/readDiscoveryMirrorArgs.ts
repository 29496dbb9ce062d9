import type { KeySet } from "../../trust/mirror";
import { atPath, type Problem } from "../../trust/problem";
import { ArgsError, withoutConsequences } from "./argsError";
import type { DiscoveryMirrorArgs } from "./discoveryMirrorArgs";
import { discoveryProblems } from "./discoveryProblems";
import { instanceUrlProblems } from "./providerProblems";
import { tagProblems } from "./iamProblems";
import { mirrorAddress, type MirrorAddress } from "./mirrorAddress";
import { mirroredKeys } from "./mirroredKeys";
import { discoveryReaders, requiredOfDiscovery } from "./readDiscoveryArgs";
import { readInputText, readMap, readObject, readText } from "./readValue";

/** A mirror's arguments, complete and checked. */
export interface CheckedMirror extends MirrorAddress {
    args: DiscoveryMirrorArgs;
    keySet: KeySet;
    mode: "s3" | "cloudfront";
}

const readArgs = readObject<DiscoveryMirrorArgs>(
    {
        ...discoveryReaders,
        gitlabUrl: readText,
        accountId: readInputText,
        partition: readInputText,
        tags: readMap(readText),
    },
    {
        ...requiredOfDiscovery,
        gitlabUrl: 'Write the instance\'s address, such as "https://gitlab.example.com".',
        accountId: "Give the account's twelve digits.",
        partition: 'Give the account\'s partition, such as "aws".',
    },
);

/** Reads the arguments of a mirror. Raises ArgsError with every mistake at once. `name` is the component's name. */
export function readDiscoveryMirrorArgs(name: string, value: unknown): CheckedMirror {
    const found: Problem[] = [];
    const args: Partial<DiscoveryMirrorArgs> = readArgs(value, "", found) ?? {};
    const { gitlabUrl, tags } = args;
    const accountId = typeof args.accountId === "string" ? args.accountId : undefined;
    const problems = withoutConsequences(found, [
        ...(gitlabUrl === undefined ? [] : atPath("gitlabUrl", instanceUrlProblems(gitlabUrl))),
        ...discoveryProblems(args, { gitlabUrl, accountId }),
        ...(tags === undefined ? [] : atPath("tags", tagProblems(tags))),
    ]);
    const address = mirrorAddress(args, accountId);
    const { keySet } = mirroredKeys(args);
    if (problems.length > 0 || address === undefined || keySet === undefined) {
        throw new ArgsError(`DiscoveryMirror "${name}"`, problems);
    }
    return {
        ...address,
        args: args as DiscoveryMirrorArgs,
        keySet,
        mode: args.mode === "cloudfront" ? "cloudfront" : "s3",
    };
}
