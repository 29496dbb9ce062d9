import { allow } from "../../policy-pack/cases";
import { type CaseRole } from "../../policy-pack/cases";

/** A role in the form that a public module's documented example gives it, in our own words and with our own values. */
export interface ModuleCase {
    /** The module, or the documentation, whose form it is. */
    source: string;
    role: CaseRole;
    /** Policies that have advice for it. Default: none. */
    advice?: string[];
}

/** A statement that lets the tokens of an issuer in under conditions. */
export function trust(
    issuer: string,
    condition: Record<string, Record<string, unknown>>,
): Record<string, unknown> {
    const Federated = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
    return allow(condition, { Principal: { Federated } });
}
