import { workerData } from 'node:worker_threads';
import { answerReads } from '@monlight/shared/answer-reads';
import { createAnswers } from './answers.ts';

answerReads(workerData as string, createAnswers);
