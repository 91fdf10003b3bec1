import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import template from '../../deploy/smoke.template.json' with { type: 'json' };
import { CommandError } from '../command.ts';
import type { Outputs } from '../smoke/aws.ts';
import { clientConfig } from './client-config.ts';

interface Place {
  readonly region: string;
  readonly name: string;
}

/** The stack bears it, so that no stack of another origin is ever deleted. */
const TAG = 'portunus-smoke';

const waiting = (client: CloudFormationClient, minDelay = 2) => ({ client, maxWaitTime: 600, minDelay, maxDelay: 10 });

/** Creates the stack of the template, and waits for it. A failed one stays, so that its events tell why. */
export async function makeStack(
  { region, name, stop }: Place & { readonly stop: AbortSignal },
  parameters: Readonly<Record<string, string>>,
): Promise<Outputs> {
  const client = new CloudFormationClient(clientConfig(region));
  const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  const input = {
    StackName: name,
    TemplateBody: JSON.stringify(template),
    Parameters,
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    OnFailure: 'DO_NOTHING' as const,
    Tags: [{ Key: TAG, Value: name }],
  };
  await client.send(new CreateStackCommand(input), { abortSignal: stop });
  try {
    await waitUntilStackCreateComplete({ ...waiting(client), abortSignal: stop }, { StackName: name });
  } catch (error) {
    stop.throwIfAborted();
    throw new CommandError([`the stack ${name} was not created: ${(await whyFailed(client, name)) ?? String(error)}`]);
  }
  const { Outputs = [] } = (await describe(client, name)) ?? {};
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}

async function whyFailed(client: CloudFormationClient, StackName: string): Promise<string | undefined> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  // The latest come first, and the first failure is the cause of the others.
  const failed = StackEvents.findLast(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'));
  return failed && `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`;
}

async function describe(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** Deletes the stack with its roles and repositories, if it is there and was made by `makeStack`. */
export async function removeStack({ region, name }: Place): Promise<void> {
  const client = new CloudFormationClient(clientConfig(region));
  const stack = await describe(client, name);
  if (stack === undefined) return;
  if (!stack.Tags?.some(({ Key, Value }) => Key === TAG && Value === name)) {
    throw new CommandError([`the stack ${name} does not bear the tag ${TAG}: portunus smoke did not make it`]);
  }
  await client.send(new DeleteStackCommand({ StackName: name }));
  await waitUntilStackDeleteComplete(waiting(client), { StackName: name });
}
