/** The clients that nearly every function starts with. They speak JSON, so an answer has the name of its error. */
const SCHEMAS = /[\\/]client-(?:dynamodb|ecr)[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
const REGISTERED = /^\w+_registry\.registerError\((\w+)\$, \w+\);$/gm;

/** What our code tells by its class, what the SDK tries again because of its class, and what all others are. */
export const KEPT =
  /^(?:ConditionalCheckFailed|ReplicatedWriteConflict|TransactionCanceled|TransactionConflict)Exception$|ServiceException$/;

/**
 * Leaves out the classes of errors that nobody looks for, which are half of ECR's client. Such an error is of the
 * client's general class, with the same name, message and status.
 */
export function withoutUnusedErrors(code, path) {
  return SCHEMAS.test(path) ? code.replace(REGISTERED, (line, name) => (KEPT.test(name) ? line : '')) : code;
}
