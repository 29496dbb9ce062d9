/** `access`: who can assume which role. */
export { accessSection } from "./accessText";
export { accessCommand } from "./command";
export { type AccessDocument, accessWords, type RoleAccess, roleAccess } from "./roleAccess";
