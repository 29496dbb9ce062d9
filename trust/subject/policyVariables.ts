/**
 * A text as it must stand in a policy of Version 2012-10-17 to be taken literally: `${…}` would be a policy variable, so
 * every `$` becomes `${$}`. Wildcards stay as they are: no path and no ref contains one.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html.
 */
export function escapePolicyVariables(text: string): string {
    return text.replace(/\$/g, "${$}");
}

/** The reverse: a value of a policy as the text or pattern that it stands for. `${*}` and `${?}` are left as they are. */
export function unescapePolicyVariables(text: string): string {
    return text.replace(/\$\{\$\}/g, "$");
}
