import { AwsError } from './core/aws-error.ts';
import type { RawRequest } from './core/request.ts';
import type { Answer, Service, UnsignedCall } from './core/service.ts';
import type { RecordedCall, State } from './core/state.ts';
import { applyFault, type FaultQueue, type Outgoing, outcomeOf } from './http/faults.ts';
import { authenticate } from './http/sigv4.ts';
import { serviceOf } from './services.ts';

type CallDraft = { -readonly [Field in keyof RecordedCall]: RecordedCall[Field] };

/** What all requests of a stand-in share. */
export interface Site {
  readonly state: State;
  readonly faults: FaultQueue;
  /** How long each action takes, by name, in milliseconds. */
  readonly serviceTimesMs: Readonly<Record<string, number>>;
}

async function performSigned(service: Service, call: UnsignedCall, draft: CallDraft): Promise<Answer> {
  const { caller, region } = authenticate(call.request, service.name, call.state);
  Object.assign(draft, { region, accessKeyId: caller.accessKeyId, callerArn: caller.arn });
  return service.perform({ ...call, caller, region });
}

async function perform({ state, faults }: Site, request: RawRequest, requestId: string, draft: CallDraft) {
  const service = serviceOf(request);
  const action = service.readAction(request);
  draft.action = action;
  const record = (parameters: RecordedCall['parameters']) => {
    draft.parameters = parameters;
  };
  const call: UnsignedCall = { action, request, requestId, state, record };
  const performUnsigned = service.unsigned?.get(action);
  const answer = await (performUnsigned?.(call) ?? performSigned(service, call, draft));
  const fault = faults.take(action);
  const outgoing = applyFault(fault, service, answer, { action, callerArn: draft.callerArn });
  draft.outcome = outcomeOf(fault);
  // Every refusal has been thrown by now. A fault that changes only the answer does not undo the change.
  answer.commit?.();
  if (answer.issued !== undefined) state.issued.push(answer.issued);
  return outgoing;
}

function refusal(error: AwsError, request: RawRequest, requestId: string): Outgoing {
  const { contentType, errorContentType = contentType, errorHeaders, renderError } = serviceOf(request);
  return {
    status: error.status,
    contentType: errorContentType,
    headers: errorHeaders?.(error) ?? {},
    body: renderError(error, requestId),
    delivery: 'whole',
    delayMs: 0,
  };
}

/** Answers a request, and records it whatever the answer is. */
export async function handle(site: Site, request: RawRequest, requestId: string): Promise<Outgoing> {
  const unknown = { region: undefined, accessKeyId: undefined, callerArn: undefined };
  const draft: CallDraft = { time: site.state.now(), action: 'unknown', ...unknown, parameters: {}, outcome: 'ok' };
  site.state.calls.push(draft);
  let outgoing: Outgoing;
  try {
    outgoing = await perform(site, request, requestId, draft);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    draft.outcome = error.code;
    outgoing = refusal(error, request, requestId);
  }
  return { ...outgoing, delayMs: outgoing.delayMs + (site.serviceTimesMs[draft.action] ?? 0) };
}
