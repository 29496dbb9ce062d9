import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { policyPages } from "./policyPages";

// node -r ts-node/register/transpile-only policy-pack/docs/writePages.ts
void policyPages().then((pages) => {
    for (const [path, text] of pages) {
        const file = join(__dirname, "..", "..", path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
});
