// What Node.js and the runtime interface client cost by themselves.
export async function handler() {
  return { statusCode: 200, body: '' };
}
