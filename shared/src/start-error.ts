/** A reason not to start that an operator can mend: printed one line a problem, exit 1, no stack. */
export class StartError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('; '), options);
    this.name = 'StartError';
    this.problems = problems;
  }
}
