// The front door: what the command line takes from the components' sources.
export { jobImages } from "./jobImages";
export { becomeRole, tokenName } from "./roleScripts";
