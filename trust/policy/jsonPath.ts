/** The JSON path of a member: `Condition` below `Statement[0]` is `Statement[0].Condition`; other names than plain words are quoted. */
export function memberPath(parent: string, key: string | number): string {
    if (typeof key === "number") return `${parent}[${String(key)}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
    return parent === "" ? key : `${parent}.${key}`;
}
