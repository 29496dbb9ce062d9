import { readJsonObject } from "../program/readJson";
import { CommandError } from "../terminal";
import type { AccountProvider } from "./accountProvider";

/** Reads a provider as `aws iam get-open-id-connect-provider` prints it. Throws CommandError where it is something else. */
export function readProviderFile(file: string): AccountProvider {
    const { Url: url, ClientIDList: clientIds = [], ThumbprintList: thumbprints = [] } = readJsonObject(file);
    if (typeof url !== "string" || !isTexts(clientIds) || !isTexts(thumbprints))
        throw new CommandError(
            `${file} is no provider: it has no Url, or lists that hold no texts.`,
            "Save what this prints: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ARN",
        );
    return { url, clientIds, thumbprints };
}

function isTexts(value: unknown): value is string[] {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
}
