export * from "./automaton";
export * from "./glob";
export * from "./search";
export * from "./subjects";
export * from "./values";
