// Serverless packages one stage. This makes a template of it that deploys any.
import type { Resource, Template, Value } from '../service/template.ts';

/** The stage that is packaged for a release. No other name contains it, so that it is found wherever it was put. */
export const STAGE_MARKER = 'xstageofreleasex';

/** Replaces the marker in every text by the parameter Stage. */
export function parameterizeStage(value: Value): Value {
  if (value === STAGE_MARKER) return { Ref: 'Stage' };
  if (typeof value === 'string') return value.includes(STAGE_MARKER) ? { 'Fn::Sub': toSub(escapeSub(value)) } : value;
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(parameterizeStage);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (name.includes(STAGE_MARKER)) throw new Error(`The name ${name} contains the stage, and a name can't vary`);
      return [name, name === 'Fn::Sub' ? parameterizeSub(part) : parameterizeStage(part)];
    }),
  );
}

/** The text of an Fn::Sub is a pattern already. */
function parameterizeSub(value: Value): Value {
  if (typeof value === 'string') return toSub(value);
  const [text, variables] = value as readonly [string, Value];
  return [toSub(text), parameterizeStage(variables)];
}

function toSub(text: string): string {
  return text.replaceAll(STAGE_MARKER, `\${Stage}`);
}

/** Keeps what looks like a variable as it is. */
function escapeSub(text: string): string {
  return text.replaceAll(`\${`, `\${!`);
}

/**
 * Drops each dependency that a reference makes too. Serverless writes both, and then a dependency that is still there
 * after the reference has gone would be taken for a needed one.
 */
export function dropRepeatedDependencies(resources: Template['Resources']): Template['Resources'] {
  return Object.fromEntries(
    Object.entries(resources).map(([name, { DependsOn, ...resource }]) => {
      const referred = new Set(referencesOf(resource));
      const kept = [DependsOn ?? []].flat().filter((other) => !referred.has(String(other)));
      return [name, (kept.length === 0 ? resource : { ...resource, DependsOn: kept }) as Resource];
    }),
  );
}

function referencesOf(value: Value): readonly string[] {
  if (typeof value !== 'object') return [];
  if (isList(value)) return value.flatMap(referencesOf);
  return Object.entries(value).flatMap(([name, part]) => {
    if (name === 'Ref') return [String(part)];
    if (name === 'Fn::GetAtt') return [String([part].flat()[0]).replace(/\..*/, '')];
    if (name === 'Fn::Sub') return referencesInSub(part);
    return referencesOf(part);
  });
}

function referencesInSub(value: Value): readonly string[] {
  const [text, variables = {}] = isList(value) ? value : [value];
  const names = [...String(text).matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, name = '']) => name);
  return [...names, ...referencesOf(variables)];
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
