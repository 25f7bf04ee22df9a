import { validatorCompiler } from './input-error.ts';

/** Fastify's option for servers whose schemas are zod's; given at the start, its own compilers are never loaded. */
export const schemaController = {
  compilersFactory: {
    // The option's type knows no other validator than Ajv.
    buildValidator: () => validatorCompiler as never,
    // What leaves is ours already: response schemas type and document it, a second pass would only cost.
    buildSerializer: () => () => JSON.stringify,
  },
};
