/** `snippet`: a CI job for a role. */
export { snippetCommand } from "./command";
