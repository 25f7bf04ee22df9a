import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startSmallService } from './small-service.ts';

describe('GET /api/openapi.json', () => {
  it('describes the routes by the schemas that validate them', async (t) => {
    const { call } = await startSmallService(t);

    const description: any = await (await call('GET', '/api/openapi.json')).json();

    assert.deepEqual(Object.keys(description.paths).toSorted(), [
      '/api/break',
      '/api/notes',
      '/api/notes/{id}',
      '/api/openapi.json',
      '/api/session',
      '/health',
    ]);
    const { schema } = description.paths['/api/notes'].post.requestBody.content['application/json'];
    assert.deepEqual(schema.required, ['text']);
    assert.equal(schema.properties.text.maxLength, 10);
  });

  it('says of each operation who may call it, and what may keep it from being done', async (t) => {
    const { call } = await startSmallService(t);

    const { paths, components }: any = await (await call('GET', '/api/openapi.json')).json();

    const operations = [paths['/health'].get, paths['/api/session'].delete, paths['/api/notes'].post];
    assert.deepEqual(
      operations.map(({ security, responses }) => [security.length, Object.keys(responses).join()]),
      [
        [0, '200,503'],
        [2, '204,401,403,429,503'],
        [3, '200,401,413,415,429,503'],
      ],
    );
    assert.equal(operations[1].responses[401].$ref, '#/components/responses/401');
    assert.deepEqual(components.responses[401].content['application/json'].examples.example1.value, {
      detail: 'Invalid API key',
    });
  });
});
