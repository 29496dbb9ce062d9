import { isNearlyIssuer } from "../../trust/gitlab";
import type { Advice } from "./advice";
import { type ConditionMiss, wantAdvice } from "./conditionMiss";

/** What to do where a condition on `aud` is not met: mostly the job asks for the wrong audience. */
export function audienceAdvice(miss: ConditionMiss, isPattern: boolean): Advice {
    const [audience = ""] = miss.got ?? [];
    const registered = miss.provider?.audiences;
    const usable = miss.wanted.filter((value) => isPattern || !/[*?]/.test(value));
    const target = usable.find((value) => !/[*?]/.test(value) && (registered?.includes(value) ?? true));
    const reason = audienceReason(audience, miss.wanted, miss.issuer);
    if (target !== undefined)
        return {
            path: miss.path,
            reason,
            fix: `Write "aud: ${target}" under id_tokens in the job.`,
            change: { on: "claims", claim: "aud", value: target },
        };
    return wantAdvice(
        miss,
        miss.wanted.some((value) => /[*?]/.test(value)) && !isPattern
            ? `"*" and "?" are plain characters under ${miss.operator}, so no audience ever matches`
            : reason,
        `Let the statement take exactly one audience that the provider registers, such as "${audience}".`,
        [...miss.wanted, audience],
    );
}

function audienceReason(audience: string, wanted: readonly string[], issuer: string): string {
    const values = wanted.map((value) => `"${value}"`).join(" or ");
    const bare = (text: string): string =>
        text
            .toLowerCase()
            .replace(/^https?:\/\//, "")
            .replace(/\/+$/, "");
    const near = wanted.find((value) => bare(value) === bare(audience));
    const takes = `the token's audience is "${audience}"; this statement takes ${values}`;
    if (near === undefined) return takes;
    if (near.toLowerCase() === audience.toLowerCase()) return `${takes}: they differ in letter case`;
    if (near.replace(/\/+$/, "") === audience.replace(/\/+$/, ""))
        return `${takes}: ${near.endsWith("/") ? "the statement's" : "the token's"} audience ends in a slash`;
    return `${takes}: they differ in how they begin${isNearlyIssuer(near, issuer) ? `; the issuer is https://${issuer}` : ""}`;
}
