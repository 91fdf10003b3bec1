import { AwsError } from '../core/aws-error.ts';
import { mediaType, singleHeader } from '../core/request.ts';
import type { Call, Perform, Service } from '../core/service.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

interface JsonProtocol extends Pick<Service, 'name' | 'withoutCredentials'> {
  readonly targetPrefix: string;
  readonly actions: ReadonlyMap<string, Perform<Call>>;
  /** The member that contains the message of an error. Services spell it differently. */
  readonly messageMember: 'message' | 'Message';
}

function unknownOperation() {
  return new AwsError('UnknownOperationException', 400, 'The requested operation is not known');
}

/** Creates a service with AWS's JSON protocol 1.1. */
export function createJsonService(protocol: JsonProtocol): Service {
  const { name, targetPrefix, actions, messageMember, withoutCredentials } = protocol;
  return {
    name,
    contentType: CONTENT_TYPE,
    readAction: (request) => {
      const target = singleHeader(request, 'x-amz-target') ?? '';
      const action = target.slice(targetPrefix.length);
      const isPost = request.method === 'POST' && request.target === '/' && mediaType(request) === CONTENT_TYPE;
      if (!isPost || !target.startsWith(targetPrefix) || !actions.has(action)) throw unknownOperation();
      return action;
    },
    perform: (call) => {
      const perform = actions.get(call.action);
      if (perform === undefined) throw unknownOperation();
      return perform(call);
    },
    renderError: ({ code, message }) => JSON.stringify({ __type: code, [messageMember]: message }),
    withoutCredentials,
  };
}
