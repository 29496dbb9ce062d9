import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
    // examples/gitlab-side has a dependency that nobody else carries, so its types are not there.
    {
        ignores: [
            "**/node_modules/",
            "policy-pack/bin/",
            "cli/dist/",
            "components/dist/",
            "trust/dist/",
            "build/",
            ".tools/",
            "examples/gitlab-side/",
            "test/engine/languages/typescript/",
        ],
    },
    js.configs.recommended,
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: {
            parserOptions: { project: ["./tsconfig.json", "./cli/report/page/tsconfig.json"] },
        },
        rules: {
            // An Output in a template string becomes the text "Calling [toString] on an [Output<T>]...":
            // in a trust policy that is a role nobody can assume.
            "@typescript-eslint/no-base-to-string": "error",
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true },
            ],
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/switch-exhaustiveness-check": "error",
            "@typescript-eslint/consistent-type-imports": "error",
            "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
            eqeqeq: "error",
        },
    },
    {
        files: ["**/*.js"],
        languageOptions: {
            sourceType: "commonjs",
            globals: {
                require: "readonly",
                module: "writable",
                process: "readonly",
                console: "readonly",
                __dirname: "readonly",
            },
        },
    },
);
