import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError, type Stage } from '../../domain/errors.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';
import { assertAnswered } from './consumed-capacity.ts';

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'table_unavailable',
  // No such table, no right to read it: never "no such connector".
  own_credentials: 'misconfigured',
  refused: 'misconfigured',
  unreadable: 'table_unavailable',
};

/** A failed read of the definitions, in our words. */
export function tableError(error: unknown, call: Call, stage: Stage): PortunusError {
  const { verdict, name } = classifySdkError(error, call.signal);
  return new PortunusError(CODES[verdict], stage, { detail: name, cause: error });
}

/** An answer that DynamoDB gave, or a failure in our words. */
export async function answeredBy<A extends { readonly ConsumedCapacity?: unknown }>(
  send: () => Promise<A>,
  call: Call,
  stage: Stage,
): Promise<A> {
  try {
    const answer = await send();
    assertAnswered(answer);
    return answer;
  } catch (error) {
    throw tableError(error, call, stage);
  }
}
