// Replaces aws-lambda-ric's compiled HTTP client, which takes a long native compilation to install. It has the same
// three functions. The answer to an invocation is sent before the next one is requested.
const { Agent, request } = require('node:http');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const exchange = (method, path, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const options = { hostname, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}`, headers };
    request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ bodyJson: text, headers: response.headers })).on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });

let sent = Promise.resolve();

exports.initializeClient = () => {};
exports.next = async () => {
  await sent;
  return exchange('GET', 'next');
};
exports.done = (id, body) => {
  sent = exchange('POST', `${id}/response`, body);
};
exports.error = (id, body) => {
  sent = exchange('POST', `${id}/error`, body);
};
