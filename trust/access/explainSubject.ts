import { globOfPattern } from "../pattern/glob";
import { projectScope } from "../pattern/projectScope";
import { refScope } from "../pattern/refScope";
import { splitSubject } from "../gitlab";
import { projectWords } from "./projectWords";
import { refWords } from "./refWords";

/**
 * A subject, or a pattern as it stands under StringLike, in one sentence without full stop: `jobs of project
 * my-group/app for branch main`. A text that matches no subject of GitLab's says so.
 */
export function explainSubject(patternOrSubject: string): string {
    const pattern = { all: [globOfPattern(patternOrSubject)], none: [] };
    const projects = projectScope(pattern);
    if (projects.reach === "none") return `no job: GitLab issues no subject like ${patternOrSubject}`;

    const parts = new Map(splitSubject(patternOrSubject)?.map(({ name, value }) => [name, value]));
    const isProtected = parts.get("ref_protected") === "true";
    const refs = isProtected ? protectedRefs(parts) : refWords(refScope(pattern), patternOrSubject, false);
    return `jobs of ${projectWords(projects, patternOrSubject)} for ${refs}${environment(parts)}`;
}

/** The refs of a subject that says itself that they are protected. */
function protectedRefs(parts: ReadonlyMap<string, string>): string {
    const type = parts.get("ref_type");
    const kind = type === "branch" ? "branch" : type === "tag" ? "Git tag" : "branch or Git tag";
    const ref = parts.get("ref");
    return ref === undefined || ref === "*" ? `any protected ${kind}` : `the protected ${kind} ${ref}`;
}

function environment(parts: ReadonlyMap<string, string>): string {
    const tier = parts.get("deployment_tier");
    const isProtected = parts.get("environment_protected");
    const which =
        isProtected === "true"
            ? "a protected environment"
            : isProtected === "false"
              ? "an environment that is not protected"
              : "an environment";
    if (tier === undefined && isProtected === undefined) return "";
    return `, deploying to ${which}${tier === undefined ? "" : ` of the tier ${tier}`}`;
}
