/** What the process that runs a program is told. It travels as JSON. */
export interface ProgramRequest {
    project: string;
    stack: string;
    organization: string;
    /** Folder of Pulumi.yaml, absolute. */
    rootDirectory: string;
    /** The program: what `main` of Pulumi.yaml names, absolute; a file or a folder. */
    main: string;
    isTypeScript: boolean;
    /** A tsconfig of its own, absolute. */
    tsconfig?: string;
    /** `NAMESPACE:KEY` -> text. */
    config: Record<string, string>;
    /** Stack outputs by the name that a stack reference gives: `organization/project/stack`. */
    stackOutputs: Record<string, Record<string, unknown>>;
    /** Answers to provider functions, by function token. */
    answers: Record<string, Record<string, unknown>>;
}
