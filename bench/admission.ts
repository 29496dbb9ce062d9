import { measure, worstDocuments } from "./worstDocuments";

/** The longest that all questions about one document may take, in milliseconds of the processor. */
const limit = 1000;

function main(): void {
    const results = Object.entries(worstDocuments).map(([name, make]) => ({ name, ...measure(make()) }));
    results.sort((left, right) => right.milliseconds - left.milliseconds);
    for (const { name, ways, unproven, milliseconds } of results) {
        console.log(
            `${milliseconds.toFixed(0).padStart(6)} ms  ${name}: ${String(ways)} ways, ${String(unproven)} not followed to the end`,
        );
    }
    const [worst] = results;
    console.log(`worst: ${(worst?.milliseconds ?? 0).toFixed(0)} ms of ${String(limit)}`);
    if ((worst?.milliseconds ?? 0) > limit) process.exitCode = 1;
}

main();
