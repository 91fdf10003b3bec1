// The AWS CLI, which we did not write, finds the role at the local metadata services as it does on AWS. So what the SDK
// finds there is not our own reading of their protocols.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../local/stand-in/server.ts';
import { AGENT_SESSION, type AgentRole, startAgentRole } from '../support/agent-role.ts';
import { AWS_CLI, createScratch, needing, type Scratch } from '../support/programs.ts';

let scratch: Scratch;
let standIn: StandIn;
let agent: AgentRole;

beforeAll(async () => {
  scratch = createScratch();
  standIn = await startStandIn({ principals: [] });
  agent = await startAgentRole(standIn);
});
afterAll(async () => {
  await agent.stop();
  await standIn.stop();
  scratch.remove();
});

const { skip, note } = needing(AWS_CLI);
describe.skipIf(skip)(`the AWS CLI on a machine with a role${note}`, () => {
  // Not by web identity: this version asks AWS itself, and no variable leads it elsewhere.
  it.each(['instance', 'task', 'pod'] as const)('has the session of its %s', async (source) => {
    const args = ['sts', 'get-caller-identity', '--output', 'json', '--endpoint-url', standIn.url];
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, ...env } = agent.environment(source);
    // Nor does it read the token from a file.
    const token = file === undefined ? {} : { AWS_CONTAINER_AUTHORIZATION_TOKEN: readFileSync(file, 'utf8') };
    const { stdout } = await scratch.succeed(AWS_CLI, args, { env: { ...env, ...token } });
    expect(JSON.parse(stdout).Arn).toBe(AGENT_SESSION);
  });
});
