import { nearestName } from "../../trust/nearestName";
import type { Verb, VerbContext } from "../commandLine/verb";
import { discoveryOptions } from "../discovery/discoveryOptions";
import { runRender } from "../discovery/runRender";
import { runSync } from "../discovery/runSync";
import { runVerify } from "../discovery/runVerify";
import { CommandError, type ExitCode } from "../terminal";

const actions: Readonly<Record<string, (context: VerbContext) => Promise<ExitCode>>> = {
    render: runRender,
    sync: runSync,
    verify: runVerify,
};

/** `discovery render|sync|verify`: the mirrored documents of an instance that AWS cannot reach. */
export const discovery: Verb = {
    name: "discovery",
    summary: "Renders, syncs and verifies the mirrored documents of an instance that AWS cannot reach.",
    operands: ["ACTION"],
    options: discoveryOptions,
    details: [
        "render makes the two documents of the mirror at --issuer from the instance's own, or from --keys.",
        "sync fetches the instance's keys and writes them to --file or to the bucket. A key that the instance no longer " +
            "publishes stays for the grace period; when that ends is kept in the key itself, so it does not matter who " +
            "syncs. Nothing is written that is worse than what is there, nor over what somebody else has just written.",
        "When GitLab replaces its key, jobs sign with the new one at once, and AWS knows it only after a sync: a job that syncs " +
            "cannot get its credentials by such a token. Publish the new public key before, with --next-keys, or sync with " +
            "other credentials.",
        "verify compares instance, mirror and, with --provider-arn, the provider. Exit code 1: they differ.",
        "The instance is asked over HTTPS with its certificate checked, for ten seconds and a megabyte at most.",
    ],
    async run(context) {
        const action = context.arguments.operands[0] ?? "";
        const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
        if (run !== undefined) return run(context);
        const nearest = nearestName(action, Object.keys(actions));
        throw new CommandError(
            `"discovery" has no action "${action}".`,
            nearest === undefined
                ? `Its actions: ${Object.keys(actions).join(", ")}`
                : `Did you mean ${nearest}?`,
        );
    },
};
