import assert from "node:assert/strict";
import type { PreviewDocument } from "../../cli/commands/preview";
import { runCommand } from "../cli/runCommand";

/** Previews an example with the pack, as its README says, and gives everything that the preview knows. */
export async function previewExample(folder: string, ...options: string[]): Promise<PreviewDocument> {
    const { code, stdout, stderr } = await runCommand(["preview", "--cwd", folder, "--json", ...options]);
    assert.equal(code, 0, stdout + stderr);
    return JSON.parse(stdout) as PreviewDocument;
}
