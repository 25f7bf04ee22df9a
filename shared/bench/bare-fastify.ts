import Fastify from 'fastify';

// What a service is measured against: the least that can read the same JSON and answer.

const app = Fastify({ bodyLimit: 2 ** 20 });
app.post('*', async (_request, reply) => reply.code(202).send({ status: 'accepted' }));
app.get('*', async () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
