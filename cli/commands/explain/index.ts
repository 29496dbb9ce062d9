/** `explain`: one token against one role. */
export { matchesLike } from "./claimAdvice";
export { explainCommand } from "./command";
