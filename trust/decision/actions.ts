import { matchPattern } from "../condition/matchPattern";
import { tokenizeValue } from "../condition/valueTokens";
import type { PolicyValue, TrustStatement } from "../policy/document";
import { hasSessionTags, sourceIdentityClaim, type Claims } from "./requestContext";

/** The action of a job that calls STS with its ID token. */
export const assumeRoleWithWebIdentity = "sts:AssumeRoleWithWebIdentity";

/** Whether an action element stands for an action: names ignore case, and `*` and `?` are wildcards. */
export function namesAction(element: PolicyValue, action: string): boolean {
    const tokens = tokenizeValue(element.text.toLowerCase(), { wildcards: true, variables: false });
    const plain = tokens.filter((token) => token.kind !== "variable" && token.kind !== "malformed");
    return matchPattern(plain, action.toLowerCase()).matched;
}

/** Whether a statement is about an action. `NotAction` means every other action. */
export function statementNamesAction(statement: TrustStatement, action: string): boolean {
    if (statement.notActions !== undefined)
        return !statement.notActions.some((element) => namesAction(element, action));
    return statement.actions.some((element) => namesAction(element, action));
}

/**
 * The actions that a role must allow for a token. A token with session tags or a source identity needs two more; GitLab
 * sends neither. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html.
 */
export function requiredActions(claims: Claims): string[] {
    return [
        assumeRoleWithWebIdentity,
        ...(hasSessionTags(claims) ? ["sts:TagSession"] : []),
        ...(claims[sourceIdentityClaim] === undefined ? [] : ["sts:SetSourceIdentity"]),
    ];
}
