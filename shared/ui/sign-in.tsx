import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from './answer.ts';
import { BrandMark } from './brand-mark.tsx';
import { useCountdown } from './countdown.ts';
import { signIn } from './session.ts';
import './sign-in.css';

/** Asks for the key, over the page that waits behind it. */
export function SignIn({ service }: { service: string }) {
  const input = useRef<HTMLInputElement>(null);
  const isSending = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const waitSeconds = useCountdown(failure.value?.retryAfter ?? 0, failure.value);

  useEffect(() => input.current?.focus(), []);

  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (isSending.value || waitSeconds > 0 || !input.current) return;
    isSending.value = true;
    const answer = await signIn(input.current.value.trim());
    isSending.value = false;
    if (answer.ok) return;
    failure.value = answer;
    input.current?.select();
  };

  const problem = failure.value && problemOf(failure.value, waitSeconds);
  return (
    <main class="sign-in" aria-labelledby="sign-in-title">
      <form method="post" onSubmit={(event) => void submit(event)}>
        <h1 id="sign-in-title">
          <BrandMark />
          <span>
            Monlight <span class="muted">{service}</span>
          </span>
        </h1>
        {/* Password managers file the key under this name. */}
        <input type="text" name="username" autocomplete="username" value={`Monlight ${service}`} readOnly hidden />
        <label class="field">
          <span>API key</span>
          <input
            ref={input}
            class="input mono"
            type="password"
            name="api_key"
            autocomplete="current-password"
            required
            spellcheck={false}
            autocapitalize="off"
            aria-invalid={problem ? 'true' : 'false'}
            aria-describedby="sign-in-problem sign-in-hint"
          />
        </label>
        <p id="sign-in-hint" class="sign-in-hint">
          The server’s <code>API_KEY</code>. <code>npm start</code> prints it and keeps it in <code>data/api-key</code>.
        </p>
        <button type="submit" class="button primary" aria-disabled={isSending.value || waitSeconds > 0}>
          {isSending.value ? 'Signing in…' : 'Sign in'}
        </button>
        <p id="sign-in-problem" class="sign-in-problem" role="alert">
          {problem}
        </p>
      </form>
    </main>
  );
}

function problemOf({ status, detail }: Failure, waitSeconds: number): string {
  if (status === 401) return 'That is not the key of this server.';
  if (status !== 429) return detail;
  return waitSeconds > 0 ? `Too many wrong keys. Try again in ${waitSeconds} s.` : 'You can try again now.';
}
