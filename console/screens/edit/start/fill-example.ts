const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** Puts a person's own names in the places of an example. A name that is put in is not replaced again. */
export function fillExample(policy: unknown, replacements: Readonly<Record<string, string>>): unknown {
  const names = Object.keys(replacements)
    .filter((name) => name !== '')
    // The longer one first: example-task begins example-task-execution.
    .toSorted((left, right) => right.length - left.length);
  if (names.length === 0) return policy;
  const places = new RegExp(names.map((name) => name.replace(SPECIAL, String.raw`\$&`)).join('|'), 'g');
  return mapTexts(policy, (text) => text.replaceAll(places, (name) => replacements[name] ?? name));
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [change(name), mapTexts(one, change)]));
}
