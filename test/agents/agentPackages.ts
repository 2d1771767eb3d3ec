/** An agent's release on npm. */
export interface AgentPackage {
  readonly package: string;
  /** Exact: what a run shows is true of this version. */
  readonly version: string;
  /** The program's name in the package's `bin`. */
  readonly program: string;
  /** Whether its own install scripts must run: some bring their native program that way. */
  readonly runsScripts: boolean;
}

/** The agents that the tests drive, by the name under which the product knows them. */
export type DrivenAgent = 'claude' | 'codex' | 'gemini' | 'qwen' | 'cline' | 'copilot' | 'pi' | 'opencode';

/** Which release of each agent is installed for the tests; never shipped and never committed. */
export const agentPackages: Readonly<Record<DrivenAgent, AgentPackage>> = {
  claude: { package: '@anthropic-ai/claude-code', version: '2.1.330', program: 'claude', runsScripts: true },
  codex: { package: '@openai/codex', version: '0.169.0', program: 'codex', runsScripts: false },
  gemini: { package: '@google/gemini-cli', version: '0.61.0', program: 'gemini', runsScripts: false },
  qwen: { package: '@qwen-code/qwen-code', version: '0.24.4', program: 'qwen', runsScripts: false },
  cline: { package: 'cline', version: '3.0.65', program: 'cline', runsScripts: true },
  copilot: { package: '@github/copilot', version: '1.0.102', program: 'copilot', runsScripts: false },
  pi: { package: '@mariozechner/pi-coding-agent', version: '0.73.1', program: 'pi', runsScripts: false },
  opencode: { package: 'opencode-ai', version: '1.18.33', program: 'opencode', runsScripts: true },
};
