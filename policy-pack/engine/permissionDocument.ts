import { namesResource } from "../../trust/mirror";
import { namesAction } from "../../trust/decision";
import {
    type ConditionBlock,
    type KeyState,
    type PolicyValue,
    type RequestContext,
    evaluateCondition,
} from "../../trust/conditions";
import { isObject, readCondition, readElements, readText, readValues } from "../../trust/document";

/** One Allow statement of a permission policy, as far as it is known. */
export interface PermissionStatement {
    actions: PolicyValue[];
    /** Whether `actions` are those that it does not allow. */
    isNotAction: boolean;
    resources: PolicyValue[];
    isNotResource: boolean;
    conditions: ConditionBlock[];
    hasPolicyVariables: boolean;
}

/** A request by a session of a role: what is asked for, and the keys that come with it. */
export interface PermissionRequest {
    action: string;
    /** The ARN, in the partition `aws` and the account `probeAccount`. */
    resource: string;
    /** Keys in lower case, in addition to those that every session has. */
    keys?: Readonly<Record<string, string>>;
}

/** The account of the requests that statements are tried with; account ids in a policy are read as this one. */
export const probeAccount = "123456789012";

const elementNames = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/** No policy of IAM comes near; what is longer is judged by its beginning. */
const mostStatements = 1000;

/**
 * The Allow statements of a permission policy: JSON text or object, members and elements that are not known yet
 * `undefined`. A statement with an unknown part is left out, since that part may narrow it. A Deny gets no credit. Never
 * throws; what cannot be read allows nothing here.
 */
export function readPermissionDocument(document: unknown): PermissionStatement[] {
    const root = typeof document === "string" ? readText(document).value : document;
    if (!isObject(root)) return [];
    const { elements } = readElements(root, "", ["Version", "Id", "Statement"]);
    const statements = elements.get("Statement")?.value;
    const hasPolicyVariables = elements.get("Version")?.value === "2012-10-17";
    const list: unknown[] = Array.isArray(statements) ? statements : [statements];
    return list.slice(0, mostStatements).flatMap((each) => readStatement(each, hasPolicyVariables));
}

function readStatement(raw: unknown, hasPolicyVariables: boolean): PermissionStatement[] {
    if (!isObject(raw) || hasUnknown(raw)) return [];
    const { elements } = readElements(raw, "", elementNames);
    if (elements.get("Effect")?.value !== "Allow") return [];
    const values = (name: string) => {
        const element = elements.get(name);
        return element === undefined ? undefined : readValues(element.value, name).values;
    };
    const [action, notAction] = [values("Action"), values("NotAction")];
    const [resource, notResource] = [values("Resource"), values("NotResource")];
    const condition = elements.get("Condition");
    return [
        {
            actions: action ?? notAction ?? [],
            isNotAction: action === undefined && notAction !== undefined,
            resources: resource ?? notResource ?? [],
            isNotResource: resource === undefined && notResource !== undefined,
            conditions: condition === undefined ? [] : readCondition(condition.value, "Condition", []),
            hasPolicyVariables,
        },
    ];
}

function hasUnknown(value: unknown): boolean {
    if (value === undefined) return true;
    if (typeof value !== "object" || value === null) return false;
    return Object.values(value).some(hasUnknown);
}

/** Whether a statement allows a request, with every condition met. A condition that cannot be decided gets the benefit of the doubt. */
export function allowsRequest(statement: PermissionStatement, request: PermissionRequest): boolean {
    const { actions, isNotAction, resources, isNotResource, conditions, hasPolicyVariables } = statement;
    if (actions.some((action) => namesAction(action, request.action)) === isNotAction) return false;
    const names = ({ text }: PolicyValue) => namesResource(asProbe(text), request.resource);
    if (resources.some(names) === isNotResource) return false;
    const context = sessionWith(request);
    return conditions.every(
        (block) =>
            aboutTheSession.includes(block.keyName) ||
            isAudienceOfToken(block.keyName) ||
            evaluateCondition(block, context, hasPolicyVariables).met === true,
    );
}

/** A pattern of resources in the partition and the account of the requests that are tried. */
function asProbe(pattern: string): string {
    return pattern
        .replace(/^arn:aws[\w-]*:/, "arn:aws:")
        .replace(
            /^(arn:[^:]*:[^:]*:[^:]*:)(?:\d{12}|\$\{aws:PrincipalAccount\}|\$\{AWS::AccountId\})(?=:)/i,
            `$1${probeAccount}`,
        );
}

/**
 * Keys on which a condition takes nothing from a role's session: they are the same for all of its requests in its own
 * account, or the caller chooses them. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html. Read 2026-11.
 */
const aboutTheSession = [
    "aws:requestedregion",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:useragent",
    "aws:referer",
    "sts:externalid",
    "sts:rolesessionname",
    "aws:federatedprovider",
];

/**
 * Keys of the token that a session was begun with, which later requests have too: its audience is the same for all jobs
 * that a role is for. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html. Read 2026-11.
 */
const isAudienceOfToken = (keyName: string): boolean => /^[^:]+\.[^:]+:aud$/.test(keyName);
const isSubjectOfToken = (keyName: string): boolean => /^[^:]+\.[^:]+:sub$/.test(keyName);
const probeSubject = "project_path:zq7-group/zq7-project:ref_type:branch:ref:zq7-branch";

/** A session of some role: values that no policy names, so that only a condition which everything meets is met. */
function sessionWith({ keys = {} }: PermissionRequest): RequestContext {
    const [now] = new Date().toISOString().split(".");
    const values: Readonly<Record<string, string>> = {
        "aws:securetransport": "true",
        "aws:viaawsservice": "false",
        "aws:currenttime": `${now ?? ""}Z`,
        "aws:epochtime": String(Math.floor(Date.now() / 1000)),
        "aws:tokenissuetime": `${now ?? ""}Z`,
        "aws:sourceip": "203.0.113.77",
        "aws:principalarn": `arn:aws:iam::${probeAccount}:role/zq7/role-probe`,
        "aws:userid": "AROAZQ7PROBE:zq7-session",
        ...keys,
    };
    return {
        lookUp(keyName): KeyState {
            const known = Object.hasOwn(values, keyName) ? values[keyName] : undefined;
            const value = known ?? (isSubjectOfToken(keyName) ? probeSubject : undefined);
            if (value === undefined) return { state: "absent", why: "a session of a role need not have it" };
            return { state: "present", values: [value], type: "other" };
        },
    };
}
