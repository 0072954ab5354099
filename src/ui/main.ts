/** Svelte, D3 and Monaco; draws what projections answer, sends what the learner does. */
const app = document.querySelector('#app')
if (app) app.textContent = 'Barrier Lab'
