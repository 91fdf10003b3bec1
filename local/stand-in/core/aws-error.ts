/** A refusal in AWS's words: the code that goes on the wire, its HTTP status and its message. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

export function validationError(message: string) {
  return new AwsError('ValidationError', 400, message);
}

/** STS says the same for a role that does not exist and for one that is closed to the caller. */
export function accessDenied(callerArn: string, action: string, resource: string) {
  return new AwsError(
    'AccessDenied',
    403,
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}
