import { type SubjectPart, buildSubject, splitSubject } from "../gitlab";

/** What may stand for a whole level of a path, or a whole ref, that a wildcard left open. */
const replacements = {
    group: ["stranger", "other"],
    project: ["app", "other"],
    ref: ["any-branch", "other"],
};

/** What may stand for the end of a name that a wildcard left open. */
const continuations = ["-evil", "-evil/app", "evil"];

/**
 * The same subject with telling names in the place of the single letters that a search puts where a wildcard stood.
 * Every change is taken only where `accepts` still does, so the result is as good a witness as the subject was.
 */
export function readableSubject(subject: string, accepts: (subject: string) => boolean): string {
    const parts = splitSubject(subject);
    if (parts === undefined || subject.length > 255) return subject;
    parts.forEach((part, index) => {
        const better = betterValues(part).find((value) =>
            accepts(
                buildSubject(parts.map((other, place) => (place === index ? { ...part, value } : other))),
            ),
        );
        if (better !== undefined) parts[index] = { ...part, value: better };
    });
    return buildSubject(parts);
}

/** Values to try instead of a part's value, the best first. */
function betterValues({ value, component }: SubjectPart): string[] {
    switch (component?.kind) {
        case "projectPath":
            return betterPaths(value);
        case "ref":
            return isFiller(value) ? replacements.ref : betterEnds(value);
        case "refType":
            return ["branch"];
        case "id":
            return ["4711", `${value}4711`];
        case "boolean":
        case "deploymentTier":
        case undefined:
            return [];
    }
}

function betterPaths(path: string): string[] {
    const levels = path.split("/");
    const last = levels.length - 1;
    const renamed = [0, 1].map((choice) =>
        levels
            .map((level, index) => {
                const names = index === last ? replacements.project : replacements.group;
                return isFiller(level) ? (names[choice] ?? level) : level;
            })
            .join("/"),
    );
    const lengthened = [...renamed, path].flatMap((candidate) => {
        const parts = candidate.split("/");
        return parts.flatMap((level, index) =>
            betterEnds(level).map((better) =>
                parts.map((other, place) => (place === index ? better : other)).join("/"),
            ),
        );
    });
    return [...lengthened, ...renamed];
}

/** The value with its last letter replaced, where that may be a wildcard's. */
function betterEnds(value: string): string[] {
    if (value.length < 2 || !isFiller(value.slice(-1))) return [];
    return continuations.map((end) =>
        /[-_./]$/.test(value.slice(0, -1))
            ? value.slice(0, -1) + end.replace(/^-/, "")
            : value.slice(0, -1) + end,
    );
}

/** The letters that the search prefers where anything would do. */
function isFiller(text: string): boolean {
    return text === "x" || text === "1";
}
