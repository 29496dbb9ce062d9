import type { ConditionOperator } from "./operators";

/** What a request has for one condition key. */
export type KeyState =
    /** It has a value, or several of a multivalued key. */
    | {
          state: "present";
          /** At least one. */
          values: readonly string[];
          /** The type of the key: of a web identity's own keys always String. */
          type: "String" | "other";
      }
    /** It certainly has none. */
    | { state: "absent"; why: string }
    /** It may have one; nothing that is known here says which. */
    | {
          state: "unknown";
          why: string;
          /** Whether only the request itself would tell: `aws:SourceIp`. Otherwise no document says what STS does. */
          ofRequest?: boolean;
      };

/** The condition keys of one request. */
export interface RequestContext {
    /** What the request has for a key, given in lower case with its prefix: `gitlab.com:sub`. */
    lookUp(keyName: string): KeyState;
}

/** Whether something is met. `not-analysed` where no document says so, or where it hangs on what is not known here. */
export type Truth = boolean | "not-analysed";

/** Met where one is. What is not analysed counts only where none is met for certain. */
export function anyOf(truths: readonly Truth[]): Truth {
    if (truths.includes(true)) return true;
    return truths.includes("not-analysed") ? "not-analysed" : false;
}

/** Met where all are. What is not analysed counts only where none fails for certain. */
export function allOf(truths: readonly Truth[]): Truth {
    if (truths.includes(false)) return false;
    return truths.includes("not-analysed") ? "not-analysed" : true;
}

/** The opposite; what is not analysed stays so. */
export function not(truth: Truth): Truth {
    return truth === "not-analysed" ? truth : !truth;
}

/** One text in a policy document, with its place. A value without a list and a list of one value read the same. */
export interface PolicyValue {
    /** The value as IAM compares it: numbers and booleans in their JSON spelling. */
    text: string;
    /** The value as the document has it: string, number or boolean. */
    raw: string | number | boolean;
    /** Its JSON path, such as `Statement[0].Condition.StringLike["gitlab.com:sub"][1]`. */
    path: string;
}

/** One condition key below one operator. All blocks of a statement must be met; of one block's values, one is enough. */
export interface ConditionBlock {
    /** JSON path of the key. */
    path: string;
    /** The operator as written, such as `ForAnyValue:StringLike`. */
    operatorText: string;
    /** What the operator does; absent where IAM has no such operator. */
    operator?: ConditionOperator;
    /** The condition key as written. */
    key: string;
    /** The condition key in lower case: key names ignore case. */
    keyName: string;
    /** The values, in the document's order. An empty list stays empty. */
    values: PolicyValue[];
}
