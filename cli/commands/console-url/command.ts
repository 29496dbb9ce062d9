import { writeFileSync } from "node:fs";
import { partitionOfRegion, signInPlaces } from "../../../trust/aws";
import { formatProblems } from "../../../trust/problem";
import { jobCredentials } from "../../aws";
import {
    type CommandContext,
    CommandError,
    type CommandMaker,
    exitCodes,
    flagOption,
    newCommand,
    textOption,
} from "../../terminal";
import { consoleLink, type ConsoleWish } from "./consoleLink";
import { consoleProblems } from "./consoleProblems";

/** `console-url`: a sign-in link to the AWS console, from the job's credentials. */
export const consoleUrlCommand: CommandMaker = ({ terminal, environment, finish }) =>
    newCommand("console-url", "Makes a sign-in link to the AWS console from the job's credentials.", [
        "Whoever has the link is signed in as the role: it is a secret, and valid for 15 minutes. In a CI job it requires " +
            "--output or --print.",
        "AWS refuses --duration for chained roles, and unless it is below the role's maximum session duration. AWS documents " +
            "that the role must have been assumed by an IAM user; links from web identities are reported to work.",
    ])
        .addOption(
            textOption(
                "--destination <PATH>",
                "The console's page, such as /s3/home. Default: its home page.",
            ),
        )
        .addOption(
            textOption(
                "--duration <SECONDS>",
                "How long the console session lasts, 900 to 43199. Default: as long as the credentials.",
            ),
        )
        .addOption(
            textOption(
                "--home-page <URL>",
                "Where people go when the session is over. Default: the project's page in a GitLab job.",
            ),
        )
        .addOption(
            textOption(
                "--partition <NAME>",
                "aws, aws-us-gov, aws-cn or aws-eusc. Default: that of AWS_ROLE_ARN, else of the region, else aws.",
            ),
        )
        .addOption(
            textOption("--region <NAME>", "Sign in at this region. Default: at the partition's own address."),
        )
        .addOption(
            textOption("--output <FILE>", "Write the link to a new file that only this user can read."),
        )
        .addOption(flagOption("--print", "Print the link even in a CI job, whose log others may read."))
        .addOption(
            textOption("--endpoint <URL>", "Another federation endpoint, such as that of a private network."),
        )
        .action(async (options) => {
            const { output, region } = options;
            if (environment["CI"] && output === undefined && !options.print)
                throw new CommandError(
                    "The link is a secret, and a job's log keeps what is printed.",
                    "Write it to a file with --output FILE, or add --print.",
                );
            const wish = readWish(options, environment);
            const { place } = wish;
            const credentials = await jobCredentials(
                region ?? environmentRegion(environment) ?? place.homeRegion,
            );
            const problems = consoleProblems(wish, credentials, Date.now());
            if (problems.length > 0)
                throw new CommandError(`AWS would refuse this:\n${formatProblems(problems)}`);
            if (!place.isConfirmed)
                terminal.err(
                    `${terminal.style("yellow", "note:")} AWS does not document ${place.signInHost}; open-source tools use it.`,
                );
            const link = await consoleLink(wish, credentials);
            if (output === undefined) terminal.out(link);
            else writeSecret(output, link);
            terminal.err(`Valid for 15 minutes. Whoever has it is signed in as the role.`);
            finish(exitCodes.done);
        });

/** What the options of `console-url` say. */
interface ConsoleUrlOptions {
    destination?: string | undefined;
    duration?: string | undefined;
    homePage?: string | undefined;
    partition?: string | undefined;
    region?: string | undefined;
    endpoint?: string | undefined;
}

function readWish(options: ConsoleUrlOptions, environment: CommandContext["environment"]): ConsoleWish {
    const { region, destination, endpoint, duration } = options;
    const partition = options.partition ?? partitionOfEnvironment(environment, region);
    const place = signInPlaces.find((one) => one.partition === partition);
    if (place === undefined)
        throw new CommandError(
            `There is no console sign-in for the partition "${partition}".`,
            `Write one of ${signInPlaces.map((one) => one.partition).join(", ")}.`,
        );
    const page = environment["CI_PROJECT_URL"];
    const issuer = options.homePage ?? (page?.startsWith("https://") ? page : undefined);
    return {
        place,
        ...(destination === undefined ? {} : { destination }),
        ...(region === undefined ? {} : { region }),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(issuer === undefined ? {} : { issuer }),
        // What is not a number is reported with the other problems.
        ...(duration === undefined ? {} : { duration: /^\d+$/.test(duration) ? Number(duration) : NaN }),
    };
}

function partitionOfEnvironment(
    environment: CommandContext["environment"],
    region = environmentRegion(environment),
): string {
    const role = /^arn:([\w-]+):/.exec(environment["AWS_ROLE_ARN"] ?? "")?.[1];
    return role ?? (region === undefined ? "aws" : partitionOfRegion(region).name);
}

function environmentRegion(environment: CommandContext["environment"]): string | undefined {
    return environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || undefined;
}

function writeSecret(file: string, text: string): void {
    try {
        // A file that is there already may be open to others, so it is never reused.
        writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
        throw new CommandError(
            `${file} could not be written: ${(error as NodeJS.ErrnoException).code ?? "unknown"}.`,
            "Name a new file in a folder that is there.",
        );
    }
}
