import { subjectComponents } from "../gitlab";
import { charactersOf } from "./automaton";

/** A node of the tree of all component names: how much of a name was read. */
interface NameNode {
    next: Map<number, number>;
    /** The components whose names begin like this, one bit each, by their place in the table. */
    reachable: number;
    /** The place in the table of the component whose name this is. */
    component?: number;
}

/** The tree of the names of all components in the table; its root is the first node. */
export const nameTrie: readonly NameNode[] = buildTrie();

/** Stands for a node where a name has left the tree: it is newer than the table, or no name. */
export const unknownName = nameTrie.length;

/** The characters of all component names. */
export const nameCharacters: readonly number[] = [
    ...new Set(subjectComponents.flatMap(({ name }) => charactersOf(name))),
];

/** Whether a character may stand in a component's name; the first one is a letter. */
export function isNameCharacter(character: number, first: boolean): boolean {
    return (first ? /[a-z]/ : /[a-z0-9_]/).test(String.fromCodePoint(character));
}

function buildTrie(): NameNode[] {
    const nodes: NameNode[] = [{ next: new Map(), reachable: 0 }];
    subjectComponents.forEach(({ name }, place) => {
        let node = nodes[0];
        for (const character of charactersOf(name)) {
            if (node === undefined) return;
            node.reachable |= 1 << place;
            const next: number =
                node.next.get(character) ?? nodes.push({ next: new Map(), reachable: 0 }) - 1;
            node.next.set(character, next);
            node = nodes[next];
        }
        if (node === undefined) return;
        node.reachable |= 1 << place;
        node.component = place;
    });
    return nodes;
}
