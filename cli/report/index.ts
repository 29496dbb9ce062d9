/** The formats that several commands share. */
export { escapeHtml, htmlPage } from "./page";
