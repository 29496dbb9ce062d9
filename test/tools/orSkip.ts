/**
 * What a test needs, where this machine has it. Elsewhere the test, or the group whose hook this is, is skipped, with one
 * line that says what is missing.
 */
export function orSkip<Needed extends object>(
    context: Mocha.Context,
    found: Needed | { missing: string },
): Exclude<Needed, { missing: string }> {
    if (!isMissing(found)) return found as Exclude<Needed, { missing: string }>;
    console.log(`      ${found.missing}: skipped`);
    return context.skip();
}

function isMissing(found: object): found is { missing: string } {
    return "missing" in found;
}
