import { jobImages } from "./jobImages";
import { templateScripts } from "./templateScripts";

/**
 * A component's YAML with the project's own scripts and images in it. A component must stand in one file, so each script is
 * a copy: a block text whose first line is a script's first line is replaced by that script, and an image of a known name
 * gets the pinned version. Everything else stays as it is. The scripts have no blank lines.
 */
export function filledTemplate(yaml: string): string {
    const lines = yaml.split("\n");
    const filled: string[] = [];
    for (let index = 0; index < lines.length; index++) {
        const line = lines[index] ?? "";
        filled.push(withPinnedImage(line));
        if (!/^ *- \|$/.test(line)) continue;
        const next = lines[index + 1] ?? "";
        const indentation = next.slice(0, next.length - next.trimStart().length);
        const script = templateScripts.find((text) => firstLine(text) === next.trimStart());
        if (script === undefined) continue;
        filled.push(
            ...script
                .trimEnd()
                .split("\n")
                .map((text) => indentation + text),
        );
        while (lines[index + 1]?.startsWith(indentation)) index++;
    }
    return filled.join("\n");
}

function firstLine(text: string): string {
    return text.slice(0, text.indexOf("\n"));
}

function withPinnedImage(line: string): string {
    return Object.values(jobImages).reduce((text, image) => {
        const name = image.slice(0, image.lastIndexOf(":") + 1);
        const at = text.indexOf(` ${name}`);
        return at < 0 ? text : `${text.slice(0, at + 1)}${image}`;
    }, line);
}
