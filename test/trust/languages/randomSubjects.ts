import fc from "fast-check";
import { deploymentTiers, refTypes } from "../../../trust/gitlab";

const letter = fc.constantFrom(..."abgx1._-");
const level = fc
    .array(letter, { minLength: 1, maxLength: 4 })
    .map((letters) => letters.join(""))
    .filter((text) => /^[a-z0-9_.]/.test(text));
const path = fc.array(level, { minLength: 2, maxLength: 4 }).map((levels) => levels.join("/"));
const ref = fc
    .array(fc.constantFrom("main", "v1", "release", "a", "-", "/", "x"), { minLength: 1, maxLength: 4 })
    .map(
        (pieces) =>
            pieces
                .join("")
                .replace(/^\/+|\/+$/g, "")
                .replace(/\/\/+/g, "/") || "main",
    );

const first = fc.oneof(
    { weight: 6, arbitrary: path.map((value) => `project_path:${value}`) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 99 }).map((id) => `project_id:${String(id)}`) },
    { weight: 1, arbitrary: path.map((value) => `job_project_path:${value}`) },
);
const others = fc
    .tuple(
        fc.constantFrom(...refTypes).map((type) => `ref_type:${type}`),
        ref.map((name) => `ref:${name}`),
        fc.boolean().map((value) => `ref_protected:${String(value)}`),
        fc.constantFrom(...deploymentTiers).map((tier) => `deployment_tier:${tier}`),
    )
    .chain(([type, name, isProtected, tier]) =>
        fc.oneof(
            { weight: 5, arbitrary: fc.constant([type, name]) },
            { weight: 2, arbitrary: fc.shuffledSubarray([type, name, isProtected, tier]) },
        ),
    );

/** Subjects that GitLab issues, most of them in the default order. */
export const randomSubject = fc.tuple(first, others).map(([project, rest]) => [project, ...rest].join(":"));

/** Patterns made of a subject: pieces of it are replaced by wildcards, or single characters by others. */
export const randomPattern = fc
    .tuple(
        randomSubject,
        fc.array(fc.tuple(fc.nat(60), fc.nat(12), fc.constantFrom("*", "*", "?", "", "x")), {
            minLength: 1,
            maxLength: 3,
        }),
    )
    .map(([subject, changes]) =>
        changes.reduce((text, [at, length, replacement]) => {
            const start = Math.min(at, text.length);
            return text.slice(0, start) + replacement + text.slice(start + length);
        }, subject),
    );
