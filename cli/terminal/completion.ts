import { Argument, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandName, type CommandMaker, newCommand, pathOf } from "./command";
import { exitCodes } from "./terminal";

/** The shells that completion can be printed for. */
const shells = ["bash", "zsh", "fish"] as const;

/** `completion SHELL`: a script that completes commands and options, made from the command line's own tables. */
export function completionCommand(program: () => CommandUnknownOpts): CommandMaker {
    return ({ terminal, finish }) =>
        newCommand("completion", "Prints a script that completes commands and options in a shell.", [
            `bash: source <(${commandName} completion bash)`,
            `zsh: source <(${commandName} completion zsh)`,
            `fish: ${commandName} completion fish | source`,
        ])
            .addArgument(new Argument("<SHELL>", "The shell.").choices(shells))
            .action((shell) => {
                terminal.out(completionScript(shell, program()));
                finish(exitCodes.done);
            });
}

/** The script of one shell; ends without a line break. */
export function completionScript(shell: (typeof shells)[number], program: CommandUnknownOpts): string {
    const nodes = commandNodes(program);
    return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](nodes);
}

/** What may follow a command's words. */
interface Node {
    /** The words after the command's name: `discovery sync`; empty for the command line itself. */
    path: string;
    children: { name: string; summary: string }[];
    options: { flags: string[]; description: string; value: Value }[];
    /** What its argument is; `none` where it has none. */
    argument: Value;
    choices: readonly string[];
}

/** What a value is: a file, a folder, something that no shell can list, or no value at all. */
type Value = "file" | "folder" | "other" | "none";

function commandNodes(command: CommandUnknownOpts): Node[] {
    const help = command.createHelp();
    const [argument] = command.registeredArguments;
    const children = help.visibleCommands(command);
    return [
        {
            path: pathOf(command).split(" ").slice(1).join(" "),
            children: children.map((child) => ({
                name: child.name(),
                summary: child.summary() || child.description(),
            })),
            options: help.visibleOptions(command).map(({ short, long, flags, description, required }) => ({
                flags: [long, short].flatMap((flag) => flag ?? []),
                description,
                value: required ? valueOf(flags) : "none",
            })),
            argument: argument === undefined ? "none" : valueOf(`<${argument.name()}>`),
            choices: argument?.argChoices ?? [],
        },
        ...command.commands.flatMap(commandNodes),
    ];
}

// ROLE may be a file too, but a shell that offers every file for it hides that it is a role's key first.
function valueOf(flags: string): Value {
    const name = /<(?:\w+=)?(\w+)>/.exec(flags)?.[1];
    return name === "FILE" ? "file" : name === "DIR" ? "folder" : "other";
}

function wordsOf({ children, options, choices }: Node): string[] {
    return [...children.map(({ name }) => name), ...choices, ...options.flatMap(({ flags }) => flags)];
}

/** `PATH:FLAG` of every option whose value is of one kind, as patterns of `case`. */
function withValue(nodes: readonly Node[], wanted: Value): string {
    const places = nodes.flatMap(({ path, options }) =>
        options
            .filter(({ value }) => value === wanted)
            .flatMap(({ flags }) => flags.map((flag) => `"${path}:${flag}"`)),
    );
    return places.length === 0 ? '"-"' : places.join("|");
}

/** The lines, shared by bash and zsh, that find out which command the words before the cursor have reached. */
function findPath(nodes: readonly Node[], words: string): string[] {
    const steps = nodes.flatMap(({ path, children }) => children.map(({ name }) => `"${path}:${name}"`));
    return [
        '    local path="" word',
        `    for word in ${words}; do`,
        '        case "$path:$word" in',
        `            ${steps.join("|")}) path="\${path:+$path }$word" ;;`,
        "        esac",
        "    done",
    ];
}

function bashScript(nodes: readonly Node[]): string {
    return [
        "_gitlab_aws_oidc() {",
        '    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" words="" files=""',
        ...findPath(nodes, '"${COMP_WORDS[@]:1:COMP_CWORD-1}"'),
        '    case "$path:$prev" in',
        `        ${withValue(nodes, "file")}) COMPREPLY=($(compgen -f -- "$cur")); return ;;`,
        `        ${withValue(nodes, "folder")}) COMPREPLY=($(compgen -d -- "$cur")); return ;;`,
        `        ${withValue(nodes, "other")}) COMPREPLY=(); return ;;`,
        "    esac",
        '    case "$path" in',
        ...nodes.map(
            (node) =>
                `        "${node.path}") words="${wordsOf(node).join(" ")}"${node.argument === "file" ? " files=yes" : ""} ;;`,
        ),
        "    esac",
        '    COMPREPLY=($(compgen -W "$words" -- "$cur"))',
        '    if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$cur")); fi',
        "}",
        `complete -o filenames -F _gitlab_aws_oidc ${commandName}`,
    ].join("\n");
}

function zshScript(nodes: readonly Node[]): string {
    const described = (name: string, text: string) => quoted(`${name.replaceAll(":", "\\:")}:${text}`);
    return [
        `#compdef ${commandName}`,
        "_gitlab_aws_oidc() {",
        "    local -a offered",
        ...findPath(nodes, '"${words[@]:1:$((CURRENT-2))}"'),
        '    case "$path:${words[CURRENT-1]}" in',
        `        ${withValue(nodes, "file")}) _files; return ;;`,
        `        ${withValue(nodes, "folder")}) _files -/; return ;;`,
        `        ${withValue(nodes, "other")}) return ;;`,
        "    esac",
        '    case "$path" in',
        ...nodes.map((node) => {
            const offered = [
                ...node.children.map(({ name, summary }) => described(name, summary)),
                ...node.choices.map((choice) => quoted(choice)),
                ...node.options.flatMap(({ flags, description }) =>
                    flags.map((flag) => described(flag, description)),
                ),
            ];
            const files = node.argument === "file" ? "; _files" : "";
            return `        "${node.path}") offered=(${offered.join(" ")})${files} ;;`;
        }),
        "    esac",
        `    _describe ${commandName} offered`,
        "}",
        `compdef _gitlab_aws_oidc ${commandName}`,
    ].join("\n");
}

function fishScript(nodes: readonly Node[]): string {
    return nodes
        .flatMap(({ path, children, options, argument, choices }) => {
            const words = path === "" ? [] : path.split(" ");
            const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
            const first = [
                ...seen,
                ...(children.length > 0
                    ? [`not __fish_seen_subcommand_from ${children.map(({ name }) => name).join(" ")}`]
                    : []),
            ].join("; and ");
            const line = (parts: string) =>
                `complete -c ${commandName}${first === "" ? "" : ` -n ${quoted(first)}`} ${parts}`;
            return [
                ...children.map(({ name, summary }) => line(`-f -a ${name} -d ${quoted(summary)}`)),
                ...choices.map((choice) => line(`-f -a ${choice}`)),
                ...(children.length === 0 && choices.length === 0 && argument !== "file" ? [line("-f")] : []),
                ...options.map(({ flags, description, value }) => {
                    const names = flags.map((flag) =>
                        flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
                    );
                    const kind = {
                        file: " -r -F",
                        folder: " -x -a '(__fish_complete_directories)'",
                        other: " -x",
                        none: "",
                    };
                    return line(`${names.join(" ")}${kind[value]} -d ${quoted(description)}`);
                }),
            ];
        })
        .join("\n");
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
