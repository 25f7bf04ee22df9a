import { workerData } from 'node:worker_threads';
import { answerReads } from '@monlight/shared/answer-reads';
import { createReads } from '../store/read/reads.ts';
import type { ThreadData } from './reader.ts';

const { path, maxEntries } = workerData as ThreadData;
answerReads(path, (db) => createReads(db, maxEntries));
