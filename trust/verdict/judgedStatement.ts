import type { TrustDocument, TrustStatement } from "../document";
import type { IssuerKey } from "./conditionKey";
import type { JudgedSubject } from "./judgedSubject";
import type { TrustContext } from "./trustContext";

/** A principal that names an OIDC provider, in whatever spelling. */
export interface ProviderPrincipal {
    path: string;
    /** The principal's text. */
    text: string;
    /** The issuer that it means, as host and path, lower case, without a trailing slash. */
    issuer: string;
    /** Whether the text is a provider's ARN, spelt as AWS spells it. */
    wellFormed: boolean;
}

/** An Allow statement that concerns GitLab, with what the rules ask about it. */
export interface JudgedStatement {
    statement: TrustStatement;
    policy: TrustDocument;
    context: TrustContext;
    providers: ProviderPrincipal[];
    /** Whoever may call is not confined to a provider: `*`, NotPrincipal. */
    anyone: boolean;
    /**
     * The GitLab issuer whose tokens the statement is about, as host and path in lower case. Undefined where it is about
     * another issuer's tokens and only its keys are GitLab's, or about everybody's.
     */
    issuer?: string;
    /** Whether that issuer is gitlab.com, where strangers are everybody. */
    shared: boolean;
    /** Every condition on an issuer's key. */
    keys: IssuerKey[];
    /** The values that let subjects in, each on its own: without any, nothing says which project. */
    subjects: JudgedSubject[];
    /** Whether gitlab.com's `project_id` confines the statement to projects by id. */
    projectPinned: boolean;
    /** Whether gitlab.com's `namespace_id` confines it to the projects directly in groups by id. */
    namespacePinned: boolean;
    /** Whether gitlab.com's `ref_protected` confines it to protected refs. */
    refsProtected: boolean;
    /** Whether a Deny statement tests a subject too. A Deny gets no credit: what it leaves open is hard to see. */
    denied: boolean;
}

/** The statement's conditions on one key of its own issuer, spelt right. */
export function keysNamed(judged: JudgedStatement, name: string): IssuerKey[] {
    return judged.keys.filter((key) => key.wellFormed && key.issuer === judged.issuer && key.name === name);
}

/** Whether a condition on that name is there, but on another issuer's key or a misspelt one: another rule reports that. */
export function isNamedElsewhere(judged: JudgedStatement, name: string): boolean {
    return judged.keys.some((key) => key.name === name && !(key.wellFormed && key.issuer === judged.issuer));
}
