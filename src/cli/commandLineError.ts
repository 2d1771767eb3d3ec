/** A failure that the person can mend: what, where, what to do, in one line. Ends the program with exit status 2. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}
