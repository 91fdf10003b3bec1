// The template that would be deployed, as all tests of a file read it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { packageInto } from './package.ts';

// biome-ignore lint/suspicious/noExplicitAny: parts of a CloudFormation template, which each test reads as it expects them.
type Parts = Record<string, any>;

interface Template {
  /** Where the zips are. */
  readonly folder: string;
  readonly resources: Parts;
  readonly conditions: Parts;
}

/** Only inside of tests is there anything in it. */
export function useTemplate(): Template {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-template-'));
  const template: Template = { folder, resources: {}, conditions: {} };
  beforeAll(async () => {
    await packageInto(folder);
    const file = join(folder, 'cloudformation-template-update-stack.json');
    const { Resources, Conditions } = JSON.parse(readFileSync(file, 'utf8'));
    Object.assign(template.resources, Resources);
    Object.assign(template.conditions, Conditions);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return template;
}

export function arnOf(logicalId: string) {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}
export function sub(text: string) {
  return { 'Fn::Sub': text };
}
