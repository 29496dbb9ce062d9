/** What every command is made of: its options, its errors and exit codes, and the one place where output passes. */
export { commandPage } from "./cliPage";
export {
    type CommandContext,
    type CommandMaker,
    commandName,
    commonOptions,
    flagOption,
    listOption,
    newCommand,
    numberOption,
    textOption,
} from "./command";
export { completionScript } from "./completion";
export { commandLine, runCommand } from "./run";
export { hideTokens, holdsToken } from "./secrets";
export {
    CommandError,
    type ExitCode,
    exitCodes,
    jsonText,
    lineWidth,
    printable,
    processTerminal,
    type Style,
    type Terminal,
    terminal,
    wantsColor,
    withProgress,
} from "./terminal";
export { readTextFile } from "./textFile";
export { type Column, displayWidth, naturalOrder, padded, textTable, wrapText } from "./text";
