/**
 * A text that must never be printed. Templates, JSON and `inspect` show `[secret]`. Only {@link Secret.reveal} returns
 * it, so that a search for that word finds every place where a secret leaves its type.
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

  /** For `console.log` and `util.inspect`, also with `showHidden`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
