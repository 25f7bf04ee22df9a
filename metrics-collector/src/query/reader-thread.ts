import { workerData } from 'node:worker_threads';
import { answerReads } from '@monlight/shared/answer-reads';
import { createReads } from '../store/read/reads.ts';

answerReads(workerData as string, createReads);
