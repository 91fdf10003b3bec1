/**
 * What a log entry may hold: scalars that are chosen one by one. The type keeps out events, headers and errors, which
 * may contain secrets.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Level = 'info' | 'warn' | 'error';

/** Where entries come from. Each entry names both, because metrics and queries tell deployments apart by them. */
export interface Origin {
  /** The stage of the deployment. */
  readonly stage: string;
  readonly function: string;
}

/** Writes one entry. `metric` adds the part that CloudWatch extracts metrics from. */
export type Log = (level: Level, message: string, fields: LogFields, metric?: (time: Date) => object) => void;

/** Writes each entry as one line of JSON. JSON escapes line breaks in values, so no value can forge a log entry. */
export function createLog(
  origin: Origin,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  const { stage, function: name } = origin;
  return (level, message, fields, metric) => {
    const time = new Date();
    write(`${JSON.stringify({ level, time, message, stage, function: name, ...fields, ...metric?.(time) })}\n`);
  };
}
