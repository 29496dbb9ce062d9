/** Where a value is: member names and list indexes. */
export type Path = (string | number)[];

/** The path of every value in an object: each member, each element, at any depth. */
export function pathsIn(value: unknown, at: Path = []): Path[] {
    if (typeof value !== "object" || value === null) return [];
    const members: [string | number, unknown][] = Array.isArray(value)
        ? value.map((element: unknown, index) => [index, element])
        : Object.entries(value);
    return members.flatMap(([key, member]) => [[...at, key], ...pathsIn(member, [...at, key])]);
}

/** A copy in which the value at a path is another. */
export function withValueAt(root: unknown, path: Path, value: unknown): unknown {
    const [key, ...rest] = path;
    if (key === undefined) return value;
    if (Array.isArray(root)) {
        return root.map((element: unknown, index) =>
            index === key ? withValueAt(element, rest, value) : element,
        );
    }
    const members = root as Record<string, unknown>;
    return { ...members, [key]: withValueAt(members[key], rest, value) };
}
