/** `console-url`: a sign-in link to the AWS console. */
export { consoleUrlCommand } from "./command";
