/** Something that a person can put right: the message says what and how, and is shown without a stack. */
export class HumanError extends Error {
  override readonly name = 'HumanError';
  /** What the process should exit with: 2 for bad usage or bad input, 1 for everything else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a program's main function, says what went wrong in the fitting way, and sets the exit code. */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
