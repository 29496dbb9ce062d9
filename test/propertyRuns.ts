import fc from "fast-check";

// The same values in every run: what mutation testing compares must not differ by chance.
const seed = Number(process.env.PROPERTY_SEED);
if (Number.isInteger(seed) && seed > 0) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

/** How many runs a property gets: `usual` in `npm test`, or what PROPERTY_RUNS says (10000 in the nightly pipeline). */
export function propertyRuns(usual: number): number {
    const nightly = Number(process.env.PROPERTY_RUNS);
    return Number.isInteger(nightly) && nightly > 0 ? nightly : usual;
}
