import { writeFileSync } from "node:fs";
import { partitionOfRegion } from "../../trust/aws";
import { formatProblems } from "../../trust/problem";
import { jobCredentials } from "../aws/jobCredentials";
import { CommandError } from "../commandLine/commandError";
import { exitCodes } from "../commandLine/exitCode";
import type { Verb, VerbArguments } from "../commandLine/verb";
import { consoleLink } from "../consoleUrl/consoleLink";
import { consoleProblems } from "../consoleUrl/consoleProblems";
import type { ConsoleWish } from "../consoleUrl/consoleWish";
import { signInPlaces } from "../consoleUrl/signInPlaces";

/** `console-url`: a sign-in link to the AWS console, from the job's credentials. */
export const consoleUrl: Verb = {
    name: "console-url",
    summary: "Makes a sign-in link to the AWS console from the job's credentials.",
    operands: [],
    options: {
        destination: {
            kind: "text",
            valueName: "PATH",
            description: "The console's page, such as /s3/home. Default: its home.",
        },
        duration: {
            kind: "text",
            valueName: "SECONDS",
            description:
                "How long the console session lasts, 900 to 43199. Default: as long as the credentials.",
        },
        issuer: {
            kind: "text",
            valueName: "URL",
            description:
                "Where people go when the session is over. Default: the project's page in a GitLab job.",
        },
        partition: {
            kind: "text",
            valueName: "NAME",
            description:
                "aws, aws-us-gov, aws-cn or aws-eusc. Default: that of AWS_ROLE_ARN, else of the region, else aws.",
        },
        region: {
            kind: "text",
            valueName: "NAME",
            description: "Signs in at this region. Default: at the partition's own address.",
        },
        output: {
            kind: "text",
            valueName: "FILE",
            description: "Writes the link to a file that only this user can read.",
        },
        print: { kind: "flag", description: "Prints the link even in a CI job, whose log others may read." },
        endpoint: {
            kind: "text",
            valueName: "URL",
            description: "Another federation endpoint, such as that of a private network.",
        },
    },
    details: [
        "Whoever has the link is signed in as the role: it is a secret, and valid for 15 minutes. In a CI job it is only " +
            "made with --output or --print.",
        "AWS refuses --duration for chained roles, and where it is not below the role's maximum session duration. It says " +
            "that a role must have been assumed by an IAM user for a link; people report links from web identities that work.",
    ],
    async run({ arguments: given, terminal }) {
        const output = given.text("output");
        if (process.env["CI"] && output === undefined && !given.flag("print"))
            throw new CommandError(
                "The link is a secret, and a job's log keeps what is printed.",
                "Write it to a file with --output FILE, or say --print.",
            );
        const region = given.text("region");
        const wish = readWish(given, region);
        const { place } = wish;
        const credentials = await jobCredentials(region ?? environmentRegion() ?? place.homeRegion);
        const problems = consoleProblems(wish, credentials, Date.now());
        if (problems.length > 0)
            throw new CommandError(`AWS would refuse this:\n${formatProblems(problems)}`);
        if (!place.isConfirmed)
            terminal.err(
                `${terminal.style("yellow", "note:")} no page of AWS names ${place.signInHost}; open-source tools use it.`,
            );
        const link = await consoleLink(wish, credentials);
        if (output === undefined) terminal.out(link);
        else writeSecret(output, link);
        terminal.err(`Valid for 15 minutes. Whoever has it is signed in as the role.`);
        return exitCodes.done;
    },
};

function readWish(given: VerbArguments, region: string | undefined): ConsoleWish {
    const partition = given.text("partition") ?? partitionOfEnvironment(region);
    const place = signInPlaces.find((one) => one.partition === partition);
    if (place === undefined)
        throw new CommandError(
            `There is no console sign-in for the partition "${partition}".`,
            `Write one of ${signInPlaces.map((one) => one.partition).join(", ")}.`,
        );
    const destination = given.text("destination");
    const page = process.env["CI_PROJECT_URL"];
    const issuer = given.text("issuer") ?? (page?.startsWith("https://") ? page : undefined);
    const endpoint = given.text("endpoint");
    const duration = given.text("duration");
    return {
        place,
        ...(destination === undefined ? {} : { destination }),
        ...(region === undefined ? {} : { region }),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(issuer === undefined ? {} : { issuer }),
        // What is no number is told with the other problems.
        ...(duration === undefined ? {} : { duration: /^\d+$/.test(duration) ? Number(duration) : NaN }),
    };
}

function partitionOfEnvironment(region = environmentRegion()): string {
    const role = /^arn:([\w-]+):/.exec(process.env["AWS_ROLE_ARN"] ?? "")?.[1];
    return role ?? (region === undefined ? "aws" : partitionOfRegion(region).name);
}

function environmentRegion(): string | undefined {
    return process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
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
