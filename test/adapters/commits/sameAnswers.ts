import { type DialogueGit, type GitOptions, type GitResult } from '../../../src/core/ports.ts';

/** What git printed when it was asked. */
interface Answer {
  readonly result: GitResult;
  readonly chunks: readonly Uint8Array[];
}

/** Git's answers to equal questions, kept while nothing changes the repository: whoever asks of one file after the other asks much again. */
export class SameAnswers {
  #answers: Map<string, Promise<Answer>> | null = null;

  /** Runs `look`, during which nobody changes the repository. */
  async during<T>(look: () => Promise<T>): Promise<T> {
    this.#answers = new Map();
    try {
      return await look();
    } finally {
      this.#answers = null;
    }
  }

  wrap(git: DialogueGit): DialogueGit {
    return {
      ...git,
      run: async (args, options) => {
        const answers = this.#answers;
        if (answers === null) return await git.run(args, options);
        const { cwd, stdin, env, onStdout } = options;
        const question = JSON.stringify([args, cwd, stdin?.toString(), env]);
        let answer = answers.get(question);
        if (answer === undefined) answers.set(question, (answer = ask(git, args, options)));
        const { result, chunks } = await answer;
        if (onStdout === undefined) return result.ok ? { ok: true, stdout: Buffer.concat(chunks) } : result;
        for (const chunk of chunks) onStdout(chunk);
        return result;
      },
    };
  }
}

async function ask(git: DialogueGit, args: readonly string[], options: GitOptions): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  const result = await git.run(args, { ...options, onStdout: (chunk) => chunks.push(Uint8Array.from(chunk)) });
  return { result, chunks };
}
