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
