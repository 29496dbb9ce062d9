import { type ConditionBlock, type PolicyValue, parseOperator, respellOperator } from "../conditions";
import type { Finding } from "../finding";
import { memberPath } from "../problem";
import { isObject } from "./json";
import type { DocumentKind, TrustPrincipal, TrustStatement } from "./model";
import { type ReadableFindingCode, readableFinding } from "./readableFindings";

/** The elements of one kind of document beside `Sid`, `Effect`, `Action`, `NotAction` and `Condition`. */
interface StatementGrammar {
    further: readonly string[];
    prohibited: readonly string[];
    /** The elements of which each statement must have one, or its opposite, beside Action. */
    required: readonly ("Principal" | "Resource")[];
    /** What such a document is called. */
    called: string;
}

const grammars: Readonly<Record<DocumentKind, StatementGrammar>> = {
    trust: {
        further: ["Principal", "NotPrincipal"],
        prohibited: ["Resource", "NotResource"],
        required: ["Principal"],
        called: "a trust policy",
    },
    "resource-control": {
        further: ["Principal", "Resource", "NotResource"],
        prohibited: ["NotPrincipal", "NotAction"],
        required: ["Principal", "Resource"],
        called: "a resource control policy",
    },
    "service-control": {
        further: ["Resource", "NotResource"],
        prohibited: ["Principal", "NotPrincipal"],
        required: ["Resource"],
        called: "a service control policy",
    },
};

/**
 * What the caller does not know yet, by JSON path: such members are left out of the value, such elements undefined.
 * What is missing there is not missing in the document, so nothing may be said of it.
 */
export class UnknownParts {
    readonly #paths: readonly string[];

    constructor(paths: readonly string[]) {
        this.#paths = paths;
    }

    /** The unknown paths at a place or below it. */
    within(path: string): string[] {
        return this.#paths.filter((unknown) => isAtOrBelow(unknown, path));
    }

    /** Whether a place is unknown itself, or part of something unknown. */
    covers(path: string): boolean {
        return this.#paths.some((unknown) => isAtOrBelow(path, unknown));
    }

    /** Whether an element of an object is unknown, however its name is spelt there. */
    hidesElement(path: string, name: string): boolean {
        const wanted = memberPath(path, name).toLowerCase();
        return this.#paths.some((unknown) => isAtOrBelow(wanted, unknown.toLowerCase()));
    }
}

function isAtOrBelow(path: string, above: string): boolean {
    return path.startsWith(above) && (above === "" || /^(?:$|[.[])/.test(path.slice(above.length)));
}

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
        findings.push(readableFinding(code, { path }, "is not a string"));
    }
    if (values.length === 0 && wrong.length === 0) {
        findings.push(readableFinding(code, { path: element.path }, "is an empty list"));
    }
    return texts;
}

function readPrincipals(
    element: { value: unknown; path: string },
    unknown: UnknownParts,
    findings: Finding[],
): TrustPrincipal[] {
    const { value, path } = element;
    if (value === "*") return [{ kind: "*", text: "*", raw: "*", path }];
    if (isObject(value) && Object.keys(value).length === 0 && unknown.within(path).length > 0) return [];
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
            const message = `is not a principal type: IAM has ${principalKinds.join(", ")}`;
            findings.push(readableFinding("principal-invalid", { path: at }, message));
        }
        const principals = readTexts({ value: texts, path: at }, "principal-invalid", findings);
        findings.push(...principals.flatMap((principal) => partialWildcard(kind, principal)));
        return principals.map((text) => ({ kind, ...text }));
    });
}

/**
 * "You cannot use a wildcard to match part of a principal name or ARN": IAM User Guide, "AWS JSON policy elements:
 * Principal", read in November 2026. `*` alone means everybody.
 */
function partialWildcard(kind: string, { text, path }: PolicyValue): Finding[] {
    if (text === "*" || !/[*?]/.test(text)) return [];
    const message = `holds a wildcard: a principal of the kind ${kind} is named in full`;
    return [readableFinding("principal-wildcard", { path, value: text }, message)];
}

