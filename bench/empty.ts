// What Node.js and the runtime interface client cost by themselves.
export const handler = async () => ({ statusCode: 200, body: '' });
