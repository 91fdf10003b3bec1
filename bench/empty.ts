// Measures what Node.js and the runtime interface client cost without any code of the function.
export async function handler() {
  return { statusCode: 200, body: '' };
}
