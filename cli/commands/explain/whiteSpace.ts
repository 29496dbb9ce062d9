/** How white space at the ends of a value is shown: what is there by name is its Unicode symbol, the rest its code point. */
const symbols: Readonly<Record<string, string>> = { " ": "␠", "\t": "␉", "\n": "␊", "\r": "␍" };

function shown(space: string): string {
    return [...space]
        .map(
            (character) =>
                symbols[character] ??
                `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`,
        )
        .join("");
}

/** A value in quotes, with white space at its ends made visible: `"␠main"`. */
export function marked(value: string): string {
    const inner = value.trim();
    if (inner === value) return `"${value}"`;
    const start = inner === "" ? value.length : value.indexOf(inner);
    return `"${shown(value.slice(0, start))}${inner}${shown(value.slice(start + inner.length))}"`;
}

/** Whether two values are the same but for white space at their ends. */
export function differsInEnds(one: string, other: string): boolean {
    return one !== other && one.trim() === other.trim();
}
