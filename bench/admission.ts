import { admissionOf, describeAccess } from "../trust/admission";
import { evaluate } from "../trust/decision";
import { readTrustDocument } from "../trust/document";
import { analyzeTrustPolicy } from "../trust/rules";
import { worstDocuments } from "./worstDocuments";

// What one document can cost: the pack's verdict, the row of `access`, the two questions of `access --against`, and `explain`.
// node -r ./components/loadSource.js bench/admission.ts

/** The longest that each may take, in milliseconds of the processor; `against` reads two documents and asks in both directions. */
const limits: Record<string, number> = { pack: 1000, access: 1000, against: 2000, explain: 1000 };

const token = {
    iss: "https://gitlab.com",
    aud: "https://gitlab.com",
    sub: "project_path:another/app:ref_type:branch:ref:main",
    project_id: "1",
    namespace_id: "2",
};

/** Each reads the document anew, as the command does. */
const questions: Record<string, (text: string) => unknown> = {
    pack: (text) => analyzeTrustPolicy(readTrustDocument(text)),
    access: (text) => describeAccess(readTrustDocument(text)),
    against: (text) => {
        const [now, before] = [text, text].map((each) => admissionOf(readTrustDocument(each)));
        return [now && before && now.minus(before), now && before && before.minus(now)];
    },
    explain: (text) => evaluate(readTrustDocument(text), token),
};

function millisecondsOf(ask: () => unknown): number {
    const before = process.cpuUsage();
    ask();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
}

function main(): void {
    const names = Object.keys(questions);
    const results = Object.entries(worstDocuments).map(([name, make]) => {
        const text = JSON.stringify(make());
        const times = Object.values(questions).map((ask) => millisecondsOf(() => ask(text)));
        return {
            name,
            times,
            worst: Math.max(...times.map((time, at) => time / (limits[names[at] ?? ""] ?? 1))),
        };
    });
    results.sort((left, right) => right.worst - left.worst);
    const row = (cells: readonly string[], name: string): void => {
        console.log(`${cells.map((cell) => cell.padStart(8)).join("")}  ${name}`);
    };
    row(names, "milliseconds of the processor");
    for (const { name, times } of results)
        row(
            times.map((time) => time.toFixed(0)),
            name,
        );
    const worst = results[0]?.worst ?? 0;
    console.log(`worst: ${worst.toFixed(2)} of the limit`);
    if (worst > 1) process.exitCode = 1;
}

main();
