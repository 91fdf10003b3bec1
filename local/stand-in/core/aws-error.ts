/** A refusal in AWS's form: the error code, the HTTP status and the message. */
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

/** STS answers the same for a role that does not exist and for one that the caller may not assume. */
export function accessDenied(callerArn: string, action: string, resource: string) {
  return new AwsError(
    'AccessDenied',
    403,
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}
