import { type AgentReport, type ReportKind, type ReportPhase, type ReportedFile } from './agent.ts';
import { folderAt, nameAt, report, type Fields } from './payload.ts';

/** What several agents call alike: Claude Code's field names, which Codex, Gemini, Qwen, Droid and VS Code took over. */
export interface HookPayload {
  readonly agent: string;
  readonly fields: Fields;
  readonly event: string | null;
  readonly tool: string | null;
}

/** The common fields of a payload in Claude Code's form. */
export function hookPayload(agent: string, fields: Fields): HookPayload {
  return { agent, fields, event: nameAt(fields, 'hook_event_name'), tool: nameAt(fields, 'tool_name') };
}

/** What a tool call was about. */
export interface ToolCall {
  readonly kind: ReportKind;
  readonly files?: readonly ReportedFile[];
  readonly command?: string | null;
}

/** The report of a tool call; `succeeded` is what the agent says of it, and null before. */
export function toolReport(
  { agent, fields, tool }: HookPayload,
  phase: Exclude<ReportPhase, 'session'>,
  call: ToolCall,
  succeeded: boolean | null,
): AgentReport {
  return report(
    {
      ...common(agent, fields),
      phase,
      ...call,
      toolCallId: nameAt(fields, 'tool_use_id') ?? nameAt(fields, 'tool_call_id'),
      succeeded: phase === 'before' ? null : succeeded,
    },
    { tool, input: fields['tool_input'], time: fields['timestamp'] },
  );
}

/** The report of anything that is no tool call. */
export function sessionReport({ agent, fields, event }: HookPayload): AgentReport {
  return report(
    { ...common(agent, fields), phase: 'session', kind: 'session' },
    { tool: null, input: event, time: fields['timestamp'] },
  );
}

function common(
  agent: string,
  fields: Fields,
): Pick<AgentReport, 'agent' | 'model' | 'session' | 'subagent' | 'cwd' | 'transcriptPath'> {
  return {
    agent,
    model: nameAt(fields, 'model'),
    session: nameAt(fields, 'session_id'),
    subagent: nameAt(fields, 'agent_id'),
    cwd: folderAt(fields, 'cwd'),
    transcriptPath: folderAt(fields, 'transcript_path'),
  };
}
