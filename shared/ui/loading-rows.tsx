import './loading-rows.css';

/** Grey rows as high as those to come; they appear only when the answer takes a moment. */
export function LoadingRows({ count }: { count: number }) {
  return (
    <div class="loading-rows">
      <p class="visually-hidden" role="status">
        Loading…
      </p>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} />
      ))}
    </div>
  );
}
