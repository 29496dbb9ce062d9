import { names } from "./publishedPackages";

/** A program of somebody who installed the components: its files, and how Node.js is told to run it. */
export interface ConsumerProgram {
    /** What it shows, as its test is called; also its folder. */
    name: string;
    files: Readonly<Record<string, string>>;
    /** Arguments of node. */
    args: readonly string[];
}

const components = `${names.npmScope}/gitlab-aws-oidc-components`;

/** What every program prints: the ARN is known without an answer of AWS. */
export const expectedOutput = '{"web":"arn:aws:iam::123456789012:role/acme-web"}';

const federation = `
    gitlabUrl: "https://gitlab.com",
    accountId: "123456789012",
    partition: "aws",
    roleNamePrefix: "acme",
    roles: { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } },
`;

// The mock runtime of the SDK stands in for the engine; the account's guard asks who the caller is.
const mocks = `
    newResource: (args) => ({ id: args.name, state: args.inputs }),
    call: () => ({ accountId: "123456789012", partition: "aws", id: "x", arn: "arn:aws:iam::123456789012:root", userId: "x" }),
`;
const start = `void pulumi.runtime.setMocks({${mocks}}, "consumer", "dev", true);`;
const work = `
const gitlab = new GitLabFederation("gitlab", {${federation}});
gitlab.roleArns.apply((arns) => { console.log(JSON.stringify(arns)); });
`;

const commonJs = `
const pulumi = require("@pulumi/pulumi");
${start}
const { GitLabFederation } = require("${components}");
${work}`;

const imports = `
import * as pulumi from "@pulumi/pulumi";
import { ArgsError, GitLabFederation, type GitLabFederationArgs } from "${components}";
`;
const esModule = imports.replace(", type GitLabFederationArgs", "") + start + work;

/** A TypeScript program that does not compile unless the package's types are found and say what they should. */
export const typeScript = `${imports}
void pulumi.runtime.setMocks({
    newResource: (args) => ({ id: args.name, state: args.inputs as Record<string, unknown> }),
    call: () => ({ accountId: "123456789012", partition: "aws", id: "x", arn: "arn:aws:iam::123456789012:root", userId: "x" }),
}, "consumer", "dev", true);
const args: GitLabFederationArgs = {${federation}};
const gitlab = new GitLabFederation("gitlab", args);
type IsAny<Type> = 0 extends 1 & Type ? true : false;
export const isTyped: [IsAny<typeof args>, IsAny<typeof gitlab.roleArns>] = [false, false];
export const refused: new (...args: never[]) => Error = ArgsError;
gitlab.roleArns.apply((arns: Record<string, string>) => { console.log(JSON.stringify(arns)); });
`;

/** The same with an argument that is missing and one that is misspelled: it must not compile. */
export const wrongTypeScript = `
import { GitLabFederation } from "${components}";
new GitLabFederation("gitlab", { gitlabURL: "https://gitlab.com" });
`;

const es2020 = JSON.stringify({
    compilerOptions: {
        target: "es2020",
        module: "commonjs",
        strict: true,
        esModuleInterop: true,
        ignoreDeprecations: "6.0",
        types: [],
        skipLibCheck: true,
    },
});
const moduleOptions = JSON.stringify({
    compilerOptions: { target: "es2022", module: "nodenext", strict: true, types: [], skipLibCheck: true },
});

/** Every way in which Node.js runs a program: language and module system. */
export const consumerPrograms: readonly ConsumerProgram[] = [
    { name: "JavaScript, CommonJS", files: { "program.cjs": commonJs }, args: ["program.cjs"] },
    { name: "JavaScript, ES module", files: { "program.mjs": esModule }, args: ["program.mjs"] },
    {
        name: "TypeScript by ts-node, with the target of Pulumi's template",
        files: { "program.ts": typeScript, "tsconfig.json": es2020 },
        args: ["-r", "ts-node/register/transpile-only", "program.ts"],
    },
    {
        name: "TypeScript by tsx, CommonJS",
        files: {
            "program.ts": typeScript,
            "tsconfig.json": moduleOptions,
            "package.json": '{"type":"commonjs"}',
        },
        args: ["--import", "tsx", "program.ts"],
    },
    {
        name: "TypeScript by tsx, ES module",
        files: { "program.mts": typeScript, "tsconfig.json": moduleOptions },
        args: ["--import", "tsx", "program.mts"],
    },
];

/** The ways in which TypeScript finds a package's types, as compiler options. */
export const typeResolutions: Readonly<Record<string, readonly string[]>> = {
    node: ["--module", "commonjs", "--moduleResolution", "node10", "--ignoreDeprecations", "6.0"],
    node16: ["--module", "node16", "--moduleResolution", "node16"],
    nodenext: ["--module", "nodenext", "--moduleResolution", "nodenext"],
    bundler: ["--module", "esnext", "--moduleResolution", "bundler"],
};
