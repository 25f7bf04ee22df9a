import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Step } from './steps.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'clients/python');
const venv = join(folder, '.venv');
const stamp = join(venv, '.monlight-setup');
const python = join(venv, 'bin/python');
const OLDEST = [3, 10];

const config = join(folder, 'pyproject.toml');
const sources = ['src', 'tests', 'bench', 'example'].map((name) => join(folder, name));

/** Where the tools are; the step that brings them comes before all others. */
const setUp: Step = { title: 'Python tools', command: 'node', args: [fileURLToPath(import.meta.url)] };

/** Lint, format and types of the Python SDK. */
export const pythonCheckSteps: Step[] = [
  setUp,
  { title: 'Python lint', command: python, args: ['-m', 'ruff', 'check', folder] },
  { title: 'Python format', command: python, args: ['-m', 'ruff', 'format', '--check', folder] },
  {
    title: 'Python types',
    command: python,
    args: ['-m', 'mypy', '--strict', '--config-file', config, '--cache-dir', join(venv, '.mypy_cache'), ...sources],
    env: { MYPYPATH: folder },
  },
];

/** The Python SDK's tests, against the services as this Node runs them; they come after the checks. */
export const pythonTestSteps: Step[] = [
  {
    title: 'Python tests',
    command: python,
    args: ['-m', 'pytest', '-c', config, '--rootdir', folder, join(folder, 'tests')],
    env: { MONLIGHT_NODE: process.execPath },
  },
];

/**
 * Makes the environment that the steps run in, unless it is there for this `pyproject.toml` and this Python.
 *
 * @throws Error with a line for people
 */
export function setUpPython(): void {
  const base = findPython();
  const wanted = createHash('sha256')
    .update(readFileSync(config))
    .update(`${base.executable} ${base.version}`)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write(`setup: installing the Python SDK's tools into ${venv} (Python ${base.version})\n`);
  rmSync(venv, { recursive: true, force: true });
  const pip = makeVenv(base.executable);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  run(pip, [...quiet, 'install', '--editable', `${folder}[dev]`], 'could not install packages; is PyPI within reach?');
  writeFileSync(stamp, wanted);
}

interface Python {
  executable: string;
  version: string;
}

function findPython(): Python {
  const command = process.env['MONLIGHT_PYTHON'] ?? 'python3';
  const script = 'import sys; print(sys.executable); print(".".join(map(str, sys.version_info[:3])))';
  const { status, stdout } = spawnSync(command, ['-c', script], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} does not run; install Python ${OLDEST.join('.')} or set MONLIGHT_PYTHON`);
  }
  const [executable = command, version = ''] = stdout.trim().split('\n');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== OLDEST[0] || minor < (OLDEST[1] ?? 0)) {
    throw new Error(`${command} is Python ${version}, expected ${OLDEST.join('.')} or newer; set MONLIGHT_PYTHON`);
  }
  return { executable, version };
}

/** Returns the command that installs into the environment. */
function makeVenv(base: string): string[] {
  if (spawnSync(base, ['-m', 'venv', venv]).status === 0) return [python, '-m', 'pip'];
  // Debian keeps `ensurepip` in a package of its own; the system's pip can install into an environment without one.
  rmSync(venv, { recursive: true, force: true });
  if (spawnSync(base, ['-m', 'venv', '--without-pip', venv]).status !== 0) {
    throw new Error(`${base} cannot make a virtual environment; install its venv module (Debian: python3-venv)`);
  }
  if (spawnSync(base, ['-m', 'pip', '--version']).status !== 0) {
    rmSync(venv, { recursive: true, force: true });
    throw new Error(`${base} has neither ensurepip nor pip; install python3-venv or python3-pip`);
  }
  return [base, '-m', 'pip', '--python', python];
}

function run([command = '', ...before]: string[], args: string[], problem: string): void {
  const { status } = spawnSync(command, [...before, ...args], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(problem);
}

if (import.meta.main) {
  try {
    setUpPython();
  } catch (error) {
    process.stderr.write(`setup: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
