/** What a log line may hold: scalars that were chosen one by one. No events, headers or errors fit in here. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Level = 'info' | 'warn' | 'error';

/** `metric` adds the part that CloudWatch reads metrics from. */
export type Log = (level: Level, message: string, fields: LogFields, metric?: (time: Date) => object) => void;

/** One line of JSON an entry: a line break inside a value is escaped, so no value can forge a line. */
export function createLog(write: (line: string) => void = (line) => void process.stdout.write(line)): Log {
  return (level, message, fields, metric) => {
    const time = new Date();
    write(`${JSON.stringify({ level, time, message, ...fields, ...metric?.(time) })}\n`);
  };
}
