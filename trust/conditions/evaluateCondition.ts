import { shortValue } from "../problem";
import { compareValue, prepareValue, type PreparedValue } from "./compareValue";
import {
    type ConditionBlock,
    type KeyState,
    type RequestContext,
    type Truth,
    allOf,
    anyOf,
    not,
} from "./model";
import type { ConditionOperator } from "./operators";

/** Whether one condition is met by a request, and why. */
export interface ConditionResult {
    met: Truth;
    /** One sentence without a full stop, about the values of both sides. */
    why: string;
    /**
     * Why it is not analysed, where it is not: the key hangs on the request itself, or no document says how AWS decides.
     */
    unchecked?: "request-key" | "undocumented-comparison";
    /** What the request has for the key; absent where it has nothing, or where that is not known here. */
    got?: readonly string[];
}

/** What an operator makes of a key that the request does not have. */
function withoutKey({ qualifier, ifExists, negated }: ConditionOperator): [met: boolean, why: string] {
    if (ifExists) return [true, "...IfExists is met without the key"];
    if (qualifier === "ForAllValues") return [true, "ForAllValues is met where there is no value at all"];
    if (qualifier === "ForAnyValue") return [false, "ForAnyValue needs at least one value"];
    return negated
        ? [true, "a negated operator is met without the key"]
        : [false, "the operator needs a value"];
}

function evaluateNull(block: ConditionBlock, state: KeyState): ConditionResult {
    if (state.state === "unknown") return { met: "not-analysed", why: state.why };
    const absent = state.state === "absent";
    const met = anyOf(
        block.values.map(({ text }): Truth => {
            if (!/^(true|false)$/i.test(text)) return "not-analysed";
            return (text.toLowerCase() === "true") === absent;
        }),
    );
    const has = absent ? `has no ${block.key}: ${state.why}` : `has ${block.key}`;
    return {
        met,
        why: `the request ${has}; Null asks that it be ${listValues(block.values.map(({ text }) => text))}`,
        ...(state.state === "present" && { got: state.values }),
    };
}

function compareAll(
    block: ConditionBlock,
    operator: ConditionOperator,
    values: readonly string[],
    context: RequestContext,
    policyVariables: boolean,
): ConditionResult {
    const wanted = preparedValues(block, operator, context, policyVariables);
    const each = values.map((value) => {
        // A hit ends the search: the values of one key are alternatives.
        const truths: Truth[] = [];
        for (const one of wanted) {
            truths.push(compareValue(value, one, operator));
            if (truths.at(-1) === true) break;
        }
        return operator.negated ? not(anyOf(truths)) : anyOf(truths);
    });
    const met = operator.qualifier === "ForAnyValue" ? anyOf(each) : allOf(each);
    const unreadable = wanted.find((value) => value.state === "not-analysed");
    if (met === "not-analysed") {
        const why =
            unreadable?.state === "not-analysed"
                ? unreadable.why
                : `no document says how ${block.operatorText} compares these values`;
        return { met, why, got: values };
    }
    const valueless = wanted.find((value) => value.state === "no-value");
    const aside =
        valueless?.state === "no-value" ? `; \${${valueless.key}} has no value here and matches nothing` : "";
    const texts = block.values.map(({ text }) => text);
    return {
        met,
        why: explainComparison(values, texts, operator, met !== operator.negated) + aside,
        got: values,
    };
}

/**
 * Evaluates one condition key below one operator against a request: what is absent, multivalued, negated and pattern is
 * treated as IAM documents it. `policyVariables` says whether `${…}` is a variable: only with Version 2012-10-17.
 * Where no document settles the outcome, or it hangs on a value that is not known here, the result is `not-analysed`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html.
 */
export function evaluateCondition(
    block: ConditionBlock,
    context: RequestContext,
    policyVariables: boolean,
): ConditionResult {
    // Variables are looked up as the key itself is: any of them can be what only the request tells.
    let ofRequest = false;
    const watched: RequestContext = {
        lookUp(keyName) {
            const state = context.lookUp(keyName);
            if (state.state === "unknown" && state.ofRequest === true) ofRequest = true;
            return state;
        },
    };
    const result = evaluateKnown(block, watched, policyVariables);
    return result.met === "not-analysed"
        ? { ...result, unchecked: ofRequest ? "request-key" : "undocumented-comparison" }
        : result;
}

function evaluateKnown(
    block: ConditionBlock,
    context: RequestContext,
    policyVariables: boolean,
): ConditionResult {
    const { operator, values } = block;
    if (operator === undefined)
        return { met: "not-analysed", why: `IAM has no operator ${block.operatorText}` };
    if (values.length === 0)
        return { met: "not-analysed", why: "an empty list of values: no document says what it means" };
    const state = context.lookUp(block.keyName);
    if (operator.kind === "null") return evaluateNull(block, state);
    if (state.state === "unknown") return { met: "not-analysed", why: state.why };
    if (state.state === "absent") {
        const [met, why] = withoutKey(operator);
        return { met, why: `the request has no ${block.key} (${state.why}), and ${why}` };
    }
    // Texts "true" and "false" are what Bool compares; how a text is compared as another type is not documented.
    if (operator.kind !== "string" && operator.kind !== "bool" && state.type === "String") {
        const why = `${block.key} is of type String; how ${block.operatorText} compares it is not documented`;
        return { met: "not-analysed", why, got: state.values };
    }
    if (operator.qualifier === undefined && state.values.length > 1) {
        const why = `${block.key} has several values here, and an operator without set qualifier is not documented for that`;
        return { met: "not-analysed", why, got: state.values };
    }
    return compareAll(block, operator, state.values, context, policyVariables);
}

/** The values of conditions that no request changes: one condition is compared with the tokens of many ways. */
const withoutVariables = new WeakMap<ConditionBlock, readonly PreparedValue[]>();

function preparedValues(
    block: ConditionBlock,
    operator: ConditionOperator,
    context: RequestContext,
    policyVariables: boolean,
): readonly PreparedValue[] {
    const known = withoutVariables.get(block);
    if (known !== undefined) return known;
    const prepared = block.values.map(({ text }) => prepareValue(text, operator, context, policyVariables));
    if (!block.values.some(({ text }) => text.includes("${"))) withoutVariables.set(block, prepared);
    return prepared;
}

/** Values as a message lists them: three at most, each cut at 120 characters. */
function listValues(values: readonly string[]): string {
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
function explainComparison(
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
