/**
 * The container images of jobs, pinned: a job must not change because an image did. Chosen 2026-11. Sources:
 * https://gallery.ecr.aws/aws-cli/aws-cli, https://hub.docker.com/_/node and https://hub.docker.com/r/pulumi/pulumi-nodejs.
 */
export const jobImages = {
    /** The AWS CLI, for jobs that call AWS. Its entrypoint is the CLI and has to be emptied. */
    awsCli: "public.ecr.aws/aws-cli/aws-cli:2.36.15",
    /** Node.js with git and npm, for jobs that run this project's command. The slim image has no git. */
    node: "node:22.23.2-bookworm",
    /** Pulumi with Node.js, for programs in Node.js and YAML. Its entrypoint is Pulumi and has to be emptied. */
    pulumi: "pulumi/pulumi-nodejs:3.260.0",
} as const;
