import { type NoteResult, writeNote } from "./note";

/** Variables of a job. */
export type JobVariables = Readonly<Record<string, string | undefined>>;

/**
 * Writes the note where the job belongs to a merge request and has a token for it, and gives a line for the job's log.
 * `tokenVariable` names the CI/CD variable with the token; `file` is the artifact with the whole text.
 */
export async function noteLine(
    text: string,
    name: string,
    file: string,
    tokenVariable: string,
    variables: JobVariables,
): Promise<string> {
    const { CI_MERGE_REQUEST_IID: mergeRequestIid, CI_API_V4_URL: api, CI_PROJECT_ID: projectId } = variables;
    if (mergeRequestIid === undefined || api === undefined || projectId === undefined)
        return "No merge request note: this is not a merge request pipeline.";
    const token = variables[tokenVariable] ?? "";
    if (token === "")
        return (
            `No merge request note: the CI/CD variable ${tokenVariable} is not set. It holds a project access token with the ` +
            "scope api and the role Reporter; masked, and not protected, so that merge request pipelines have it."
        );
    const artifactUrl = `${variables["CI_JOB_URL"] ?? ""}/artifacts/file/${file.split("/").map(encodeURIComponent).join("/")}`;
    const result: NoteResult = await writeNote(text, {
        api,
        projectId,
        mergeRequestIid,
        token,
        name,
        artifactUrl,
    });
    return result.done === "none"
        ? `No merge request note: ${result.reason} This does not change the job's result.`
        : `The merge request note was ${result.done}.`;
}
