/**
 * A text that must never be printed: it shows as `[secret]` in templates, JSON and inspection, and leaves only by
 * {@link Secret.reveal}, so that a search for that word finds every exit.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  /** What `console.log` and `util.inspect` show, also with `showHidden`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
