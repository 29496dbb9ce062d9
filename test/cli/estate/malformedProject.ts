import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A project whose stack `dev` is no YAML. Not a fixture: formatters refuse it, as they should. */
export async function withMalformedProject<Result>(
    use: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
    const folder = mkdtempSync(join(tmpdir(), "malformed-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: malformed\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), 'config:\n    list: [a, b\n    text: "open\n');
    try {
        return await use(folder);
    } finally {
        rmSync(folder, { recursive: true });
    }
}
