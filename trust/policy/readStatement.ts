import type { Finding } from "../finding";
import type { PolicyValue, TrustPrincipal, TrustStatement } from "./document";
import { memberPath } from "./jsonPath";
import { readableFinding, type ReadableFindingCode } from "./readableFindings";
import { readCondition, readValues } from "./readCondition";
import { isObject, readElements } from "./readElements";

const elementNames = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"];
const prohibitedNames = ["Resource", "NotResource"];

/** The kinds of principals. Source: IAM User Guide, "IAM JSON policy elements: Principal". */
const principalKinds = ["AWS", "Federated", "Service", "CanonicalUser"];

type Element = { value: unknown; path: string } | undefined;

/** The texts of an element that holds one text or a list of them. */
function readTexts(
    element: { value: unknown; path: string },
    code: ReadableFindingCode,
    findings: Finding[],
): PolicyValue[] {
    const { values, wrong } = readValues(element.value, element.path);
    const texts = values.filter(({ raw }) => typeof raw === "string");
    for (const path of [
        ...wrong,
        ...values.filter(({ raw }) => typeof raw !== "string").map(({ path }) => path),
    ]) {
        findings.push(readableFinding(code, { path }, "is no text"));
    }
    if (values.length === 0 && wrong.length === 0) {
        findings.push(readableFinding(code, { path: element.path }, "is an empty list"));
    }
    return texts;
}

function readPrincipals(element: { value: unknown; path: string }, findings: Finding[]): TrustPrincipal[] {
    const { value, path } = element;
    if (value === "*") return [{ kind: "*", text: "*", raw: "*", path }];
    if (!isObject(value) || Object.keys(value).length === 0) {
        findings.push(
            readableFinding(
                "principal-invalid",
                { path, value },
                'is neither "*" nor an object of principals',
            ),
        );
        return [];
    }
    return Object.entries(value).flatMap(([kind, texts]) => {
        const at = memberPath(path, kind);
        if (!principalKinds.includes(kind)) {
            const message = `is no kind of principal: IAM has ${principalKinds.join(", ")}`;
            findings.push(readableFinding("principal-invalid", { path: at }, message));
        }
        return readTexts({ value: texts, path: at }, "principal-invalid", findings).map((text) => ({
            kind,
            ...text,
        }));
    });
}

/** Exactly one of an element and its opposite must be there. */
function judgeChoice(path: string, name: string, plain: Element, not: Element, findings: Finding[]): void {
    const code = name === "Action" ? "action-invalid" : "principal-invalid";
    if (plain === undefined && not === undefined) {
        findings.push(readableFinding(code, { path }, `has no ${name}`));
    }
    if (plain !== undefined && not !== undefined) {
        findings.push(
            readableFinding(code, { path }, `has both ${name} and Not${name}: IAM takes one of them`),
        );
    }
}

/**
 * Reads one statement. A statement whose effect is neither Allow nor Deny is left out: IAM refuses the whole document.
 * Other mistakes leave the statement in, as far as it is readable, so that the rest of it is judged too.
 */
export function readStatement(raw: unknown, path: string, findings: Finding[]): TrustStatement | undefined {
    if (!isObject(raw)) {
        findings.push(readableFinding("statement-not-an-object", { path, value: raw }, "is no object"));
        return undefined;
    }
    const reading = readElements(raw, path, elementNames, prohibitedNames);
    findings.push(...reading.findings);
    const element = (name: string): Element => reading.elements.get(name);
    const [principal, notPrincipal] = [element("Principal"), element("NotPrincipal")];
    const [action, notAction] = [element("Action"), element("NotAction")];
    judgeChoice(path, "Principal", principal, notPrincipal, findings);
    judgeChoice(path, "Action", action, notAction, findings);

    const sid = element("Sid")?.value;
    const condition = element("Condition");
    const effect = element("Effect");
    const statement = {
        path,
        ...(typeof sid === "string" ? { sid } : {}),
        principals: principal === undefined ? [] : readPrincipals(principal, findings),
        ...(notPrincipal === undefined ? {} : { notPrincipals: readPrincipals(notPrincipal, findings) }),
        actions: action === undefined ? [] : readTexts(action, "action-invalid", findings),
        ...(notAction === undefined ? {} : { notActions: readTexts(notAction, "action-invalid", findings) }),
        conditions: condition === undefined ? [] : readCondition(condition.value, condition.path, findings),
        raw,
    };
    if (effect?.value === "Allow" || effect?.value === "Deny") return { ...statement, effect: effect.value };
    const place = { path: effect?.path ?? path, value: effect?.value };
    findings.push(readableFinding("effect-invalid", place, effect ? "is no effect" : "has no Effect"));
    return undefined;
}
