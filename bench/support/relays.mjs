import { Agent, createServer, request } from 'node:http';

/**
 * So many urls that each look like a runner of their own, served by one runner: what it answers is passed on, with another
 * `instance` for each url. Resolves to the urls and to `stop`.
 */
export async function startRelays(runnerUrl, count) {
  const agent = new Agent({ keepAlive: true });
  const servers = [];
  for (let index = 0; index < count; index++) {
    const server = createServer((question, answer) => {
      const options = { method: question.method, headers: question.headers, agent };
      const passed = request(`${runnerUrl}${question.url}`, options, (reply) => {
        const chunks = [];
        reply.on('data', (chunk) => chunks.push(chunk));
        reply.on('end', () => {
          const text = Buffer.concat(chunks)
            .toString()
            .replace(/"instance":"(\w+)"/, `"instance":"$1${index}"`);
          const headers = { 'Content-Type': reply.headers['content-type'] };
          answer.writeHead(reply.statusCode, headers).end(text);
        });
      });
      passed.on('error', () => answer.destroy());
      answer.on('close', () => passed.destroy());
      question.pipe(passed);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
  return {
    urls: servers.map((server) => `http://127.0.0.1:${server.address().port}`),
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      agent.destroy();
    },
  };
}
