export * from "./automaton";
export * from "./glob";
export * from "./readable";
export * from "./search";
export * from "./subjects";
export * from "./values";
