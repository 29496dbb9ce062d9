import { readFileSync } from "node:fs";
import { type KeySet, readKeySet } from "../../trust/mirror";
import type { Problem } from "../../trust/problem";
import type { DiscoveryArgs } from "./discoveryArgs";

/**
 * The keys that a mirror publishes, from its file or inline, or what is wrong with them. Nothing is fetched. A private
 * key is refused here, before any resource is registered, and no message quotes it.
 */
export function mirroredKeys({ jwksFile, jwks }: Pick<DiscoveryArgs, "jwksFile" | "jwks">): {
    keySet?: KeySet;
    problems: Problem[];
} {
    if ((jwksFile === undefined) === (jwks === undefined)) {
        const message = jwks === undefined ? "is missing: the mirror would have no keys" : "are both given";
        const fix =
            'Write the file with the instance\'s public keys under "jwksFile"; `gitlab-aws-oidc discovery sync --file` saves it.';
        return { problems: [{ path: jwks === undefined ? "jwksFile" : "jwks and jwksFile", message, fix }] };
    }
    const source = jwksFile === undefined ? { text: jwks ?? "", problems: [] } : readFile(jwksFile);
    if (source.text === undefined) return { problems: source.problems };
    const { keySet, problems } = readKeySet(source.text);
    const at = jwksFile === undefined ? "jwks" : "jwksFile";
    const shown = problems.map(({ path, value, message, fix }): Problem => {
        const named =
            path === ""
                ? message
                : `${path}${typeof value === "string" ? ` = ${JSON.stringify(value)}` : ""} ${message}`;
        return { path: at, ...(jwksFile !== undefined && { value: jwksFile }), message: named, fix };
    });
    return { ...(keySet && { keySet }), problems: shown };
}

function readFile(file: string): { text?: string; problems: Problem[] } {
    try {
        return { text: readFileSync(file, "utf8"), problems: [] };
    } catch (error) {
        const why = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
        const message = `cannot be read from ${process.cwd()}: ${why}`;
        const fix =
            "Save what the instance serves at /oauth/discovery/keys there: gitlab-aws-oidc discovery sync --file.";
        return { problems: [{ path: "jwksFile", value: file, message, fix }] };
    }
}
