import type { PolicyValue } from "../conditions";
import { findSubject, type FoundSubject, type SubjectPattern } from "../pattern/findSubject";
import { isOnlyWildcards } from "../pattern/glob";
import { projectScope, type ProjectScope } from "../pattern/projectScope";
import { refScope, type RefScope } from "../pattern/refScope";

/** One value that lets subjects in, with what it lets in. The answers are worked out when they are first asked for. */
export class JudgedSubject {
    private knownProjects: ProjectScope | undefined;
    private knownRefs: RefScope | undefined;

    constructor(
        /** The value that a finding is about. */
        readonly value: PolicyValue,
        /** It, what stands beside it in the same statement, and what is excluded there. */
        readonly pattern: SubjectPattern,
    ) {}

    /** Whether nothing but wildcards is asked for. */
    get isVacuous(): boolean {
        return this.pattern.all.every(isOnlyWildcards);
    }

    get projects(): ProjectScope {
        return (this.knownProjects ??= projectScope(this.pattern));
    }

    get refs(): RefScope {
        return (this.knownRefs ??= refScope(this.pattern));
    }

    /** Any subject that it lets in. */
    get example(): FoundSubject | undefined {
        return findSubject(this.pattern);
    }
}
