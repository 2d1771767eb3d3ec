/** One tool call that the scripted model makes. */
export interface ScriptedCall {
  readonly tool: string;
  /** What the tool is given: an object, or free text for the tools that take such. */
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** One answer of the scripted model; without calls it ends the conversation. */
export interface ScriptedTurn {
  readonly text: string;
  readonly calls: readonly ScriptedCall[];
}

/** All that the scripted model says in a run. */
export interface Script {
  readonly main: readonly ScriptedTurn[];
  /** Conversations of subagents, by a word that the first messages of only this conversation hold. */
  readonly subagents: Readonly<Record<string, readonly ScriptedTurn[]>>;
}

/** What a request for an answer says about the conversation so far. */
export interface Conversation {
  /** The first messages of the user, as JSON. */
  readonly opening: string;
  /** How many answers with tool calls it holds: the place in the script. The server itself remembers nothing, so a repeated request gets the same answer. */
  readonly callTurns: number;
  /** Names of the tools on offer; empty for side requests such as a title for the conversation. */
  readonly tools: readonly string[];
}

const sideAnswer: ScriptedTurn = { text: '{"title":"Scripted run"}', calls: [] };
const theEnd: ScriptedTurn = { text: 'All done.', calls: [] };

/** What VS Code's inline chat offers, by itself. */
const inlineTool = 'replace_string_in_file';

/** Whether a request is beside the conversation: agents ask small things with few tools or none. */
export function isSideRequest({ tools }: Conversation): boolean {
  return tools.length < 2 && !tools.includes(inlineTool);
}

/** The scripted answer for a conversation. */
export function turnFor(script: Script, conversation: Conversation): ScriptedTurn {
  if (isSideRequest(conversation)) return sideAnswer;
  const word = Object.keys(script.subagents).find((candidate) => conversation.opening.includes(candidate));
  const turns = word === undefined ? script.main : script.subagents[word];
  return turns?.[conversation.callTurns] ?? theEnd;
}
