/** trust/conditions: IAM's operators and condition keys: one request against one condition. */
export { additionalConditionProblems } from "./additionalConditionProblems";
export { claimsThatAreNoKeys, conditionKeyTable, keysOfIssuer } from "./conditionKeys";
export { evaluateCondition } from "./evaluateCondition";
export {
    type ConditionBlock,
    type KeyState,
    type PolicyValue,
    type RequestContext,
    type Truth,
    allOf,
    anyOf,
    not,
} from "./model";
export { type ConditionOperator, conditionOperators, parseOperator, respellOperator } from "./operators";
export { type PatternToken, type ValueSyntax, matchPattern, tokenizeValue } from "./patterns";
