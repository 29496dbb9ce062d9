import { placeholderAccount, placeholderRegion } from "../program/offlineAnswers";
import type { AnsweredCall } from "../program/programPlan";

/** What stands in for answers that only a cloud has, in sentences that say how to replace it. Each is told once. */
export function placeholderNotes(calls: readonly AnsweredCall[], project: string): string[] {
    const notes = calls.filter(({ source }) => source === "placeholder").map((call) => noteOf(call, project));
    return [...new Set(notes)];
}

function noteOf({ token, result }: AnsweredCall, project: string): string {
    switch (token.split(":").at(-1) ?? "") {
        case "getCallerIdentity":
            return (
                `PLACEHOLDER account ${placeholderAccount}: no cloud was asked. ` +
                `Set ${project}:accountId to see the real ARNs.`
            );
        case "getPartition":
            return `PLACEHOLDER partition ${String(result["partition"])}: set ${project}:partition or aws:region.`;
        case "getRegion":
            return `PLACEHOLDER region ${placeholderRegion}: set aws:region.`;
        case "getOpenIdConnectProvider":
            return `ASSUMED: the account already has the OIDC provider for ${String(result["url"] ?? result["arn"])}, with the config's audiences.`;
        default:
            return `PLACEHOLDER answer of ${token}.`;
    }
}
