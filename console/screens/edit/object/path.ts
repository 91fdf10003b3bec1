import { isJsonObject } from '../../../../shared/domain/strict-json.ts';

/** Where a value stands in a definition: the names of members and the positions in lists, from the outside in. */
export type Path = readonly (string | number)[];

/** A definition as a person writes it. Nothing is known of it yet but that it is an object. */
export type Written = Readonly<Record<string, unknown>>;

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return inner[Number(step)];
    return isJsonObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined;
  }, value);
}

/** A copy with another value at a path. `undefined` takes the member away, and with it what is empty because of that. */
export function withValue(target: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(target) ? [...target] : [];
    const changed = withValue(list[step], rest, value);
    if (changed === undefined) list.splice(step, 1);
    else list[step] = changed;
    return list;
  }
  const members = new Map<string, unknown>(isJsonObject(target) ? Object.entries(target) : []);
  const changed = withValue(members.get(step), rest, value);
  if (changed === undefined || (rest.length > 0 && isEmptied(changed))) members.delete(step);
  else members.set(step, changed);
  return Object.fromEntries(members);
}

function isEmptied(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** A field's name as the service tells it, such as `grants[0].claims`. */
export function fieldName(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}

/** Whether a fault at `field` is one of the value named `name`, or of something inside it. */
export function isWithinField(field: string, name: string): boolean {
  return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`);
}

/** The path of a field as the service names it. */
export function pathOfField(field: string): Path {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => name ?? Number(index));
}