/** Letters and digits; empty is what the console writes. Source: IAM User Guide, "IAM JSON policy elements: Sid". */
function judgeSid(element: Element): Finding[] {
    if (element === undefined || (typeof element.value === "string" && /^[A-Za-z0-9]*$/.test(element.value)))
        return [];
    const message = "is not made of letters and digits";
    return [readableFinding("sid-invalid", { path: element.path, value: element.value }, message)];
}

const choiceCodes = {
    Action: "action-invalid",
    Principal: "principal-invalid",
    Resource: "resource-invalid",
} as const;

/** Exactly one of an element and its opposite must be there. */
function judgeChoice(
    path: string,
    name: keyof typeof choiceCodes,
    plain: Element,
    not: Element,
    unknown: UnknownParts,
    findings: Finding[],
): void {
    if (unknown.hidesElement(path, name) || unknown.hidesElement(path, `Not${name}`)) return;
    const code = choiceCodes[name];
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
 * Other mistakes leave the statement in, as far as it is readable, so that the rest of it is judged too. A statement
 * whose effect is not known yet is left out without a finding.
 */
export function readStatement(
    raw: unknown,
    { path, index, kind }: { path: string; index: number; kind: DocumentKind },
    unknown: UnknownParts,
    findings: Finding[],
): TrustStatement | undefined {
    if (!isObject(raw)) {
        findings.push(readableFinding("statement-not-an-object", { path, value: raw }, "is not an object"));
        return undefined;
    }
    const { further, prohibited, required, called } = grammars[kind];
    const names = ["Sid", "Effect", ...further, "Action", "NotAction", "Condition"].filter(
        (name) => !prohibited.includes(name),
    );
    const reading = readElements(raw, path, names, { names: prohibited, called });
    findings.push(...reading.findings);
    const element = (name: string): Element => reading.elements.get(name);
    const [principal, notPrincipal] = [element("Principal"), element("NotPrincipal")];
    const [action, notAction] = [element("Action"), element("NotAction")];
    const [resource, notResource] = [element("Resource"), element("NotResource")];
    for (const name of required)
        judgeChoice(path, name, element(name), element(`Not${name}`), unknown, findings);
    judgeChoice(path, "Action", action, notAction, unknown, findings);
    findings.push(...judgeSid(element("Sid")));

    const sid = element("Sid")?.value;
    const condition = element("Condition");
    const effect = element("Effect");
    const statement = {
        index,
        path,
        partlyUnknown: unknown.within(path),
        ...(typeof sid === "string" ? { sid } : {}),
        principals: principal === undefined ? [] : readPrincipals(principal, unknown, findings),
        ...(notPrincipal === undefined
            ? {}
            : { notPrincipals: readPrincipals(notPrincipal, unknown, findings) }),
        actions: action === undefined ? [] : readTexts(action, "action-invalid", findings),
        ...(notAction === undefined ? {} : { notActions: readTexts(notAction, "action-invalid", findings) }),
        ...(resource === undefined ? {} : { resources: readTexts(resource, "resource-invalid", findings) }),
        ...(notResource === undefined
            ? {}
            : { notResources: readTexts(notResource, "resource-invalid", findings) }),
        conditions: condition === undefined ? [] : readCondition(condition.value, condition.path, findings),
        raw,
    };
    if (effect?.value === "Allow" || effect?.value === "Deny") return { ...statement, effect: effect.value };
    if (effect === undefined && unknown.hidesElement(path, "Effect")) return undefined;
    const place = { path: effect?.path ?? path, value: effect?.value };
    findings.push(readableFinding("effect-invalid", place, effect ? "is not an effect" : "has no Effect"));
    return undefined;
}

/** One value or a list of them, read; `wrong` are the places of what is not a string, number or boolean. */
export function readValues(raw: unknown, path: string): { values: PolicyValue[]; wrong: string[] } {
    const values: PolicyValue[] = [];
    const wrong: string[] = [];
    const add = (value: unknown, at: string): void => {
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
            values.push({ text: String(value), raw: value, path: at });
        } else {
            wrong.push(at);
        }
    };
    if (Array.isArray(raw)) raw.forEach((item: unknown, index) => add(item, memberPath(path, index)));
    else add(raw, path);
    return { values, wrong };
}

