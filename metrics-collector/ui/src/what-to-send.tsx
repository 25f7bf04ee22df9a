import './what-to-send.css';

const labels = ['method', 'endpoint', 'status'];

/** What the overview is made from. */
export function WhatToSend() {
  return (
    <div class="what-to-send">
      <p>The overview is made from two metrics, sent for each request:</p>
      <dl>
        <div>
          <dt>
            <code>http_requests_total</code>
          </dt>
          <dd>a counter: 1 for each request, or how many there were since the last time</dd>
        </div>
        <div>
          <dt>
            <code>http_request_duration_seconds</code>
          </dt>
          <dd>a histogram: how long each took, in seconds</dd>
        </div>
      </dl>
      <p>
        Both with the labels{' '}
        {labels.map((label, index) => (
          <>
            {index > 0 && (index === labels.length - 1 ? ' and ' : ', ')}
            <code key={label}>{label}</code>
          </>
        ))}
        . A status of 500 or more counts as an error. Any other metric is shown in the explorer.
      </p>
    </div>
  );
}
