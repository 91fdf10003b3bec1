import { AwsError } from './aws-error.ts';
import { ecr } from './ecr.ts';
import { applyFault, type FaultQueue, type Outgoing, outcomeOf } from './faults.ts';
import type { RawRequest } from './request.ts';
import type { Service } from './service.ts';
import { authenticate } from './sigv4.ts';
import type { RecordedCall, State } from './state.ts';
import { sts } from './sts.ts';

type CallDraft = { -readonly [Field in keyof RecordedCall]: RecordedCall[Field] };

/** What all requests of one stand-in share. */
export interface Site {
  readonly state: State;
  readonly faults: FaultQueue;
  /** How long an action takes, by its name. */
  readonly serviceTimesMs: Readonly<Record<string, number>>;
}

/** Both services answer at one address; only the JSON protocol names its action in a header. */
const serviceOf = (request: RawRequest): Service => (request.headers.has('x-amz-target') ? ecr : sts);

const perform = ({ state, faults }: Site, request: RawRequest, requestId: string, draft: CallDraft): Outgoing => {
  const service = serviceOf(request);
  const action = service.readAction(request);
  draft.action = action;
  const { caller, region } = authenticate(request, service.name, state);
  Object.assign(draft, { region, accessKeyId: caller.accessKeyId, callerArn: caller.arn });
  const record = (parameters: RecordedCall['parameters']) => {
    draft.parameters = parameters;
  };
  const call = { action, caller, region, request, requestId, state, record };
  const { document, issued } = service.perform(call);
  const fault = faults.take(action);
  const outgoing = applyFault(fault, service, call, document);
  draft.outcome = outcomeOf(fault);
  if (issued !== undefined) state.issued.push(issued);
  return outgoing;
};

const refusal = (error: AwsError, request: RawRequest, requestId: string): Outgoing => {
  const { contentType, renderError } = serviceOf(request);
  return { status: error.status, contentType, body: renderError(error, requestId), delivery: 'whole', delayMs: 0 };
};

/** Answers one request, and records it whatever the answer. */
export const handle = (site: Site, request: RawRequest, requestId: string): Outgoing => {
  const unknown = { region: undefined, accessKeyId: undefined, callerArn: undefined };
  const draft: CallDraft = { time: site.state.now(), action: 'unknown', ...unknown, parameters: {}, outcome: 'ok' };
  site.state.calls.push(draft);
  let outgoing: Outgoing;
  try {
    outgoing = perform(site, request, requestId, draft);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    draft.outcome = error.code;
    outgoing = refusal(error, request, requestId);
  }
  return { ...outgoing, delayMs: outgoing.delayMs + (site.serviceTimesMs[draft.action] ?? 0) };
};