/** Reads the blocks of one operator: `{"gitlab.com:sub": [...]}`. */
function readOperator(
    operatorText: string,
    raw: unknown,
    path: string,
    findings: Finding[],
): ConditionBlock[] {
    const operator = parseOperator(operatorText);
    if (operator === undefined) {
        const respelt = respellOperator(operatorText);
        const fix = respelt === undefined ? undefined : `Write "${respelt}".`;
        findings.push(readableFinding("operator-unknown", { path, fix }, "is not a condition operator"));
    }
    if (!isObject(raw)) {
        findings.push(
            readableFinding("condition-invalid", { path, value: raw }, "is not an object of condition keys"),
        );
        return [];
    }
    const blocks: ConditionBlock[] = [];
    const seen = new Set<string>();
    for (const [key, rawValues] of Object.entries(raw)) {
        const at = memberPath(path, key);
        const keyName = key.toLowerCase();
        if (seen.has(keyName)) {
            const message = `is the same condition key as another one below ${operatorText}, in another case`;
            findings.push(readableFinding("duplicate-condition-key", { path: at }, message));
        }
        seen.add(keyName);
        const { values, wrong } = readValues(rawValues, at);
        for (const place of wrong) {
            findings.push(
                readableFinding(
                    "value-invalid",
                    { path: place },
                    "is neither a text nor a number nor a boolean",
                ),
            );
        }
        blocks.push({
            path: at,
            operatorText,
            key,
            keyName,
            values,
            ...(operator === undefined ? {} : { operator }),
        });
    }
    return blocks;
}

/** Reads a `Condition` element: operator, below it the keys, below each its values. */
export function readCondition(raw: unknown, path: string, findings: Finding[]): ConditionBlock[] {
    if (!isObject(raw)) {
        findings.push(
            readableFinding("condition-invalid", { path, value: raw }, "is not an object of operators"),
        );
        return [];
    }
    return Object.entries(raw).flatMap(([operatorText, keys]) =>
        readOperator(operatorText, keys, memberPath(path, operatorText), findings),
    );
}

/** The elements of a document or statement, under their documented names, each with its place. */
interface ElementReading {
    elements: Map<string, { value: unknown; path: string }>;
    findings: Finding[];
}

/**
 * Sorts the members of an object by the element names that the policy grammar has. A name in another case is read as
 * the element that was meant, with a finding: whether IAM takes it is not documented, so it must not hide a statement.
 */
export function readElements(
    object: Readonly<Record<string, unknown>>,
    path: string,
    names: readonly string[],
    prohibited: { names: readonly string[]; called: string } = { names: [], called: "" },
): ElementReading {
    const elements: ElementReading["elements"] = new Map();
    const findings: Finding[] = [];
    for (const [written, value] of Object.entries(object)) {
        const at = memberPath(path, written);
        const name = [...names, ...prohibited.names].find(
            (known) => known.toLowerCase() === written.toLowerCase(),
        );
        if (name === undefined) {
            findings.push(
                readableFinding(
                    "element-unknown",
                    { path: at },
                    `is not a policy element: there are ${names.join(", ")}`,
                ),
            );
        } else if (prohibited.names.includes(name)) {
            const message = `has no place in ${prohibited.called}`;
            findings.push(readableFinding("element-prohibited", { path: at }, message));
        } else if (elements.has(name)) {
            const message = `says ${name} a second time: which of the two counts is not defined`;
            findings.push(readableFinding("duplicate-name", { path: at }, message));
        } else {
            if (name !== written) {
                const place = { path: at, fix: `Write "${name}".` };
                findings.push(readableFinding("element-case", place, `is not spelt "${name}"`));
            }
            elements.set(name, { value, path: at });
        }
    }
    return { elements, findings };
}
