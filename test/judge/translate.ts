import { tokenizeValue, parseOperator } from "../../trust/conditions";
import { issuerOfClaims, requestContext } from "../../trust/decision";
import type { Pair } from "./pairs";

/** Keys that AWS offers and MiniStack does not. Its table: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html. */
const missingKeys = /:(project_id|ref_protected|oaud|email)$/i;

/** A value that no token has. */
const nothing = "\u0001";

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
    return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Whoever a principal means: `{"AWS": "*"}` and `"*"` are the same (IAM User Guide, "IAM JSON policy elements: Principal"). */
function principal(value: unknown): unknown {
    return isObject(value) &&
        Object.entries(value).some(([kind, text]) => kind === "AWS" && listOf(text).includes("*"))
        ? "*"
        : value;
}

/** `Null` with several values: they are alternatives, so one of each is always met, and one alone says the same. */
function nullValue(values: unknown): string | undefined {
    const texts = new Set(listOf(values).map((value) => String(value).toLowerCase()));
    return texts.size === 1 ? [...texts][0] : undefined;
}

/** A value with what the token has in the place of its variables (IAM User Guide, "Policy variables"). */
function resolved(text: string, operatorText: string, claims: Pair["claims"]): string {
    const operator = parseOperator(operatorText);
    if (operator?.kind !== "string") return text;
    const tokens = tokenizeValue(text, { wildcards: operator.pattern, variables: true });
    const context = requestContext(claims);
    let result = "";
    for (const token of tokens) {
        if (token.kind === "text") result += token.text;
        else if (token.kind === "anyText") result += "*";
        else if (token.kind === "anyCharacter") result += "?";
        else if (token.kind === "variable") {
            const state = context.lookUp(token.key.toLowerCase());
            const value = state.state === "present" ? state.values[0] : token.defaultText;
            if (value === undefined) return nothing;
            result += value;
        }
    }
    return result;
}

/** The keys of a policy's conditions that MiniStack does not offer, without prefix. */
function missingIn(policy: unknown): Set<string> {
    const found = new Set<string>();
    const walk = (value: unknown): void => {
        if (!isObject(value) && !Array.isArray(value)) return;
        for (const [key, member] of Object.entries(value)) {
            const name = missingKeys.exec(key)?.[1];
            if (name !== undefined) found.add(name.toLowerCase());
            walk(member);
        }
    };
    walk(policy);
    return found;
}

/**
 * The same question in words that MiniStack understands, by what AWS documents to be equal; undefined where there are
 * none: the one key that it has to spare, `amr`, stands for one key of gitlab.com at a time.
 */
export function forMinistack({ policy, claims }: Pair): Pair | undefined {
    const missing = missingIn(policy);
    const text = JSON.stringify(policy);
    const [stands, ...more] = missing;
    if (more.length > 0 || (stands !== undefined && /:amr"/i.test(text))) return undefined;
    const azp = claims["azp"] ?? undefined;
    // A list of one audience, and that audience, are the same (RFC 7519, section 4.1.3).
    const audience = listOf(azp ?? claims["aud"]);
    if (audience.length > 1) return undefined;
    const offered = requestContext(claims);
    const state =
        stands === undefined ? undefined : offered.lookUp(`${issuerOfClaims(claims) ?? ""}:${stands}`);
    if (state?.state === "unknown") return undefined;
    const token: Record<string, unknown> = { ...claims, aud: audience[0] };
    delete token["azp"];
    if (state?.state === "present") token["amr"] = state.values.length === 1 ? state.values[0] : state.values;
    const variables = policy["Version"] === "2012-10-17";
    const statements = listOf(policy["Statement"]).map((statement) => {
        if (!isObject(statement)) return statement;
        const condition: Record<string, Record<string, unknown>> = {};
        for (const [operator, keys] of Object.entries(
            isObject(statement["Condition"]) ? statement["Condition"] : {},
        )) {
            for (const [key, values] of Object.entries(isObject(keys) ? keys : {})) {
                const name = key.replace(missingKeys, ":amr");
                const inWords =
                    operator === "Null"
                        ? nullValue(values)
                        : listOf(values).map((value) =>
                              variables && typeof value === "string"
                                  ? resolved(value, operator, claims)
                                  : value,
                          );
                if (inWords !== undefined) (condition[operator] ??= {})[name] = inWords;
            }
        }
        const elements = Object.entries(statement).filter(
            ([name]) => name !== "Condition" && name !== "Principal",
        );
        return {
            ...Object.fromEntries(elements),
            Principal: principal(statement["Principal"]),
            ...(Object.keys(condition).length > 0 && { Condition: condition }),
        };
    });
    return { policy: { ...policy, Statement: statements }, claims: token };
}
