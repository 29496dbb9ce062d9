import { shortValue } from "../problem";
import type { ConditionOperator } from "./operators";

/** Values as a message lists them: three at most, each cut at 120 characters. */
export function listValues(values: readonly string[]): string {
    const shown = values.slice(0, 3).map((value) => shortValue(value));
    return values.length > 3 ? `${shown.join(", ")} and ${String(values.length - 3)} more` : shown.join(", ");
}

/** What nearly fitted: the mistakes that people make with a value, in words; the empty string where there is none. */
function nearMiss(got: readonly string[], wanted: readonly string[], operator: ConditionOperator): string {
    if (!operator.pattern && wanted.some((value) => /[*?]/.test(value.replaceAll(/\$\{[*?]\}/g, "")))) {
        return ` ("*" and "?" are plain characters below ${operator.base})`;
    }
    const trim = (value: string): string => value.toLowerCase().replace(/\/$/, "");
    const sameButForCase = wanted.find((value) =>
        got.some((one) => one.toLowerCase() === value.toLowerCase()),
    );
    if (sameButForCase !== undefined) return ` (${shortValue(sameButForCase)} differs in letter case only)`;
    const sameButForSlash = wanted.find((value) => got.some((one) => trim(one) === trim(value)));
    if (sameButForSlash !== undefined)
        return ` (${shortValue(sameButForSlash)} differs by a slash at the end)`;
    return "";
}

/** A comparison in words: `"a" matches none of "b", "c"`. `fits` is its outcome before negation. */
export function explainComparison(
    got: readonly string[],
    wanted: readonly string[],
    operator: ConditionOperator,
    fits: boolean,
): string {
    if (fits)
        return `${listValues(got)} matches ${wanted.length === 1 ? "" : "one of "}${listValues(wanted)}`;
    const relation = wanted.length === 1 ? "does not match" : "matches none of";
    return `${listValues(got)} ${relation} ${listValues(wanted)}${nearMiss(got, wanted, operator)}`;
}
