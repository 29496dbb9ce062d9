import * as pulumi from "@pulumi/pulumi";
import { type Problem, atPath, nearestName } from "../../trust/problem";

/**
 * Reads one value that a person or another language gave: returns it typed, or reports what is wrong with it and
 * returns undefined. Readers go on after a mistake, so that one reading finds all of them.
 */
export type Reader<T> = (value: unknown, path: string, problems: Problem[]) => T | undefined;

/** Reads a string. Rejects Outputs, because trust policies and names must be known at preview. */
export const readText: Reader<string> = (value, path, problems) => {
    if (typeof value === "string") return value;
    return reject(value, path, problems, "a string", "Write it in quotes.");
};

/** Reads an id of digits. Accepts a whole number too, because YAML reads unquoted digits as one. */
export const readId: Reader<string> = (value, path, problems) => {
    if (typeof value === "string") return value;
    if (Number.isSafeInteger(value)) return String(value);
    return reject(value, path, problems, "an id", "Write the digits in quotes.");
};

/** Reads a string or an Output of one, which may be known only during the deployment. */
export const readInputText: Reader<pulumi.Input<string>> = (value, path, problems) => {
    if (typeof value === "string") return value;
    if (pulumi.Output.isInstance<string>(value)) return value;
    if (value instanceof Promise) return value as Promise<string>;
    return reject(value, path, problems, "a string", "Write it in quotes.");
};

/** Reads true or false. */
export const readFlag: Reader<boolean> = (value, path, problems) => {
    if (typeof value === "boolean") return value;
    return reject(value, path, problems, "true or false", "Write true or false, without quotes.");
};

/** Reads a number. */
export const readNumber: Reader<number> = (value, path, problems) => {
    if (typeof value === "number") return value;
    return reject(value, path, problems, "a number", "Write digits, without quotes.");
};

/** Reads a list of what `item` reads. */
export function readList<T>(item: Reader<T>): Reader<T[]> {
    return (value, path, problems) => {
        if (!Array.isArray(value))
            return reject(value, path, problems, "a list", "Write it as a list, also when it has one entry.");
        return value.flatMap((entry: unknown, index) => {
            const read = item(entry, `${path}[${String(index)}]`, problems);
            return read === undefined ? [] : [read];
        });
    };
}

/** Reads an object with keys of the user's own and values that `item` reads. */
export function readMap<T>(item: Reader<T>): Reader<Record<string, T>> {
    return (value, path, problems) => {
        if (!isPlainObject(value))
            return reject(value, path, problems, "an object", "Write it as keys with values.");
        const entries = Object.entries(value).flatMap(([key, entry]) => {
            const read = item(entry, join(path, key), problems);
            return read === undefined ? [] : [[key, read] as const];
        });
        return Object.fromEntries(entries);
    };
}

/** How each property of `T` is read. */
export type PropertyReaders<T> = { [K in keyof Required<T>]: Reader<NonNullable<T[K]>> };

/** What to write for each required property. */
export type RequiredProperties<T> = { [K in keyof T as undefined extends T[K] ? never : K]-?: string };

/**
 * Reads an object with known keys. An unknown key is a mistake, because a misspelled one would silently do nothing; so is
 * a missing one that `required` names. What it returns is complete only where it reported nothing.
 */
export function readObject<T extends object>(
    properties: PropertyReaders<T>,
    required: RequiredProperties<T>,
): Reader<T> {
    const known = Object.keys(properties);
    return (value, path, problems) => {
        if (!isPlainObject(value)) {
            return reject(value, path, problems, "an object", `Write it with the keys ${known.join(", ")}.`);
        }
        const result: Record<string, unknown> = {};
        for (const [key, entry] of Object.entries(value)) {
            const reader = known.includes(key)
                ? (properties as Record<string, Reader<unknown>>)[key]
                : undefined;
            if (reader === undefined) problems.push(unknownKey(join(path, key), key, entry, known));
            else if (entry !== undefined) result[key] = reader(entry, join(path, key), problems);
        }
        for (const [key, fix] of Object.entries<string>(required)) {
            if (value[key] === undefined)
                problems.push({ path: join(path, key), message: "is missing", fix });
        }
        return Object.fromEntries(Object.entries(result).filter(([, entry]) => entry !== undefined)) as T;
    };
}

function unknownKey(path: string, key: string, value: unknown, known: readonly string[]): Problem {
    const nearest = nearestName(key, known);
    const meant = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
    const shown = pulumi.Output.isInstance(value) ? {} : { value };
    return { path, ...shown, message: "is not a recognized key", fix: `${meant}Known: ${known.join(", ")}.` };
}

function reject(value: unknown, path: string, problems: Problem[], wanted: string, fix: string): undefined {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
        problems.push({
            path,
            message: "is an Output; this argument must be known when the program starts",
            fix: `Give ${wanted} as a plain value.`,
        });
    } else if (value === null) {
        problems.push({ path, message: "has no value", fix: `Give ${wanted}, or leave the key out.` });
    } else {
        problems.push({ path, value, message: `is not ${wanted}`, fix });
    }
    return undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
}

function join(path: string, key: string): string {
    const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
    return path === "" ? name : `${path}.${name}`;
}

/** The problems of a value that may be missing, seen from further out. */
export function check<T>(path: string, value: T | undefined, problemsOf: (value: T) => Problem[]): Problem[] {
    return value === undefined ? [] : atPath(path, problemsOf(value));
}

/** The problems of each entry of a list that may be missing, seen from further out. */
export function checkEach<T>(
    path: string,
    values: readonly T[] | undefined,
    problemsOf: (value: T) => Problem[],
): Problem[] {
    return (values ?? []).flatMap((value, index) => check(`${path}[${String(index)}]`, value, problemsOf));
}
