import type { RefReach, RefScope } from "../pattern/refScope";
import { valueAfter } from "./projectWords";

/** Which refs a scope reaches, in words: `branch main`, `any branch or Git tag`. `isProtected`: another condition asks for protected refs. */
export function refWords(scope: RefScope, pattern: string, isProtected: boolean): string {
    if (scope.protectedBySubject) return `protected refs, as far as the subject says (${pattern})`;
    const kinds = [reachWords(scope.branches, "branch", pattern), reachWords(scope.tags, "Git tag", pattern)];
    const named = kinds.filter((words) => words !== undefined);
    if (named.length === 0) return "any ref, if the project leaves refs out of its subjects";
    const same =
        scope.branches.count === "any" && scope.tags.count === "any"
            ? "any branch or Git tag"
            : named.join(" or ");
    return isProtected ? `${same}, if it is protected` : same;
}

/** What of the refs is left open, in words, each on its own. */
export function openRefs(scope: RefScope, pattern: string): string[] {
    const wide = (["branches", "tags"] as const).filter(
        (kind) => scope[kind].count === "some" || scope[kind].count === "any",
    );
    return wide.flatMap(
        (kind) => reachWords(scope[kind], kind === "branches" ? "branch" : "Git tag", pattern) ?? [],
    );
}

function reachWords(reach: RefReach, kind: "branch" | "Git tag", pattern: string): string | undefined {
    switch (reach.count) {
        case "none":
            return undefined;
        case "one":
            return `${kind} ${reach.prefix ?? ""}`;
        case "any":
            return `any ${kind}`;
        case "some": {
            const asked = valueAfter(pattern, "ref");
            if (
                reach.prefix !== undefined &&
                reach.prefix !== "" &&
                (asked === undefined || asked === `${reach.prefix}*`)
            ) {
                return `any ${kind} that begins with ${reach.prefix}`;
            }
            return asked === undefined
                ? `several ${kind === "branch" ? "branches" : "Git tags"}`
                : `any ${kind} that matches ${asked}`;
        }
    }
}
