import assert from "node:assert/strict";
import { type DeclaredConfig, type Project, readProject } from "../../../cli/estate/project";
import {
    configText,
    fitsConfigType,
    readStackFile,
    resolveStackConfig,
    stackNames,
} from "../../../cli/estate/stackConfig";
import { CommandError } from "../../../cli/terminal/terminal";
import { fixture } from "../runCommand";
import { withMalformedProject } from "./malformedProject";

function project(config: Record<string, DeclaredConfig> = {}): Project {
    return {
        name: "app",
        directory: "/app",
        file: "/app/Pulumi.yaml",
        main: ".",
        isTypeScript: true,
        nodeArguments: [],
        stackDirectory: "/app",
        config: new Map(Object.entries(config)),
    };
}

const stackFile = (config: Record<string, unknown>) => ({
    file: "Pulumi.dev.yaml",
    config: new Map(Object.entries(config)),
    hasEnvironment: false,
});

describe("the config of a stack", () => {
    it("is text, as the engine hands it to a program", () => {
        const texts: [unknown, string][] = [
            ["a", "a"],
            ["", ""],
            [42, "42"],
            [123456789012, "123456789012"],
            [1.5, "1.5"],
            [true, "true"],
            [null, ""],
            [{ b: 1, a: [{ d: null, c: "x" }] }, '{"a":[{"c":"x","d":null}],"b":1}'],
            [[], "[]"],
        ];
        for (const [value, text] of texts) assert.equal(configText(value).text, text);
    });

    it("knows secrets at any depth, and objects that only look like them", () => {
        assert.equal(configText({ secure: "v1:x" }).isSecure, true);
        assert.equal(configText({ a: [{ secure: "v1:x" }] }).isSecure, true);
        assert.equal(configText({ secure: "v1:x", more: 1 }).isSecure, false);
        assert.equal(configText({ secure: 1 }).isSecure, false);
    });

    it("takes keys without a namespace for the project's, and the old spelling for the new", () => {
        const { values } = resolveStackConfig(
            project(),
            stackFile({ a: 1, "app:b": 2, "aws:config:region": "x" }),
        );
        assert.deepEqual(values, { "app:a": "1", "app:b": "2", "aws:region": "x" });
    });

    it("puts the command line over the file, and the file over the defaults", () => {
        const declared = {
            a: { fallback: "default", isSecret: false },
            b: { fallback: [1], isSecret: true },
        };
        const read = resolveStackConfig(project(declared), stackFile({ a: "file" }), ["a=line=1", "x:y="]);
        assert.deepEqual(read.values, { "app:a": "line=1", "app:b": "[1]", "x:y": "" });
        assert.deepEqual(read.secretKeys, ["app:b"]);
    });

    it("reports all that is missing, of another type or encrypted in one message", () => {
        const declared = {
            must: { isSecret: false },
            count: { type: "integer", isSecret: false },
            list: { type: "array", isSecret: false },
        };
        const config = {
            count: "x",
            list: {},
            password: { secure: "v1:x" },
            "datadog:key": { secure: "v1:y" },
        };
        assert.throws(
            () => resolveStackConfig(project(declared), stackFile(config)),
            (error) => {
                assert.ok(error instanceof CommandError);
                assert.match(error.message, /4 config values cannot be used/);
                assert.match(error.message, /app:must is missing/);
                assert.match(error.message, /app:count must be of type integer/);
                assert.match(error.message, /app:list must be of type array/);
                assert.match(error.message, /app:password is encrypted; .* --config app:password=TEXT/);
                assert.doesNotMatch(error.message, /datadog|v1:/);
                return true;
            },
        );
    });

    it("leaves out encrypted keys of others, and takes a stand-in for its own", () => {
        const config = { password: { secure: "v1:x" }, "datadog:key": { secure: "v1:y" } };
        const read = resolveStackConfig(project(), stackFile(config), ["app:password=stand-in"]);
        assert.deepEqual(read.values, { "app:password": "stand-in" });
        assert.deepEqual(read.leftOut, ["datadog:key"]);
    });

    it("judges types as the engine does, which looks into no object", () => {
        const fits = (type: string, value: unknown) => {
            const { text, isObject } = configText(value);
            return fitsConfigType(type, text, isObject);
        };
        assert.deepEqual(
            [
                fits("string", "a"),
                fits("string", 1),
                fits("string", {}),
                fits("integer", "12"),
                fits("integer", 1.5),
            ],
            [true, true, false, true, false],
        );
        assert.deepEqual(
            [
                fits("boolean", true),
                fits("boolean", "yes"),
                fits("array", [1]),
                fits("array", {}),
                fits("object", {}),
            ],
            [true, false, true, false, true],
        );
    });
});

describe("the files of a project", () => {
    it("are found from a folder below, and name their stacks", () => {
        const found = readProject(fixture("faces/program"));
        assert.equal(found.name, "faces");
        assert.equal(found.main, "program");
        assert.deepEqual(stackNames(found), ["dev", "secret"]);
        assert.equal(readStackFile(found, "acme/faces/dev").config.get("text"), "0123");
    });

    it("tell the place of a mistake", () =>
        withMalformedProject((folder) => {
            assert.throws(() => readStackFile(readProject(folder), "dev"), /Pulumi\.dev\.yaml:3:5: /);
        }));

    it("tell which stacks there are", () => {
        assert.throws(
            () => readStackFile(readProject(fixture("faces")), "devv"),
            (error) =>
                error instanceof CommandError && /Stacks here: dev, .*--stack dev\?/.test(error.fix ?? ""),
        );
    });
});
