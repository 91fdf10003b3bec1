/** What `?format=` takes. Each has a writer in the formats' table; the compiler keeps the two in step. */
export const FORMAT_NAMES = ['json'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

export const isFormatName = (name: string): name is FormatName => FORMAT_NAMES.some((known) => known === name);
