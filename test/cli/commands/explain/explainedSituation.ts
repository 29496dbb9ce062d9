import type { Situation } from "../../../../cli/commands/explain/advice";
import { explain } from "../../../../cli/commands/explain/explanation";
import { readTrustDocument } from "../../../../trust/document";
import { claims, type Condition } from "../../../trust/decision/specimens";

export const unchecked = { outcome: "unchecked", why: "only claims were given" } as const;

/** The subject of the usual job. */
export const main = "project_path:g/p:ref_type:branch:ref:main";

/** What a good statement asks for. */
export const guarded: Condition = {
    StringEquals: { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": main },
};

/** The claims of a job on another branch. */
export const onBranch = (ref: string) => ({ sub: `project_path:g/p:ref_type:branch:ref:${ref}`, ref });

/** The usual job, changed, explained against a document. */
export function explained(
    document: unknown,
    changed: Record<string, unknown> = {},
    more: Partial<Situation> = {},
    at?: number,
) {
    const situation = { document: readTrustDocument(document), claims: { ...claims, ...changed }, ...more };
    return explain("web", situation, unchecked, at === undefined ? {} : { at });
}
