import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as typescript from "typescript";

/** The page's script and style, put here by scripts/build.js. From source, as tests run, they are read from page/. */
declare const bundledPage: { script: string; style: string } | undefined;

const references: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** Text as it may be put between tags and in quoted attributes: names of roles and refs come from other people. */
export function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (character) => references[character] ?? character);
}

/**
 * One page that needs nothing else, neither a network nor another file: `title` is plain text, `main` is HTML. Its policy
 * allows no script and no style but its own, by their hashes. The style attributes of bars are allowed.
 */
export function htmlPage({ title, main }: { title: string; main: string }): string {
    const { script, style } = pageParts();
    const policy = [
        "default-src 'none'",
        `style-src '${hashOf(style)}'`,
        "style-src-attr 'unsafe-inline'",
        `script-src '${hashOf(script)}'`,
        "img-src data:",
    ];
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${main}
</main>
<script>${script}</script>
</body>
</html>
`;
}

let parts: { script: string; style: string } | undefined;

function pageParts(): { script: string; style: string } {
    if (typeof bundledPage !== "undefined") return bundledPage;
    // Loaded only here: the built command has no need of the compiler, which takes longer to load than all of it.
    const ts = createRequire(__filename)("typescript") as typeof typescript;
    const read = (name: string) => readFileSync(join(__dirname, "page", name), "utf8");
    parts ??= {
        script: ts.transpile(read("script.ts"), { target: ts.ScriptTarget.ES2020 }),
        style: read("page.css"),
    };
    return parts;
}

function hashOf(text: string): string {
    return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
