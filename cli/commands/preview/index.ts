/** `preview`: what a stack would register, and what the policies say about it. */
export { previewCommand } from "./command";
export type { PreviewDocument } from "./previewStack";
