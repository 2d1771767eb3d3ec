/** Who wrote a line, in truth: `elsewhere` is somebody whom nobody watched. */
export type Writer = 'ai' | 'human' | 'elsewhere';

/** Who wrote a line, by its text without indentation; undefined for lines that nobody wrote in the test. */
export type WriterOf = (line: string) => Writer | undefined;
