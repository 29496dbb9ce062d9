/** The formats that several commands share. */
export { escapeHtml, pageScript, pageStyle } from "./page";
