// A theme that was chosen stands before anything is painted; `theme.ts` takes over from here.
try {
  const theme = localStorage.getItem('monlight.theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that forbids storage: the system's theme it is.
}
