import { join } from "node:path";
import { installPythonTool } from "../tools/installPythonTool";

/** The emulator's pinned version: https://pypi.org/project/ministack/ (MIT). */
export const ministackVersion = "1.5.33";

/**
 * Installs MiniStack into `.tools/ministack`, once, and gives the path of its Python. Where there is no Python, or the
 * install fails, it gives one line that says so instead; it is then not tried again in this process.
 */
export function installMinistack(): { python: string } | { missing: string } {
    const installed = installPythonTool({
        name: "ministack",
        version: ministackVersion,
        packages: [`ministack==${ministackVersion}`],
        title: "MiniStack",
    });
    if ("missing" in installed) return installed;
    return { python: join(installed.bin, process.platform === "win32" ? "python.exe" : "python") };
}
