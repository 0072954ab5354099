/** Puts the page's Content-Security-Policy into the built index.html. Not in development, where Vite needs inline scripts. */
import type { Plugin } from 'vite'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  // Monaco writes style elements and style attributes; without this its lines and colours are wrong.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  // Only the served sandbox.html may be framed; it has a policy of its own, which keeps it off the network.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const tag = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`

export function csp(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      // Written out rather than as a tag object, which would spell every quote as an entity.
      handler: (html) => html.replace('<head>', `<head>\n    ${tag}`),
    },
  }
}
