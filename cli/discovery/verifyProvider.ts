import { issuerHostAndPath } from "../../trust/issuer/issuerUrl";
import type { AccountProvider } from "../estate";
import type { Drift } from "./verifyMirror";

/** Compares an account's provider with the mirror that it should trust. `audience` is what jobs ask for, where it is known. */
export function verifyProvider(
    arn: string,
    provider: AccountProvider | undefined,
    issuer: string,
    audience?: string,
): Drift[] {
    const part = "provider";
    if (provider === undefined) {
        return [
            {
                part,
                path: arn,
                message: "does not exist in the account of these credentials",
                fix: "Run: pulumi up.",
            },
        ];
    }
    const drift: Drift[] = [];
    // IAM leaves the scheme out.
    if (issuerHostAndPath(provider.url) !== issuerHostAndPath(issuer)) {
        const message = `is not for the mirror, ${issuer}: AWS refuses the tokens that name it`;
        drift.push({
            part,
            path: "url",
            value: provider.url,
            message,
            fix: 'Set "discovery" in the stack\'s config, then: pulumi up.',
        });
    }
    if (audience !== undefined && !provider.clientIds.includes(audience)) {
        const message = `does not register ${JSON.stringify(audience)}`;
        drift.push({
            part,
            path: "audiences",
            value: provider.clientIds,
            message,
            fix: 'Write it under "audience", then: pulumi up.',
        });
    }
    if (provider.clientIds.length === 0) {
        drift.push({
            part,
            path: "audiences",
            message: "are none, so it takes no token",
            fix: "Run: pulumi up.",
        });
    }
    return drift;
}
