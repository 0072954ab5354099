// Runs before the first paint, so that a dark room never sees a white flash. A file of its own because
// the page's policy allows no inline script. The chosen theme is kept under the same key by src/ui.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('barrier-lab.theme')
  } catch {
    // Storage may be refused; the system's preference then decides.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
})()
