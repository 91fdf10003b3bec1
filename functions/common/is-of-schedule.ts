/** Whether the function's own schedule sends an event. None of API Gateway has this form: callers fill in its members. */
export function isOfSchedule(event: unknown, functionName: 'rotate-keys' | 'verify'): boolean {
  return JSON.stringify(event) === `{"schedule":"${functionName}"}`;
}
