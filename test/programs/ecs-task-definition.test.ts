// The AWS CLI takes the task definition of docs/ecs.md: it checks names and types by AWS's own model before it sends it.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWS_CLI, createScratch, needing, type Scratch } from '../support/programs.ts';

const { skip, note } = needing(AWS_CLI);

describe.skipIf(skip)(`the AWS CLI${note}`, () => {
  const sent: { readonly target: unknown; readonly body: string }[] = [];
  let scratch: Scratch;
  let ecs: Server;

  beforeAll(async () => {
    scratch = createScratch();
    ecs = createServer((request, response) => {
      void text(request).then((body) => {
        sent.push({ target: request.headers['x-amz-target'], body });
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"taskDefinition": {}}');
      });
    });
    await new Promise<void>((resolve) => ecs.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    scratch.remove();
    ecs.close();
  });

  function register(definition: string) {
    const { port } = ecs.address() as AddressInfo;
    const args = ['ecs', 'register-task-definition', '--endpoint-url', `http://127.0.0.1:${port}`];
    const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' };
    const file = scratch.write('task-definition.json', definition);
    return scratch.run(AWS_CLI, [...args, '--cli-input-json', `file://${file}`], { env });
  }

  const [, definition = ''] =
    /^```json task-definition\.json\n([\s\S]*?)^```$/m.exec(readFileSync('docs/ecs.md', 'utf8')) ?? [];

  it('sends it as it is', async () => {
    const { status, stderr } = await register(definition);
    expect([status, stderr]).toEqual([0, '']);
    expect(sent.map(({ target }) => target)).toEqual(['AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition']);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(JSON.parse(definition));
  });

  it('would not send one with a field that ECS does not know', async () => {
    const { status, stderr } = await register(definition.replace('"valueFrom"', '"value_from"'));
    expect([status === 0, stderr]).toEqual([false, expect.stringContaining('value_from')]);
  });
});
