import type { ConditionBlock } from "../conditions";
import { issuerKeys } from "../verdict/conditionKey";

/** How an operator reads between a key and its values; others are shown by their name. */
const operatorWords: Readonly<Record<string, string>> = {
    StringEquals: "is",
    StringLike: "matches",
    StringNotEquals: "is not",
    StringNotLike: "does not match",
    StringEqualsIgnoreCase: "is, in any letter case,",
    IpAddress: "is in",
    NotIpAddress: "is not in",
    Bool: "is",
};

/** One further condition of a statement in words: `project_id is 42`, `aws:SourceIp is in 192.0.2.0/24`. */
export function conditionWords(block: ConditionBlock): string {
    const [key] = issuerKeys([block]);
    const name = key?.name ?? block.key;
    const values = block.values.map(({ text }) => text).join(" or ");
    if (block.operator?.kind === "null")
        return `${name} ${values === "true" ? "must be absent" : "must be present"}`;
    return `${name} ${operatorWords[block.operatorText] ?? block.operatorText} ${values}`;
}
